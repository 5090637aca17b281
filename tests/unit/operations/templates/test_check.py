"""The check before a template is published, and what is written down of it."""

import pytest

from doc_templates.catalogue import Kind
from service.database.database import SqlDatabase
from service.domain.audit import ChainedEvent
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId
from service.domain.templates import Level, TemplateRejectedError
from service.operations.templates import Publication, TemplateDesk
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, replace_in
from tests.factories import CLERK, FOREIGN_SCHOOL, MUNICIPALITY, OFFICER, OTHER_SCHOOL, SCHOOL
from tests.fakes import MemoryStore
from tests.own_templates import CODE, KIND, LIBRARY, MUNICIPAL, OURS, edited, sha256

BROKEN = insert_body(KIND.template, paragraph("Тайна {{ nothing }}"))


def trail(database: SqlDatabase, school: OrganisationId) -> list[ChainedEvent]:
    with database.snapshot() as tx:
        return [item for item in tx.audit.read(school) if "template:" in item.event.action]


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
