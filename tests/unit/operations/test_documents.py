import hashlib
from dataclasses import replace
from datetime import date

import pytest

from doc_templates.catalogue import Catalogue
from service.database.database import SqlDatabase
from service.domain.access import Principal, Scope
from service.domain.documents import Failure, Stage, State
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
)
from service.domain.ids import DocumentId, OrganisationId
from service.domain.signatures import PlannedSignature
from service.jobs import ConvertDocuments, SignDocuments
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.requests import DocumentRequest
from service.operations.stages import Setback, StageDesk
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    CONSENT,
    FOREIGN_SCHOOL,
    OFFICER,
    ORDER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    TEMPLATE,
    make_catalogue,
    make_principal,
    make_request,
)
from tests.fakes import FakeQueue, MemoryStore
from tests.line import convert, run_line, sign

READER = make_principal(scopes=frozenset({Scope.READ}))
ANY = DocumentFilter(())


def test_a_registered_document_has_its_number_title_and_place_in_the_files(
    desk: DocumentDesk,
) -> None:
    document = desk.register_document(CLERK, make_request(subject="Мельник О.С."))

    assert document.state is State.REGISTERED
    assert document.number.text == "1-од"
    assert document.title == "О закреплении пары: Мельник О.С."
    assert document.doc_date == date(2026, 11, 23)
    assert document.filing.case_index == "01-05"
    signature = PlannedSignature("head", "signature_head", title="Директор")
    assert document.signature_plan == (signature,)
    assert document.created_by == CLERK.id


def test_the_date_of_the_data_chooses_the_year_of_the_register(desk: DocumentDesk) -> None:
    dates = ("2025-12-31", "2026-01-09", "2025-12-30")

    numbers = [
        desk.register_document(CLERK, make_request(f"k-{day}", doc_date=day)).number
        for day in dates
    ]

    assert [(n.year, n.seq) for n in numbers] == [(2025, 1), (2026, 1), (2025, 2)]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("0001-01-01", "too_early"),
        ("1900-09-01", "too_early"),
        ("1999-12-31", "too_early"),
        ("2027-11-25", "too_late"),
        ("9999-12-31", "too_late"),
    ],
)
def test_a_date_of_another_age_is_refused_and_takes_no_number(
    desk: DocumentDesk, blobs: MemoryStore, day: str, code: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        desk.register_document(CLERK, make_request("slip", doc_date=day))

    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("#/data/doc_date", code)
    assert "01.01.2000" in problem.message
    assert desk.list_documents(CLERK, ANY) == []
    assert not blobs.has(SCHOOL, hashlib.sha256(TEMPLATE).hexdigest())
    assert desk.register_document(CLERK, make_request()).number.seq == 1


@pytest.mark.parametrize("day", ["2000-01-01", "2026-11-24", "2027-11-24"])
def test_a_date_long_ago_or_within_a_year_is_taken(desk: DocumentDesk, day: str) -> None:
    document = desk.register_document(CLERK, make_request(doc_date=day))
    assert document.doc_date == date.fromisoformat(day)


def test_each_register_and_school_counts_for_itself(desk: DocumentDesk) -> None:
    clerk = make_principal(OTHER_SCHOOL)
    requests = [
        (CLERK, make_request("1")),
        (CLERK, make_request("2", kind=CONSENT, sign=False)),
        (clerk, make_request("3", organisation_id=OTHER_SCHOOL)),
        (CLERK, make_request("4")),
    ]

    texts = [desk.register_document(who, what).number.text for who, what in requests]

    assert texts == ["1-од", "1-с", "1-од", "2-од"]


def test_registration_hints_the_converter_with_ids_only(
    desk: DocumentDesk, queue: FakeQueue
) -> None:
    desk.register_document(CLERK, make_request())

    assert queue.take() == [ConvertDocuments(SCHOOL)]


def test_the_exact_template_is_kept_beside_the_document(
    desk: DocumentDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())

    assert blobs.get(SCHOOL, document.template_sha256) == TEMPLATE


def test_the_requisites_of_the_day_are_kept_with_the_document(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request())

    with memory_database.snapshot() as tx:
        organisation = tx.organisations.find(SCHOOL)
    assert organisation is not None
    assert document.requisites == organisation.requisites
    assert document.made_with is None


def test_a_document_that_is_not_to_be_signed_has_no_signature_plan(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request(sign=False))

    assert not document.sign


def test_a_repeat_returns_the_first_document_and_sends_no_second_hint(
    desk: DocumentDesk, queue: FakeQueue
) -> None:
    first = desk.register_document(CLERK, make_request())
    queue.take()

    again = desk.register_document(CLERK, make_request())

    assert again == first
    assert queue.take() == []
    assert desk.register_document(CLERK, make_request("key-2")).number.text == "2-од"


@pytest.mark.parametrize(
    "other",
    [
        make_request(subject="Другой"),
        make_request(sign=False),
        make_request(kind=CONSENT, sign=False),
    ],
    ids=["data", "sign", "kind"],
)
def test_a_key_used_for_another_request_is_refused(
    desk: DocumentDesk, other: DocumentRequest
) -> None:
    desk.register_document(CLERK, make_request())

    with pytest.raises(ConflictError) as refusal:
        desk.register_document(CLERK, other)

    assert refusal.value.code == "idempotency_key_reused"


def test_two_callers_may_use_the_same_key(desk: DocumentDesk) -> None:
    another = replace(CLERK, id="key:another")

    first = desk.register_document(CLERK, make_request())
    second = desk.register_document(another, make_request())

    assert first.id != second.id


def test_the_order_of_fields_does_not_make_another_request() -> None:
    one = make_request(doc_date="2026-11-23")
    other = replace(one, data=dict(reversed(list(one.data.items()))))

    assert one.sha256() == other.sha256()


def test_wrong_data_is_refused_field_by_field_without_its_values(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    request = make_request(subject="", secret="Мельник", doc_date="вчера")

    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, request)

    pointers = {problem.pointer for problem in refusal.value.problems}
    assert {"#/data/subject", "#/data/doc_date"} <= pointers
    said = [refusal.value.message, str(refusal.value), *map(repr, refusal.value.problems)]
    assert not any("Мельник" in text or "вчера" in text for text in said)
    assert count_documents(memory_database) == 0


def test_an_unknown_kind_is_a_problem_of_its_field(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request(kind="no_such_kind"))

    assert refusal.value.code == "unknown_kind"
    assert [problem.pointer for problem in refusal.value.problems] == ["#/kind"]


def test_a_kind_that_people_sign_cannot_be_sent_to_the_server_key(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request(kind=CONSENT, sign=True))

    assert [(p.pointer, p.code) for p in refusal.value.problems] == [("#/sign", "not_signable")]


def test_data_may_take_the_server_key_out_of_a_document(desk: DocumentDesk) -> None:
    kind = make_catalogue().get_kind(ORDER)
    (signer,) = kind.signers
    kind = replace(kind, signers=(replace(signer, unless="doc_date"),))
    desk = replace(desk, catalogue=Catalogue({kind.code: kind}))

    signed = desk.register_document(CLERK, make_request())
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request("key-2", doc_date="2025-09-01"))

    assert [step.role for step in signed.signature_plan] == ["head"]
    assert [(p.pointer, p.code) for p in refusal.value.problems] == [("#/sign", "not_signable")]


def test_refused_requests_take_no_number(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError):
        desk.register_document(CLERK, make_request("1", subject=""))
    with pytest.raises(NotFoundError):
        desk.register_document(STRANGER, make_request("2"))

    assert desk.register_document(CLERK, make_request("3")).number.text == "1-од"


@pytest.mark.parametrize("name", [FOREIGN_SCHOOL, "s-404", "", "\x00", "\ud800", "../s-01"])
def test_nobody_writes_into_an_organisation_that_does_not_exist_for_them(
    desk: DocumentDesk, blobs: MemoryStore, name: str
) -> None:
    request = make_request(organisation_id=OrganisationId(name))

    with pytest.raises(NotFoundError):
        desk.register_document(CLERK, request)

    assert blobs.list_names(FOREIGN_SCHOOL) == []


def test_every_act_needs_its_right(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request())
    nobody = replace(CLERK, scopes=frozenset())

    for principal, act in (
        (READER, lambda who: desk.register_document(who, make_request("2"))),
        (READER, lambda who: desk.retry_document(who, document.id)),
        (READER, lambda who: desk.cancel_document(who, document.id)),
        (nobody, lambda who: desk.get_document(who, document.id)),
        (nobody, lambda who: desk.get_file(who, document.id, "pdf")),
        (nobody, lambda who: desk.list_documents(who, ANY)),
    ):
        with pytest.raises(ForbiddenError):
            act(principal)


@pytest.mark.parametrize("principal", [STRANGER, make_principal(OTHER_SCHOOL)], ids=lambda p: p.id)
def test_another_organisation_cannot_see_the_document(
    desk: DocumentDesk, principal: Principal
) -> None:
    document = desk.register_document(CLERK, make_request())

    for act in (
        lambda: desk.get_document(principal, document.id),
        lambda: desk.get_file(principal, document.id, "pdf"),
        lambda: desk.retry_document(principal, document.id),
        lambda: desk.cancel_document(principal, document.id),
        lambda: desk.list_documents(principal, DocumentFilter((SCHOOL,))),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert desk.list_documents(principal, ANY) == []


def test_an_officer_sees_the_documents_of_all_schools_of_the_municipality(
    desk: DocumentDesk,
) -> None:
    own = desk.register_document(CLERK, make_request())
    other = desk.register_document(
        make_principal(OTHER_SCHOOL), make_request(organisation_id=OTHER_SCHOOL)
    )
    desk.register_document(STRANGER, make_request(organisation_id=FOREIGN_SCHOOL))

    assert desk.get_document(OFFICER, other.id) == other
    assert {d.id for d in desk.list_documents(OFFICER, ANY)} == {own.id, other.id}
    assert desk.list_documents(OFFICER, DocumentFilter((SCHOOL,))) == [own]


@pytest.mark.parametrize("name", ["no-such-id", "", "\x00", "\ud800"])
def test_a_document_that_does_not_exist_is_not_found(desk: DocumentDesk, name: str) -> None:
    with pytest.raises(NotFoundError):
        desk.get_document(CLERK, DocumentId(name))


def test_files_are_handed_out_when_they_are_made_and_the_signed_one_counts(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())
    for role in ("pdf", "docx"):
        with pytest.raises(ConflictError) as refusal:
            desk.get_file(CLERK, document.id, role)
        assert refusal.value.code == "not_ready"

    convert(stages, blobs)
    assert desk.get_file(CLERK, document.id, "pdf") == f"pdf of {document.id}".encode()
    sign(stages, blobs)
    assert desk.get_file(CLERK, document.id, "pdf") == f"signed {document.id}".encode()
    assert desk.get_file(CLERK, document.id, "docx") == f"docx of {document.id}".encode()


def test_a_cancelled_document_keeps_its_number_and_nobody_works_on_it(
    desk: DocumentDesk, stages: StageDesk
) -> None:
    first = desk.register_document(CLERK, make_request("1"))

    cancelled = desk.cancel_document(CLERK, first.id)

    assert cancelled.state is State.CANCELLED
    assert cancelled.number == first.number
    assert stages.claim(Stage.CONVERT, SCHOOL, limit=9) == []
    assert desk.register_document(CLERK, make_request("2")).number.text == "2-од"
    with pytest.raises(ConflictError):
        desk.cancel_document(CLERK, first.id)


def test_an_archived_document_can_still_be_annulled(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())
    run_line(stages, archive, blobs)

    assert desk.cancel_document(CLERK, document.id).state is State.CANCELLED


def test_a_failed_document_is_retried_from_its_last_finished_step(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, queue: FakeQueue
) -> None:
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    (claim,) = stages.claim(Stage.SIGN, SCHOOL, limit=1)
    stages.commit([Setback(claim, Failure("no_key", "Нет ключа."), again=False)])
    assert desk.get_document(CLERK, document.id).failure == Failure("no_key", "Нет ключа.")
    queue.take()

    retried = desk.retry_document(CLERK, document.id)

    assert retried.state is State.AWAITING_SIGNATURES
    assert retried.failure is None
    assert queue.take() == [SignDocuments(SCHOOL)]


def test_a_document_on_its_way_needs_no_retry(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request())

    with pytest.raises(ConflictError) as refusal:
        desk.retry_document(CLERK, document.id)

    assert refusal.value.code == "wrong_state"


def test_what_people_did_is_in_the_audit_trail_without_personal_data(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request(subject="Мельник О.С."))
    desk.cancel_document(CLERK, document.id)

    with memory_database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert [event.action for event in events] == ["document:registered", "document:cancelled"]
    assert {event.actor for event in events} == {CLERK.id}
    assert {event.document_id for event in events} == {document.id}
    assert "Мельник" not in repr(events)


def count_documents(database: SqlDatabase) -> int:
    with database.snapshot() as tx:
        return sum(tx.documents.count_by_state([SCHOOL]).values())
