"""Forms that are sent when the session is over: typed once is enough."""

import re

import pytest
from flask.testing import FlaskClient

from service.domain.accounts import SESSION_IDLE
from service.domain.documents import State
from service.people_ports import PeopleFilter
from tests.doors import CONSENT, House
from tests.factories import CLERK, SCHOOL
from tests.form_pages import Form, read_form_page
from tests.late_forms import NEVER_HANDED_BACK
from tests.role_matrix import RULES, Route

SHOWN_AGAIN = {
    ("POST", f"/{place}/<code:kind>")
    for place in ("documents/new", "batches/new", "batches/pairs", "batches/sheet")
}
CARD = '<form class="card" method="post"'
TYPED = {
    "surname": "Цой", "given_name": "Артём", "gender": "m", "position": "учитель физики",
    "born": "03.02.2001",
}  # fmt: skip


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _names(house: House) -> list[str]:
    found = house.services.people.list_people(CLERK, PeopleFilter((SCHOOL,)))
    return [person.card.given_name for person in found.people]


def test_a_person_typed_in_an_ended_session_is_kept_through_signing_in(
    house: House, head: FlaskClient
) -> None:
    house.clock.go(SESSION_IDLE)

    ended = head.post("/people/new", data=TYPED)
    held: Form = read_form_page(ended, begin=CARD)
    fresh = house.sign_in("head")
    again = fresh.post("/people/new", data=held)
    asked: Form = read_form_page(again, begin=CARD)

    assert (ended.status_code, "Введённое сохранится" in ended.text) == (401, True)
    assert {name: texts[0] for name, texts in held.items()} == TYPED
    assert (again.status_code, _names(house)) == (200, [])  # nobody confirmed it yet
    assert fresh.post("/people/new", data=asked).status_code == 303
    assert _names(house) == ["Артём"]


def test_another_site_gets_no_form_handed_back(house: House, head: FlaskClient) -> None:
    answers = []
    for _ in range(2):
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        answers.append(head.post("/people/new", data=TYPED, headers=elsewhere).status_code)
        house.clock.go(SESSION_IDLE)
    assert answers == [403, 403]
    assert _names(house) == []


@pytest.mark.parametrize("route", sorted(route for route in RULES if route[0] == "POST"), ids=str)
def test_what_was_typed_comes_back_unless_it_is_secret_or_a_file(
    house: House, head: FlaskClient, route: Route
) -> None:
    path = _path(route[1])
    house.clock.go(SESSION_IDLE)

    ended = head.post(path, data={**TYPED, "_csrf": "старый"})

    assert ended.status_code == 401
    if route in NEVER_HANDED_BACK:
        assert TYPED["surname"] not in ended.text
        return
    held: Form = read_form_page(ended, begin=CARD)
    assert {name: texts[0] for name, texts in held.items()} == TYPED
    fresh = house.sign_in("head").post(path, data=held)
    if route not in SHOWN_AGAIN:  # those forms come with their boxes as boxes
        asked: Form = read_form_page(fresh, begin=CARD)
        assert fresh.status_code == 200
        assert {**TYPED, "_csrf": asked["_csrf"][0]} == {n: t[0] for n, t in asked.items()}


def _path(pattern: str) -> str:
    pattern = pattern.replace("<code:kind>", CONSENT).replace("<code>", "V16")
    return re.sub(r"<id:\w+>", "nobody", pattern.replace("<int:place>", "1"))


def test_the_reason_for_annulling_is_kept_through_signing_in(
    house: House, head: FlaskClient
) -> None:
    document = house.register()
    path = f"/documents/{document.id}/cancel"
    house.clock.go(SESSION_IDLE)

    ended = head.post(path, data={"reason": "Ошибка в дате."})
    fresh = house.sign_in("head")
    again = fresh.post(path, data=read_form_page(ended, begin=CARD))
    asked: Form = read_form_page(again, begin=CARD)
    alive = house.services.documents.get_document(CLERK, document.id).state
    done = fresh.post(path, data=asked)

    assert (alive, done.status_code) == (State.REGISTERED, 303)
    told = house.services.documents.get_document(CLERK, document.id).cancellation
    assert told is not None
    assert told.reason == "Ошибка в дате."


def test_a_button_without_words_says_that_nothing_was_done(house: House, head: FlaskClient) -> None:
    path = f"/documents/{house.register().id}/retry"
    house.clock.go(SESSION_IDLE)
    ended = head.post(path, data={"_csrf": "старый"})
    assert (ended.status_code, "Ничего ещё не сделано" in ended.text) == (401, True)
