"""Warnings of a document and the check of a pack, over REST."""

from typing import Any

import pytest

from service.domain.access import Scope
from tests.doors import ORDER, House, Program
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL

SATURDAY = "2025-09-27"
REASON = {"reason": "В субботу был педсовет."}


def order(house: House, **more: object) -> dict[str, Any]:
    """A request for an order dated on a Saturday."""
    request = house.request(ORDER)
    request["data"]["doc_date"] = SATURDAY
    return {**request, **more}


def accept(program: Program, document_id: str, code: str = "V16", body: object = REASON) -> Any:  # noqa: ANN401 -- the test client's answer
    path = f"/api/v1/documents/{document_id}/warnings/{code}/acceptance"
    return program.client.post(path, json=body, headers=program.headers)


def test_warnings_come_with_the_document_wherever_it_is_shown(
    house: House, program: Program
) -> None:
    posted = program.post_document(order(house))
    body = posted.get_json()
    shown = program.get(f"/api/v1/documents/{body['id']}").get_json()
    (listed,) = program.get("/api/v1/documents").get_json()["items"]

    assert posted.status_code == 202
    assert body["warnings"] == [
        {
            "code": "V16",
            "message": body["warnings"][0]["message"],
            "pointer": "#/data/doc_date",
            "accepted": False,
        }
    ]
    assert "суббота" in body["warnings"][0]["message"]
    assert shown["warnings"] == listed["warnings"] == body["warnings"]


def test_a_document_in_order_has_no_warnings(house: House, program: Program) -> None:
    assert program.post_document(house.request(ORDER)).get_json()["warnings"] == []


def test_an_error_of_a_rule_is_a_problem_of_its_field(house: House, program: Program) -> None:
    request = house.request(ORDER)
    request["data"]["pairs"] = [{**request["data"]["pairs"][0], "mentor_consent_date": SATURDAY}]

    answer = program.post_document(request)

    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (422, "invalid_data")
    (error,) = body["errors"]
    assert (error["pointer"], error["code"]) == ("#/data/pairs/0/mentor_consent_date", "V01")
    assert "Королёв" not in answer.text
    assert program.post_document(house.request(ORDER)).get_json()["number"] == "1-од"


def test_a_warning_is_accepted_with_the_request(house: House, program: Program) -> None:
    accepted = [{"code": "V16", **REASON}]

    answer = program.post_document(order(house, accepted_warnings=accepted))

    assert [warning["accepted"] for warning in answer.get_json()["warnings"]] == [True]
    again = program.post_document(order(house, accepted_warnings=accepted))
    assert again.get_json()["id"] == answer.get_json()["id"]
    other = program.post_document(order(house))
    assert other.get_json()["code"] == "idempotency_key_reused"


def test_a_warning_is_accepted_later(house: House, program: Program) -> None:
    document_id = program.post_document(order(house)).get_json()["id"]

    answer = accept(program, document_id)

    assert answer.status_code == 200
    assert [warning["accepted"] for warning in answer.get_json()["warnings"]] == [True]
    shown = program.get(f"/api/v1/documents/{document_id}").get_json()
    assert shown["warnings"][0]["accepted"] is True


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/reason"),
        ({"reason": ""}, "#/reason"),
        ({"reason": "   "}, "#/reason"),
        ({"reason": "а" * 501}, "#/reason"),
        ({"reason": 5}, "#/reason"),
        ({**REASON, "more": 1}, "#/more"),
    ],
)
def test_a_warning_is_not_accepted_without_a_proper_reason(
    house: House, program: Program, body: object, pointer: str
) -> None:
    document_id = program.post_document(order(house)).get_json()["id"]

    answer = accept(program, document_id, body=body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [pointer]


@pytest.mark.parametrize("code", ["V07", "v16", "x", "%00", "V16%2F.."])
def test_a_warning_that_was_not_given_cannot_be_accepted(
    house: House, program: Program, code: str
) -> None:
    document_id = program.post_document(order(house)).get_json()["id"]

    assert accept(program, document_id, code).status_code == 404


def test_nobody_accepts_warnings_of_others_or_without_the_right(
    house: House, program: Program
) -> None:
    document_id = program.post_document(order(house)).get_json()["id"]

    for stranger in (OTHER_SCHOOL, FOREIGN_SCHOOL):
        assert accept(house.program(stranger), document_id).status_code == 404
    reader = house.program(scopes=frozenset({Scope.READ}))
    assert accept(reader, document_id).status_code == 403
    assert accept(program, document_id).status_code == 200


def test_a_key_that_only_writes_gets_the_warnings_of_what_it_wrote(house: House) -> None:
    writer = house.program(scopes=frozenset({Scope.WRITE}))

    assert len(writer.post_document(order(house)).get_json()["warnings"]) == 1


def test_a_pack_is_checked_as_a_whole(house: House, program: Program) -> None:
    document = program.post_document(order(house)).get_json()

    body = program.get("/api/v1/packs/s-01?year=2025").get_json()

    assert (body["organization_id"], body["school_year"]) == ("s-01", "2025/2026")
    assert (body["documents"], body["errors"]) == (1, 0)
    about = [finding for finding in body["findings"] if finding["code"] == "V16"]
    assert about == [
        {
            **document["warnings"][0],
            "severity": "warning",
            "document": {
                "id": document["id"],
                "kind": ORDER,
                "number": "1-од",
                "date": SATURDAY,
                "link": f"/api/v1/documents/{document['id']}",
            },
        }
    ]
    absent = {finding["code"] for finding in body["findings"] if finding["document"] is None}
    assert absent == {"R03", "R04", "R08"}
    assert body["warnings"] == sum(f["severity"] == "warning" for f in body["findings"])


def test_another_year_has_another_pack(house: House, program: Program) -> None:
    program.post_document(order(house))

    assert program.get("/api/v1/packs/s-01?year=2024").get_json()["documents"] == 0
    assert program.get("/api/v1/packs/s-01").get_json()["school_year"] == "2026/2027"
    assert program.get("/api/v1/packs/s-01?year=1").status_code == 422
    assert program.get("/api/v1/packs/s-01?year=x").status_code == 422


def test_the_pack_of_another_organisation_is_not_found(house: House) -> None:
    for stranger in (OTHER_SCHOOL, FOREIGN_SCHOOL):
        assert house.program(stranger).get("/api/v1/packs/s-01").status_code == 404
    assert house.program(None).get("/api/v1/packs/s-01").status_code == 200  # the municipality's
    assert house.program(SCHOOL).get("/api/v1/packs/s-01").status_code == 200
    writer = house.program(scopes=frozenset({Scope.WRITE}))
    assert writer.get("/api/v1/packs/s-01").status_code == 403
