"""A plan of one's own on the form of a document: filled in, refused, shown in words, registered."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.documents import Document
from service.domain.people import Card
from service.domain.signatures import Method, PlannedSignature
from service.ports import DocumentFilter
from tests.doors import CONSENT, ORDER, House
from tests.factories import CLERK, SCHOOL
from tests.form_pages import read_form_page
from tests.unit.web.test_new_documents import _press

Form = dict[str, list[str]]
PATH = f"/documents/new/{CONSENT}"
SHEET = "/documents/new/program_agreement_sheet"
ANNA = "Иванова Анна Петровна"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def plan(role: str, way: str, **more: str) -> Form:
    boxes = {"way": way, "turn": "1", **more}
    return {f"_plan.{role}.{name}": [text] for name, text in boxes.items()}


def fill(head: FlaskClient, rows: Form, path: str = PATH) -> Form:
    return {**read_form_page(head.get(f"{path}?sample=1")), "_way": ["own"], **rows}


def confirm(head: FlaskClient, page: TestResponse, action: str = "register") -> TestResponse:
    """Press a button of the page that says the plan in words."""
    form: Form = {}
    _, _, own = page.text.partition("<h1>Проверьте, кто подпишет</h1>")
    for name, value in HIDDEN.findall(own):
        form.setdefault(unescape(name), []).append(unescape(value))
    return head.post(path_of(page), data={**form, "_action": action})


def path_of(page: TestResponse) -> str:
    found = re.search(r'action="(/documents/new/\w+)"', page.text)
    assert found, page.text
    return found[1]


def the_document(house: House) -> Document:
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    return document


def brief(planned: PlannedSignature) -> tuple[str, str, int, str]:
    return planned.role, planned.method, planned.turn, planned.signer


def test_a_plan_is_said_in_words_and_counts_once_it_is_confirmed(
    house: House, head: FlaskClient
) -> None:
    row = plan("applicant", "simple", signer=ANNA, days="7", email="anna@school.example")
    asked = _press(head, fill(head, row), "register")
    assert asked.status_code == 200
    assert "простой электронной подписью по ссылке" in asked.text
    assert f"{ANNA} – " in asked.text
    assert "срок – 7 дней" in asked.text
    assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []

    done = confirm(head, asked)

    document = the_document(house)
    assert done.headers["Location"] == f"/documents/{document.id}"
    applicant, seal = document.signature_plan
    assert brief(applicant) == ("applicant", "simple", 1, ANNA)
    assert (applicant.days, applicant.email) == (7, "anna@school.example")
    assert brief(seal) == ("seal", "server_key", 2, "")


def test_the_way_back_from_the_words_loses_nothing(house: House, head: FlaskClient) -> None:
    form = fill(head, plan("applicant", "paper", days="3"))
    back = confirm(head, _press(head, form, "register"), "stay")
    assert {**read_form_page(back), "_csrf": []} == {**form, "_csrf": []}
    assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []


@pytest.mark.parametrize(
    ("row", "box", "said"),
    [
        (plan("applicant", "simple", turn="x"), "_plan.applicant.turn", "Очередь – число"),
        (plan("applicant", "simple", turn="51"), "_plan.applicant.turn", "Очередь – число"),
        (plan("applicant", "paper", days="0"), "_plan.applicant.days", "Срок – от 1 до 366"),
        (plan("applicant", "paper", days="год"), "_plan.applicant.days", "Срок – от 1 до 366"),
        (
            plan("applicant", "simple", signer=ANNA, email="нет"),
            "_plan.applicant.email",
            "Адрес почты",
        ),
        (
            plan("applicant", "paper", signer="Я" * 201),
            "_plan.applicant.signer",
            "сократите его до 200",
        ),
        (
            {**plan("applicant", "own_token"), "_seal": ["certifying"]},
            "_seal",
            "Заверяющую подпись ставят",
        ),
        (plan("applicant", ""), "_way", "Отметьте хотя бы одного"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_box(
    house: House, head: FlaskClient, row: Form, box: str, said: str
) -> None:
    refused = _press(head, fill(head, row), "register")
    assert refused.status_code == 422
    assert f'<a href="#{box}">' in refused.text
    assert f'id="{box}"' in refused.text
    assert said in refused.text.partition(f'id="{box}-problem"')[2]
    assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []


def test_somebody_of_the_bank_is_named_in_full_with_the_address(
    house: House, head: FlaskClient
) -> None:
    card = Card("Иванова", "Анна", "Петровна", "f", "учитель", email="anna@school.example")
    house.services.people.add_person(CLERK, SCHOOL, card)
    row = plan("applicant", "simple", signer="иванова анна")
    confirm(head, _press(head, fill(head, row), "register"))
    (applicant, _) = the_document(house).signature_plan
    assert (applicant.signer, applicant.email) == (ANNA, "anna@school.example")


def test_turns_and_roles_are_kept_apart(house: House, head: FlaskClient) -> None:
    rows = {
        **plan("mentee", "paper"),
        **plan("mentor", "own_token", turn="2"),
        **plan("curator", "server_key_agreed", turn="2"),
    }
    asked = _press(head, fill(head, rows, SHEET), "register", SHEET)
    assert "В любом порядке:" in asked.text
    assert "когда подтвердят" in asked.text
    confirm(head, asked)
    document = the_document(house)
    assert [(one.role, one.method, one.turn, one.confirm) for one in document.signature_plan] == [
        ("mentee", "paper", 1, False),
        ("mentor", "own_token", 2, False),
        ("curator", "server_key", 2, True),
    ]


@pytest.mark.parametrize(
    ("way", "seal", "sealed"),
    [
        ("simple", "auto", True),
        ("paper", "auto", True),
        ("own_token", "auto", False),
        ("own_token", "always", True),
        ("simple", "certifying", True),
        ("paper", "never", False),
    ],
)
def test_the_seal_closes_the_document_where_it_is_needed_or_asked_for(
    house: House, head: FlaskClient, way: str, seal: str, *, sealed: bool
) -> None:
    form = fill(head, {**plan("applicant", way, signer=ANNA), "_seal": [seal]})
    confirm(head, _press(head, form, "register"))
    planned = the_document(house).signature_plan
    assert [one.role for one in planned] == ["applicant", *(["seal"] if sealed else [])]
    assert planned[-1].certifies == (seal == "certifying")


def test_a_key_that_signs_before_the_link_leaves_the_evidence_outside_and_that_is_said(
    head: FlaskClient,
) -> None:
    rows = {
        **plan("mentee", "simple", turn="2", signer=ANNA),
        **plan("mentor", "own_token"),
        **plan("curator", ""),
    }
    asked = _press(head, fill(head, rows, SHEET), "register", SHEET)
    assert "но не внутри PDF" in asked.text


def test_the_printed_person_gets_the_link_when_nobody_else_is_named(
    house: House, head: FlaskClient
) -> None:
    path = f"/documents/new/{ORDER}"
    row = plan("head", "simple", email="head@school.example")
    confirm(head, _press(head, fill(head, row, path), "register", path))
    planned = the_document(house).signature_plan[0]
    assert planned.method is Method.SIMPLE
    assert len(planned.signer.split()) == 3
