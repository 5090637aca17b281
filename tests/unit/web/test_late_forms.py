"""Forms of people and signers that are sent when the session is over: typed once is enough."""

import pytest
from flask.testing import FlaskClient

from service.domain.accounts import SESSION_IDLE
from service.people_ports import PeopleFilter
from tests.doors import House
from tests.factories import CLERK, SCHOOL
from tests.form_pages import Form, read_form_page

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
