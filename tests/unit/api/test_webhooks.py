"""Addresses of programs by the API: the secret once, and nobody else's."""

from typing import Any

import pytest

from service.domain.access import Scope
from service.operations.webhooks import MOST
from tests.doors import House, Program
from tests.factories import OTHER_SCHOOL, SCHOOL

URL = "https://program.example/notices?token=private"
PATH = "/api/v1/webhooks"


@pytest.fixture
def listener(house: House) -> Program:
    return house.program(SCHOOL, frozenset({Scope.WEBHOOKS}))


def add(program: Program, **body: object) -> dict[str, Any]:
    answer = program.client.post(PATH, json={"url": URL, **body}, headers=program.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def test_the_secret_is_told_once_and_the_rest_of_the_address_never(listener: Program) -> None:
    made = add(listener)
    listed = listener.get(PATH)

    assert made["secret"].startswith("grifwh_")
    (item,) = listed.get_json()["items"]
    assert item == {name: value for name, value in made.items() if name != "secret"}
    assert (item["host"], item["organization_id"], item["state"]) == (
        "program.example", SCHOOL, "enabled",
    )  # fmt: skip
    assert not any(secret in listed.text for secret in (made["secret"], "private"))


def test_an_address_is_removed_by_its_own_program_alone(house: House, listener: Program) -> None:
    made = add(listener)
    stranger = house.program(OTHER_SCHOOL, frozenset({Scope.WEBHOOKS}))

    codes = [
        one.client.delete(f"{PATH}/{made['id']}", headers=one.headers).status_code
        for one in (stranger, listener, listener)
    ]

    assert codes == [404, 204, 404]
    assert listener.get(PATH).get_json() == {"items": []}


def test_a_program_of_the_municipality_listens_to_all_or_to_one_school(house: House) -> None:
    officer = house.program(None, frozenset({Scope.WEBHOOKS}))

    everywhere, here = add(officer), add(officer, organization_id=SCHOOL)

    assert (everywhere["organization_id"], here["organization_id"]) == (None, SCHOOL)
    assert len(officer.get(PATH).get_json()["items"]) == 2


def test_an_address_inside_the_network_is_refused_by_name(listener: Program) -> None:
    body = {"url": "https://127.0.0.1/"}
    answer = listener.client.post(PATH, json=body, headers=listener.headers)

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "#/url"


def test_there_is_an_end_to_the_addresses_of_one_school(listener: Program) -> None:
    for _ in range(MOST):
        add(listener)

    answer = listener.client.post(PATH, json={"url": URL}, headers=listener.headers)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "too_many_webhooks")
