"""How people sign is on the page, and is kept with the document: a rebuild makes the same page."""

import pytest

from service.domain.documents import Document, Stage
from service.domain.signatures import Method, open_due, plan_steps
from service.operations.signatures import Successor
from service.ports import Progress
from tests.docx_text import read_text
from tests.factories import CLERK, SCHOOL
from tests.integration.rebuild.conftest import School

pytestmark = pytest.mark.libreoffice

PROGRAM = "personalized_program"
MENTOR = {"role": "mentor", "method": "own_token"}
CURATOR = {"role": "curator", "method": "paper", "signer": "Скляр Лев Кузьмич"}


def register(school: School, *signatures: dict[str, str]) -> Document:
    body = {**school.house.request(PROGRAM), "signatures": list(signatures)}
    answer = school.house.program().post_document(body, "key-1")
    assert answer.status_code == 202, answer.text
    with school.backstage.database.snapshot() as tx:
        document = tx.documents.find(answer.get_json()["id"])
    assert document is not None
    return school.convert(document)


def open_plan(school: School) -> None:
    """Let everybody sign, as the sign process does when the PDF is there."""
    stages, now = school.backstage.stages, school.backstage.clock.now()
    for claim in stages.claim(Stage.SIGN, SCHOOL, limit=10):
        document = claim.document
        steps = open_due(plan_steps(document.signature_plan), now)
        stages.commit(
            [
                Progress(
                    claim, document.state, document.files, document.pages, steps=steps, waits=True
                )
            ]
        )


def text_of(school: School, document: Document) -> str:
    return read_text(school.blobs.get(SCHOOL, document.files.docx or ""))


def test_the_page_has_room_for_a_key_and_a_line_for_a_pen(school: School) -> None:
    by_key = text_of(school, register(school, MENTOR, CURATOR))

    assert by_key.count("(подпись)") == 1


def test_a_page_for_keys_is_rebuilt_the_same(school: School) -> None:
    document = register(school, MENTOR, CURATOR)

    code, report = school.report(document)

    assert (code, report["comparison"]["equal"]) == (0, True)
    assert document.made_with is not None
    assert "signing" in document.made_with.inputs


def test_a_signer_who_comes_later_changes_no_page(school: School) -> None:
    document = register(school, MENTOR, CURATOR)
    open_plan(school)
    successor = Successor("Мельник Ольга Сергеевна", "Приказ № 1", Method.OWN_TOKEN)
    school.house.services.signatures.replace_signer(CLERK, document.id, 2, successor)
    steps = school.house.services.signatures.list_steps([document])[document.id]
    assert [step.plan.method for step in steps][-1] is Method.OWN_TOKEN

    code, report = school.report(document)

    assert (code, report["comparison"]["equal"]) == (0, True)
    assert text_of(school, school.read(document)).count("(подпись)") == 1
