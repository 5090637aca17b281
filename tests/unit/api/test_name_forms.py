"""Forms of names through the API: proposed, confirmed once, used by every document after that."""

from typing import Any

from werkzeug.test import TestResponse

from service.domain.access import Scope
from tests.doors import House, Program
from tests.factories import FOREIGN_SCHOOL, SCHOOL, make_principal

KIND = "order_appoint_curator"
NAME = {"what": "person", "surname": "Кравец", "given_name": "Иван", "patronymic": "Ильич"}
FORMS = {
    "gen": "Кравца Ивана Ильича",
    "dat": "Кравцу Ивану Ильичу",
    "acc": "Кравца Ивана Ильича",
    "ins": "Кравцом Иваном Ильичом",
    "prep": "Кравце Иване Ильиче",
}
URL = "/api/v1/name-forms"


def suggest(program: Program, **body: object) -> TestResponse:
    return program.client.post(f"{URL}/suggestion", json=body, headers=program.headers)


def confirm(program: Program, school: str = SCHOOL, **changes: object) -> TestResponse:
    body = {"organization_id": school, **NAME, "gender": "m", "forms": FORMS, **changes}
    return program.client.put(URL, json=body, headers=program.headers)


def order_about_kravets(house: House) -> dict[str, Any]:
    body = house.request(KIND)
    curator = {**body["data"]["curator"], "surname": "Кравец", "given_name": "Иван"}
    curator |= {"patronymic": "Ильич", "gender": "m", "fio": {"nom": "Кравец Иван Ильич"}}
    for name in ("initials_before", "initials_after", "initials_dat"):
        curator.pop(name, None)
    body["data"]["curator"] = curator
    return body


def test_a_proposal_has_six_forms_with_the_confidence_of_each(program: Program) -> None:
    answer = suggest(program, what="position", nominative="тренер по плаванию").get_json()
    assert answer["forms"]["ins"] == {
        "text": "тренером по плаванию",
        "confidence": "HIGH",
        "reasons": [],
    }
    assert (answer["confidence"], answer["stored"]) == ("HIGH", False)


def test_an_unsure_proposal_says_why(program: Program) -> None:
    answer = suggest(program, **NAME, gender="m").get_json()
    assert answer["forms"]["gen"]["confidence"] == "LOW"
    assert answer["forms"]["gen"]["reasons"] == ["fleeting_vowel"]


def test_confirmed_forms_are_listed_and_proposed_from_then_on(program: Program) -> None:
    assert confirm(program).status_code == 200
    (item,) = program.get(f"{URL}?organization_id={SCHOOL}").get_json()["items"]
    assert item["forms"]["ins"] == FORMS["ins"]
    answer = suggest(program, **NAME, gender="m", organization_id=SCHOOL).get_json()
    assert (answer["stored"], answer["confidence"]) == (True, "HIGH")


def test_a_document_waits_for_the_confirmation_and_then_carries_the_forms(house: House) -> None:
    program, body = house.program(), order_about_kravets(house)
    refused = program.post_document(body)
    assert refused.status_code == 422
    assert [(e["pointer"], e["code"]) for e in refused.get_json()["errors"]] == [
        ("#/data/curator/fio", "declension_unconfirmed")
    ]
    assert "Кравец" not in refused.text

    confirm(program)
    accepted = program.post_document(body)
    assert accepted.status_code == 202
    document = house.services.documents.get_document(
        make_principal(SCHOOL), accepted.get_json()["id"]
    )
    curator: Any = document.data["curator"]
    assert curator["fio"]["ins"] == FORMS["ins"]
    assert curator["initials_before"] == "И.И. Кравец"


def test_a_registered_document_keeps_its_forms_when_others_are_confirmed(house: House) -> None:
    program, body = house.program(), order_about_kravets(house)
    confirm(program)
    first = program.post_document(body).get_json()
    confirm(program, forms={**FORMS, "ins": "Кравецом Иваном Ильичом"})
    assert program.post_document(body).get_json()["id"] == first["id"]
    document = house.services.documents.get_document(make_principal(SCHOOL), first["id"])
    curator: Any = document.data["curator"]
    assert curator["fio"]["ins"] == FORMS["ins"]


def test_a_sent_form_that_contradicts_the_confirmed_one_is_refused(house: House) -> None:
    program, body = house.program(), order_about_kravets(house)
    confirm(program)
    body["data"]["curator"]["fio"]["gen"] = "Кравеца Ивана Ильича"
    errors = program.post_document(body).get_json()["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [
        ("#/data/curator/fio/gen", "forms_differ")
    ]


def test_another_organisation_has_no_forms_here(house: House) -> None:
    confirm(house.program())
    stranger = house.program(FOREIGN_SCHOOL)
    assert stranger.get(f"{URL}?organization_id={SCHOOL}").status_code == 404
    assert confirm(stranger).status_code == 404
    assert suggest(stranger, **NAME, gender="m", organization_id=SCHOOL).status_code == 404
    assert suggest(stranger, **NAME, gender="m").get_json()["stored"] is False


def test_confirming_needs_the_right_to_write(house: House) -> None:
    reader = house.program(scopes=frozenset({Scope.READ}))
    assert confirm(reader).status_code == 403
    assert suggest(reader, **NAME, gender="m").status_code == 200


def test_wrong_fields_are_named(program: Program) -> None:
    answer = confirm(program, forms={**FORMS, "gen": " "})
    assert [e["pointer"] for e in answer.get_json()["errors"]] == ["#/forms/gen"]
    assert confirm(program, what="organisation").status_code == 422
    assert suggest(program, what="person").status_code == 422
