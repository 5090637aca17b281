"""Annulling a document on the page: with a question first, and with a reason."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import Role
from service.domain.documents import Document, State
from tests.doors import House, hidden
from tests.factories import CLERK, SCHOOL

REASON = "Ошибка в фамилии: Цой <Ч>."


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _cancel(browser: FlaskClient, document: Document, reason: str) -> TestResponse:
    form = {"_csrf": hidden(browser.get("/documents"), "_csrf"), "reason": reason}
    return browser.post(f"/documents/{document.id}/cancel", data=form)


def _state(house: House, document: Document) -> State:
    return house.services.documents.get_document(CLERK, document.id).state


def test_a_document_is_annulled_only_after_a_question(house: House, head: FlaskClient) -> None:
    document = house.register()
    path = f"/documents/{document.id}"

    asked = head.get(f"{path}/cancel").text
    done = _cancel(head, document, REASON)

    assert "Номер останется за этим документом" in asked
    assert '<label for="reason">Причина</label>' in asked
    assert done.status_code == 303
    assert f'href="{path}/cancel"' not in head.get(path).text
    assert (_cancel(head, document, "").status_code, head.get(f"{path}/cancel").status_code) == (
        409,
        409,
    )


def test_the_card_and_its_history_say_why_and_who(house: House, head: FlaskClient) -> None:
    document = house.register()
    _cancel(head, document, f"  {REASON} ")

    note, _, history = head.get(f"/documents/{document.id}").text.partition("История:")

    assert "<p>Ошибка в фамилии: Цой &lt;Ч&gt;.</p>" in note
    assert '<p class="under">Имя head</p>' in note
    assert "<li>Аннулирован: Ошибка в фамилии: Цой &lt;Ч&gt;.<span" in history


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("", "Напишите, почему документ аннулируют."),
        ("   ", "Напишите, почему документ аннулируют."),
        ("я" * 501, "Слишком длинный текст: сократите его до 500 знаков."),
        ("Первая\nвторая", "Напишите причину одной строкой."),
        ("Ошибка\u202e", "Уберите невидимые символы: наберите текст заново."),
    ],
)
def test_without_a_proper_reason_nothing_happens_and_nothing_typed_is_lost(
    house: House, head: FlaskClient, reason: str, problem: str
) -> None:
    document = house.register()

    answer = _cancel(head, document, reason)

    assert answer.status_code == 422
    assert f'<span class="problem" id="reason-problem">{problem}</span>' in answer.text
    assert f'value="{reason}"' in answer.text
    assert _state(house, document) is State.REGISTERED


def test_the_longest_reason_is_taken(house: House, head: FlaskClient) -> None:
    document = house.register()
    assert _cancel(head, document, "я" * 500).status_code == 303


def test_whoever_may_not_annul_is_refused_before_any_question(house: House) -> None:
    house.add_user("officer", None, Role.OFFICER)
    document = house.register(organisation_id=SCHOOL)

    for reason in ("", REASON):
        assert _cancel(house.sign_in("officer"), document, reason).status_code == 403
    assert _state(house, document) is State.REGISTERED


def test_a_document_annulled_without_a_reason_says_when(house: House, head: FlaskClient) -> None:
    document = house.register()
    house.program().post(f"/api/v1/documents/{document.id}/cancel")

    text = head.get(f"/documents/{document.id}").text

    assert '<h2 id="annulled">Аннулирован ' in text
    assert "<li>Аннулирован<span" in text
