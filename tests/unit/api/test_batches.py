"""Documents for many people at once, ordered by a program."""

from datetime import timedelta
from typing import Any, Final

import pytest
from werkzeug.test import TestResponse

from service.domain.access import Scope
from service.domain.batches import MAX_PEOPLE
from service.domain.people import Card
from service.people_ports import PeopleFilter
from service.ports import DocumentFilter
from tests.doors import House, Program
from tests.factories import CLERK, FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL

KIND: Final = "pd_consent_distribution"
IVANOV: Final = {
    "surname": "Иванов",
    "given_name": "Иван",
    "patronymic": "Иванович",
    "gender": "m",
    "position": "учитель",
    "email": "ivanov@school.example",
}
SIDOROV: Final = {**IVANOV, "surname": "Сидоров", "given_name": "Пётр", "email": ""}


@pytest.fixture
def asked(house: House) -> dict[str, Any]:
    """A request for two people: one is complete, of the other the address is not known."""
    common = dict(house.kind(KIND).sample)
    del common["subject"], common["contact"]
    people = [{"person": IVANOV}, {"person": SIDOROV}]
    return {"organization_id": SCHOOL, "kind": KIND, "data": common, "people": people}


def order(program: Program, body: object, key: str | None = "batch-1") -> TestResponse:
    headers = program.headers if key is None else {**program.headers, "Idempotency-Key": key}
    return program.client.post("/api/v1/batches", json=body, headers=headers)


def run(program: Program, path: str, *, again: bool = False) -> TestResponse:
    return program.client.post(f"{path}/run", json={"again": again}, headers=program.headers)


def documents_of(house: House) -> int:
    return len(house.services.documents.list_documents(CLERK, DocumentFilter((), limit=500)))


def bank_of(house: House) -> int:
    return house.services.people.list_people(CLERK, PeopleFilter(())).total


def errors_of(answer: TestResponse) -> list[tuple[str, str]]:
    assert answer.mimetype == "application/problem+json", answer.text
    return [(error["pointer"], error["code"]) for error in answer.get_json()["errors"]]


def test_each_person_gets_a_document_and_what_is_missing_is_told_by_row(
    program: Program, asked: dict[str, Any]
) -> None:
    answer = order(program, asked)

    assert answer.status_code == 202, answer.text
    told = answer.get_json()
    assert [told[name] for name in ("total", "made", "waiting", "failed")] == [2, 1, 0, 1]
    assert answer.headers["Location"] == told["link"]
    made, failed = told["people"]
    assert (made["place"], made["state"], made["errors"]) == (1, "made", [])
    assert made["document"]["number"] == "1-с"
    assert program.get(made["document"]["link"]).get_json()["kind"] == KIND
    assert (failed["state"], failed["document"]) == ("failed", None)
    assert [error["pointer"] for error in failed["errors"]] == ["#/data/contact"]
    assert program.get(told["link"]).get_json() == told


def test_what_one_person_has_alone_is_said_in_the_row(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    asked["people"][1]["data"] = {"contact": "sidorov@school.example"}

    told = order(program, asked).get_json()

    assert told["made"] == 2
    assert documents_of(house) == 2


def test_the_same_request_is_one_batch_and_another_under_its_key_is_refused(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    first, again = order(program, asked), order(program, asked)
    other = order(program, {**asked, "people": asked["people"][:1]})

    assert again.get_json() == first.get_json()
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")
    assert (documents_of(house), bank_of(house)) == (1, 2)
    assert order(program, asked, "batch-2").get_json()["id"] != first.get_json()["id"]


def test_keys_of_two_programs_are_two_keys(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    other = house.program(scopes=frozenset({Scope.READ, Scope.WRITE}))

    assert order(program, asked).get_json()["id"] != order(other, asked).get_json()["id"]


def test_a_person_of_the_bank_is_named_by_id_and_a_known_one_is_not_entered_twice(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    known = house.services.people.add_person(CLERK, SCHOOL, Card(**IVANOV))  # type: ignore[arg-type] # texts
    asked["people"] = [{"person_id": known.id}]
    by_id = order(program, asked, "a").get_json()
    asked["people"] = [{"person": IVANOV}]
    by_name = order(program, asked, "b").get_json()

    assert by_id["people"][0]["person_id"] == by_name["people"][0]["person_id"] == known.id
    assert bank_of(house) == 1


def test_a_long_batch_goes_on_with_every_call(
    house: House, program: Program, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    register = type(house.services.documents).register_document

    def slowly(*arguments: Any) -> Any:  # noqa: ANN401 -- whatever is registered
        house.clock.go(timedelta(seconds=5))
        return register(*arguments)

    monkeypatch.setattr(type(house.services.documents), "register_document", slowly)
    asked["people"] = [
        {"person": {**IVANOV, "surname": surname}} for surname in ("Иванов", "Петров", "Орлов")
    ]

    first = order(program, asked)
    told = first.get_json()
    second = run(program, told["link"]).get_json()
    third = order(program, asked).get_json()

    assert (told["made"], told["waiting"], first.headers["Retry-After"]) == (1, 2, "1")
    assert [one["made"] for one in (second, third)] == [2, 3]
    assert documents_of(house) == 3


def test_what_failed_is_tried_again_when_asked_to(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    told = order(program, asked).get_json()
    failed = told["people"][1]["person_id"]
    card = Card(**{**SIDOROV, "email": "sidorov@school.example"})  # type: ignore[arg-type] # texts
    house.services.people.change_person(CLERK, failed, card)

    assert run(program, told["link"]).get_json()["made"] == 1
    assert run(program, told["link"], again=True).get_json()["made"] == 2


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"kind": "order_assign_pairs"}, [("#/kind", "not_for_many")]),
        ({"kind": "pd_consent_withdrawal"}, [("#/kind", "not_for_many")]),
        ({"people": [{}]}, [("#/people/0", "one_of")]),
        ({"people": [{"person_id": "a", "person": IVANOV}]}, [("#/people/0", "one_of")]),
        (
            {"people": [{"person": {**IVANOV, "surname": "Ivanov"}}]},
            [("#/people/0/person/surname", "pattern")],
        ),
        (
            {"people": [{"person": IVANOV, "data": {"purpose": "x"}}]},
            [("#/people/0/data/purpose", "not_own")],
        ),
        ({"people": [{"person": IVANOV}, {"person": IVANOV}]}, [("#/people/1", "repeated")]),
    ],
)
def test_a_request_with_a_mistake_is_refused_as_a_whole(
    house: House,
    program: Program,
    asked: dict[str, Any],
    changes: dict[str, Any],
    errors: list[tuple[str, str]],
) -> None:
    answer = order(program, {**asked, **changes})

    assert answer.status_code == 422
    assert errors_of(answer) == errors
    assert (documents_of(house), bank_of(house)) == (0, 0)


def test_a_mistake_in_what_all_share_enters_nobody(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    asked["data"]["valid_until"] = "never"

    answer = order(program, asked)

    assert [pointer for pointer, _ in errors_of(answer)] == ["#/data/valid_until"]
    assert bank_of(house) == 0


def test_nobody_and_too_many_people_are_refused(program: Program, asked: dict[str, Any]) -> None:
    for people in ([], [{"person": IVANOV}] * (MAX_PEOPLE + 1)):
        assert order(program, {**asked, "people": people}).status_code == 422
    assert order(program, asked, key=None).status_code == 400


def test_another_school_has_neither_the_batch_nor_its_people(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    told = order(program, asked).get_json()
    person_id = told["people"][0]["person_id"]

    for school in (OTHER_SCHOOL, FOREIGN_SCHOOL):
        stranger = house.program(school)
        assert order(stranger, asked).status_code == 404
        assert stranger.get(told["link"]).status_code == 404
        assert run(stranger, told["link"]).status_code == 404
        theirs = {**asked, "organization_id": school, "people": [{"person_id": person_id}]}
        assert order(stranger, theirs).status_code == 404
    assert program.get(told["link"]).status_code == 200
    assert house.program(None).get(told["link"]).status_code == 200


def test_the_rights_are_those_of_documents(
    house: House, program: Program, asked: dict[str, Any]
) -> None:
    link = order(program, asked).get_json()["link"]
    reader = house.program(scopes=frozenset({Scope.READ}))
    archivist = house.program(scopes=frozenset({Scope.ARCHIVE}))

    assert reader.get(link).status_code == 200
    assert [answer.status_code for answer in (order(reader, asked), run(reader, link))] == [403] * 2
    assert archivist.get(link).status_code == 403
