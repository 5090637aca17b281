"""Who publishes templates, and which one a document is made by."""

import hashlib
from dataclasses import replace
from types import MappingProxyType

import pytest

from doc_templates.catalogue import Catalogue, Kind, load_catalogue
from service.database.database import SqlDatabase
from service.domain.access import Principal, Scope
from service.domain.audit import ChainedEvent
from service.domain.documents import Document
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
)
from service.domain.ids import OrganisationId
from service.domain.templates import Level, Owner, TemplateRejectedError
from service.operations.archive import ArchiveDesk, Finding
from service.operations.documents import DocumentDesk
from service.operations.requests import DocumentRequest
from service.operations.stages import StageDesk
from service.operations.templates import Publication, TemplateDesk
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, replace_in
from tests.factories import (
    CLERK,
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_principal,
)
from tests.fakes import FakeClock, FakeQueue, MemoryStore, SequentialIds

LIBRARY = load_catalogue()
CODE = "consent_mentee_participation"
KIND = LIBRARY.get_kind(CODE)
OURS = Owner(organisation_id=SCHOOL)
MUNICIPAL = Owner(municipality_id=MUNICIPALITY)
READER = make_principal(scopes=frozenset({Scope.READ, Scope.WRITE}))
BROKEN = insert_body(KIND.template, paragraph("Тайна {{ nothing }}"))


def edited(text: str, kind: Kind = KIND) -> bytes:
    return insert_body(kind.template, paragraph(text))


def sha256(docx: bytes) -> str:
    return hashlib.sha256(docx).hexdigest()


@pytest.fixture
def municipal_blobs() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def templates(
    memory_database: SqlDatabase,
    blobs: MemoryStore,
    municipal_blobs: MemoryStore,
    clock: FakeClock,
    ids: SequentialIds,
) -> TemplateDesk:
    return TemplateDesk(memory_database, blobs, municipal_blobs, LIBRARY, clock, ids)


@pytest.fixture
def desk(templates: TemplateDesk, queue: FakeQueue) -> DocumentDesk:
    return _desk(templates, queue)


def _desk(templates: TemplateDesk, queue: FakeQueue) -> DocumentDesk:
    return DocumentDesk(
        templates.database,
        templates.blobs,
        queue,
        templates.catalogue,
        templates.clock,
        templates.ids,
        templates,
    )


def register(desk: DocumentDesk, key: str, school: OrganisationId = SCHOOL) -> Document:
    request = DocumentRequest(school, CODE, dict(KIND.sample), sign=False, idempotency_key=key)
    return desk.register_document(make_principal(school), request)


def trail(database: SqlDatabase, school: OrganisationId) -> list[ChainedEvent]:
    with database.snapshot() as tx:
        return [item for item in tx.audit.read(school) if "template:" in item.event.action]


def test_the_nearest_template_makes_the_document(
    templates: TemplateDesk, desk: DocumentDesk, blobs: MemoryStore
) -> None:
    municipal, own = edited("округ"), edited("школа")

    before = register(desk, "1")
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, municipal))
    from_municipality = register(desk, "2")
    version = templates.publish(CLERK, Publication(OURS, CODE, own))
    from_school = register(desk, "3")
    elsewhere = register(desk, "4", OTHER_SCHOOL)

    assert (before.template_sha256, before.template_version_id) == (KIND.template_sha256, None)
    assert from_municipality.template_sha256 == elsewhere.template_sha256 == sha256(municipal)
    assert (from_school.template_sha256, from_school.template_version_id) == (
        sha256(own),
        version.id,
    )
    assert blobs.get(SCHOOL, sha256(municipal)) == municipal
    assert blobs.get(OTHER_SCHOOL, sha256(municipal)) == municipal


def test_another_municipalitys_template_makes_no_document_here(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    officer = make_principal(None, municipality_id=FOREIGN_MUNICIPALITY)
    owner = Owner(municipality_id=FOREIGN_MUNICIPALITY)
    templates.publish(officer, Publication(owner, CODE, edited("чужой")))

    assert register(desk, "1").template_version_id is None
    assert register(desk, "2", FOREIGN_SCHOOL).template_version_id is not None


def test_a_document_keeps_the_template_it_was_registered_with(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    first = templates.publish(CLERK, Publication(OURS, CODE, edited("первый")))
    document = register(desk, "1")
    second = templates.publish(CLERK, Publication(OURS, CODE, edited("второй")))

    assert (first.number, second.number) == (1, 2)
    assert desk.get_document(CLERK, document.id).template_version_id == first.id
    assert register(desk, "1").template_version_id == first.id
    assert register(desk, "2").template_version_id == second.id


def test_a_template_given_up_leaves_the_place_to_the_level_above(
    templates: TemplateDesk, desk: DocumentDesk
) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))

    withdrawn = templates.withdraw(CLERK, OURS, CODE)

    assert (withdrawn.number, withdrawn.sha256) == (2, None)
    assert register(desk, "1").template_sha256 == sha256(edited("округ"))
    with pytest.raises(NotFoundError):
        templates.withdraw(CLERK, OURS, CODE)
    assert templates.publish(CLERK, Publication(OURS, CODE, edited("снова"))).number == 3


# ------------------------------------------------------------------- who may


def test_everybody_publishes_for_themselves_only(templates: TemplateDesk) -> None:
    docx = edited("текст")
    for principal, owner in ((CLERK, MUNICIPAL), (OFFICER, OURS)):
        with pytest.raises(ForbiddenError):
            templates.publish(principal, Publication(owner, CODE, docx))
        with pytest.raises(ForbiddenError):
            templates.withdraw(principal, owner, CODE)
    assert templates.publish(CLERK, Publication(OURS, CODE, docx)).owner == OURS
    assert templates.publish(OFFICER, Publication(MUNICIPAL, CODE, docx)).owner == MUNICIPAL


@pytest.mark.parametrize(
    "owner",
    [
        Owner(organisation_id=OTHER_SCHOOL),
        Owner(organisation_id=FOREIGN_SCHOOL),
        Owner(organisation_id=OrganisationId("nobody")),
        Owner(municipality_id=FOREIGN_MUNICIPALITY),
    ],
)
def test_somebody_elses_templates_do_not_exist(templates: TemplateDesk, owner: Owner) -> None:
    with pytest.raises(NotFoundError):
        templates.publish(CLERK, Publication(owner, CODE, edited("текст")))
    with pytest.raises(NotFoundError):
        templates.withdraw(CLERK, owner, CODE)
    with pytest.raises(NotFoundError):
        templates.get_version(CLERK, owner, CODE)


def test_reading_needs_the_right_to_read_and_publishing_its_own(templates: TemplateDesk) -> None:
    nobody = make_principal(scopes=frozenset({Scope.ARCHIVE}))
    with pytest.raises(ForbiddenError):
        templates.publish(READER, Publication(OURS, CODE, edited("текст")))
    with pytest.raises(ForbiddenError):
        templates.lint(nobody, CODE, KIND.template)
    with pytest.raises(ForbiddenError):
        templates.list_versions(nobody, None, None)
    assert templates.lint(READER, CODE, KIND.template).is_publishable


def test_a_list_shows_what_concerns_whoever_asks(templates: TemplateDesk) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    for text in ("1", "2"):
        templates.publish(CLERK, Publication(OURS, CODE, edited(text)))
    other = make_principal(OTHER_SCHOOL)
    templates.publish(other, Publication(Owner(organisation_id=OTHER_SCHOOL), CODE, edited("3")))

    def shown(principal: Principal, kind: str | None = None) -> list[tuple[str, int]]:
        found = templates.list_versions(principal, None, kind)
        return sorted((str(version.owner.id), version.number) for version in found)

    assert shown(CLERK) == [(MUNICIPALITY, 1), (SCHOOL, 2)]
    assert shown(CLERK, CODE) == [(MUNICIPALITY, 1), (SCHOOL, 1), (SCHOOL, 2)]
    assert shown(other) == [(MUNICIPALITY, 1), (OTHER_SCHOOL, 1)]
    assert shown(OFFICER) == [(MUNICIPALITY, 1), (SCHOOL, 2), (OTHER_SCHOOL, 1)]
    assert shown(STRANGER) == []
    assert len(templates.list_versions(OFFICER, OTHER_SCHOOL, None)) == 2
    with pytest.raises(NotFoundError):
        templates.list_versions(CLERK, OTHER_SCHOOL, None)


def test_the_template_in_force_and_any_version_can_be_taken(templates: TemplateDesk) -> None:
    assert templates.get_version(CLERK, OURS, CODE).docx == KIND.template
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))
    assert templates.get_version(CLERK, OURS, CODE).docx == edited("округ")
    assert templates.get_version(CLERK, MUNICIPAL, CODE, 1).docx == edited("округ")
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    assert templates.get_version(OFFICER, OURS, CODE).docx == edited("школа")
    assert templates.get_builtin(CLERK, CODE).docx == KIND.template
    templates.withdraw(CLERK, OURS, CODE)
    for number in (2, 3):
        with pytest.raises(NotFoundError):
            templates.get_version(CLERK, OURS, CODE, number)


# ------------------------------------------------------------------ the check


def test_a_template_with_errors_is_not_published_and_not_quoted(
    templates: TemplateDesk, blobs: MemoryStore, memory_database: SqlDatabase
) -> None:
    with pytest.raises(TemplateRejectedError) as caught:
        templates.publish(CLERK, Publication(OURS, CODE, BROKEN))

    [problem] = caught.value.problems
    assert (caught.value.code, problem.code) == ("template_rejected", "unknown_variable")
    assert problem.message == "Неизвестное поле: основной текст, абзац 1."
    assert blobs.list_names(SCHOOL) == []
    assert trail(memory_database, SCHOOL) == []


def test_a_dangerous_file_is_not_published(templates: TemplateDesk) -> None:
    with pytest.raises(TemplateRejectedError) as caught:
        templates.publish(CLERK, Publication(OURS, CODE, b"not a docx"))
    assert [problem.code for problem in caught.value.problems] == ["not_docx"]


def test_a_template_with_warnings_may_be_published(templates: TemplateDesk) -> None:
    docx = replace_in(KIND.template, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')
    assert not templates.lint(CLERK, CODE, docx).errors
    assert templates.publish(CLERK, Publication(OURS, CODE, docx)).sha256 == sha256(docx)


@pytest.mark.parametrize(("note", "code"), [("x" * 501, "too_long"), ("а\nб", "control_character")])
def test_a_note_is_one_line(templates: TemplateDesk, note: str, code: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        templates.publish(CLERK, Publication(OURS, CODE, KIND.template, note))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_unknown_kind_is_not_found(templates: TemplateDesk) -> None:
    with pytest.raises(NotFoundError):
        templates.lint(CLERK, "letter", KIND.template)


def test_publishing_is_written_down_where_it_changes_documents(
    templates: TemplateDesk, memory_database: SqlDatabase
) -> None:
    templates.publish(CLERK, Publication(OURS, CODE, KIND.template, "пояснение"))
    templates.withdraw(CLERK, OURS, CODE)
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, edited("округ")))

    actions = [item.event.action for item in trail(memory_database, SCHOOL)]
    [event] = [item.event for item in trail(memory_database, OTHER_SCHOOL)]
    assert actions == ["template:published", "template:withdrawn", "template:published"]
    assert trail(memory_database, FOREIGN_SCHOOL) == []
    assert event.actor == OFFICER.id
    assert dict(event.detail) == {
        "kind": CODE,
        "level": Level.MUNICIPALITY,
        "owner": MUNICIPALITY,
        "version": 1,
        "sha256": sha256(edited("округ")),
        "kind_version": KIND.version,
    }


# --------------------------------------------------- when the kind moves on


def _moved_on(templates: TemplateDesk, kind: Kind) -> TemplateDesk:
    """The same desk after an update that brought a new version of the kind."""
    kinds = MappingProxyType({**LIBRARY.kinds, kind.code: kind})
    return replace(templates, catalogue=Catalogue(kinds), _verdicts={})


def _without_field(name: str) -> Kind:
    """The next version of the kind, whose people lack a field."""
    schema = {**KIND.schema}
    properties = {k: v for k, v in dict(schema["properties"]).items() if k != name}  # type: ignore[call-overload]  # a schema is JSON
    schema["properties"] = properties
    return replace(KIND, version=KIND.version + 1, schema=schema)


def test_a_template_of_an_older_version_is_checked_again_and_goes_on_when_it_suits(
    templates: TemplateDesk, queue: FakeQueue
) -> None:
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    newer = _moved_on(templates, replace(KIND, version=KIND.version + 1))

    document = register(_desk(newer, queue), "1")

    assert document.template_sha256 == sha256(edited("школа"))
    assert document.kind_version == KIND.version + 1
    assert not newer.is_outdated(newer.list_versions(CLERK, None, None)[0])


def test_a_template_that_no_longer_suits_its_kind_is_never_used_silently(
    templates: TemplateDesk, queue: FakeQueue
) -> None:
    uses = edited("{% if doc_date is defined %}{{ doc_date|date }}{% endif %}")
    version = templates.publish(CLERK, Publication(OURS, CODE, uses))
    newer = _moved_on(templates, _without_field("doc_date"))
    documents = _desk(newer, queue)
    data = {key: value for key, value in KIND.sample.items() if key != "doc_date"}
    request = DocumentRequest(SCHOOL, CODE, data, sign=False, idempotency_key="1")

    with pytest.raises(ConflictError) as caught:
        documents.register_document(CLERK, request)

    assert caught.value.code == "template_outdated"
    assert newer.is_outdated(version)
    newer.withdraw(CLERK, OURS, CODE)
    assert documents.register_document(CLERK, request).number.seq == 1


# ------------------------------------------------------------------ the bytes


def test_the_bytes_of_a_municipality_are_apart_from_those_of_organisations(
    templates: TemplateDesk, blobs: MemoryStore, municipal_blobs: MemoryStore
) -> None:
    templates.publish(OFFICER, Publication(MUNICIPAL, CODE, KIND.template))
    templates.publish(CLERK, Publication(OURS, CODE, edited("школа")))
    assert municipal_blobs.list_names(MUNICIPALITY) == [KIND.template_sha256]
    assert blobs.list_names(SCHOOL) == [sha256(edited("школа"))]


def test_a_template_that_cannot_be_read_stops_registering(
    templates: TemplateDesk, desk: DocumentDesk, blobs: MemoryStore
) -> None:
    templates.publish(CLERK, Publication(OURS, CODE, KIND.template))
    blobs.damage(SCHOOL, KIND.template_sha256)
    with pytest.raises(UnavailableError):
        register(desk, "1")


def test_the_check_of_the_archive_knows_published_templates(
    templates: TemplateDesk, archive: ArchiveDesk, stages: StageDesk, blobs: MemoryStore
) -> None:
    assert stages.database is templates.database
    templates.publish(CLERK, Publication(OURS, CODE, KIND.template))
    assert archive.check([SCHOOL]).leftovers == ()
    assert archive.check([SCHOOL]).faults == ()
    blobs.lose(SCHOOL, KIND.template_sha256)
    [fault] = archive.check([SCHOOL]).faults
    assert (fault.finding, fault.subject) == (Finding.MISSING, KIND.template_sha256)


def test_a_template_belongs_to_one_owner() -> None:
    for both in ({}, {"organisation_id": SCHOOL, "municipality_id": MUNICIPALITY}):
        with pytest.raises(ValueError, match="one organisation or to one municipality"):
            Owner(**both)  # type: ignore[arg-type]  # ids are texts


@pytest.mark.parametrize("kind", LIBRARY.list_kinds(), ids=lambda kind: kind.code)
def test_the_templates_of_the_library_pass_their_own_check(
    templates: TemplateDesk, kind: Kind
) -> None:
    assert templates.lint(CLERK, kind.code, kind.template).errors == ()


@pytest.mark.parametrize(
    "text",
    [
        "Даю своё согласие на {{ 'обрабо' }}{{ 'тку' }} моих персональных данных.",
        "Выплата: {{ 'No' }}{{ 'ne' }}",
    ],
    ids=["consent", "nothing"],
)
def test_what_a_template_prints_is_held_against_the_rules(
    templates: TemplateDesk, text: str
) -> None:
    report = templates.lint(CLERK, CODE, edited(text))

    assert [found.code for found in report.errors] == ["text_refused"]
    with pytest.raises(TemplateRejectedError):
        templates.publish(CLERK, Publication(OURS, CODE, edited(text)))


def test_an_approval_that_does_not_agree_is_found(templates: TemplateDesk) -> None:
    kind = LIBRARY.get_kind("order_approve_regulation")
    text = [paragraph("УТВЕРЖДЕНА"), paragraph("ПОЛОЖЕНИЕ")]

    report = templates.lint(CLERK, kind.code, insert_body(kind.template, "".join(text)))

    assert ["V14" in found.message for found in report.errors] == [True]
