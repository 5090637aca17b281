"""Programs annul documents: with a reason, or as they did before there was one."""

import json

import pytest
from werkzeug.test import TestResponse

from tests.doors import House, Program

REASON = "Ошибка в фамилии наставника Цоя."


@pytest.fixture
def program(house: House) -> Program:
    return house.program()


def _cancel(program: Program, path: str, body: object) -> TestResponse:
    return program.client.post(f"{path}/cancel", json=body, headers=program.headers)


def test_the_reason_is_shown_with_who_and_when(house: House, program: Program) -> None:
    path = f"/api/v1/documents/{house.register().id}"

    before = program.get(path).get_json()["cancellation"]
    answer = _cancel(program, path, {"reason": REASON})
    shown = program.get(path).get_json()

    assert (before, answer.status_code) == (None, 200)
    assert answer.get_json()["cancellation"] == shown["cancellation"]
    assert shown["cancellation"]["reason"] == REASON
    assert shown["cancellation"]["by"].startswith("key:")
    assert shown["cancellation"]["at"].startswith(f"{house.clock.today()}T")


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/json"}])
def test_a_request_without_a_body_annuls_as_before(
    house: House, program: Program, headers: dict[str, str]
) -> None:
    path = f"/api/v1/documents/{house.register().id}"

    answer = program.client.post(f"{path}/cancel", headers={**program.headers, **headers})

    assert (answer.status_code, answer.get_json()["state"]) == (200, "cancelled")
    assert answer.get_json()["cancellation"]["reason"] == ""


def test_an_empty_object_gives_no_reason(house: House, program: Program) -> None:
    path = f"/api/v1/documents/{house.register().id}"
    assert _cancel(program, path, {}).get_json()["cancellation"]["reason"] == ""


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason": "я" * 501}, "#/reason"),
        ({"reason": "Первая\nвторая"}, "#/reason"),
        ({"reason": "Первая\u2028вторая"}, "#/reason"),
        ({"reason": "  "}, "#/reason"),
        ({"reason": None}, "#/reason"),
        ({"because": REASON}, "#/because"),
        ([], "#"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused_by_its_field(
    house: House, program: Program, body: object, pointer: str
) -> None:
    path = f"/api/v1/documents/{house.register().id}"

    answer = _cancel(program, path, body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [pointer]
    assert program.get(path).get_json()["state"] == "registered"


def test_a_broken_body_is_not_taken_for_none(house: House, program: Program) -> None:
    path = f"/api/v1/documents/{house.register().id}"
    headers = {**program.headers, "Content-Type": "application/json"}

    answer = program.client.post(f"{path}/cancel", data=b" ", headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_json")


def test_the_reason_stays_out_of_the_logs_and_of_the_trail(
    house: House, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    document = house.register()
    _cancel(program, f"/api/v1/documents/{document.id}", {"reason": REASON})
    logged = capsys.readouterr().out

    with house.services.database.snapshot() as tx:
        told = [item.event for item in tx.audit.list_about(document)]
    assert told[-1].action == "document:cancelled"
    assert len(str(told[-1].detail["reason_sha256"])) == 64
    assert "/cancel" in logged
    assert "Цоя" not in repr(told) + logged


def test_the_description_says_that_the_body_may_be_left_out(house: House) -> None:
    spec = json.loads(house.browser().get("/api/v1/openapi.json").data)
    operation = spec["paths"]["/api/v1/documents/{document_id}/cancel"]["post"]
    assert operation["requestBody"]["required"] is False
    assert {"404", "409", "413", "415", "422"} <= operation["responses"].keys()
