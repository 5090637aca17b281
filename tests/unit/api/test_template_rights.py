"""Who may publish and see which templates, over HTTP."""

from service.domain.ids import OrganisationId
from tests.doors import House, Program
from tests.factories import FOREIGN_SCHOOL, MUNICIPALITY, OTHER_SCHOOL, SCHOOL
from tests.unit.api.test_templates import PATH, READ_ONLY, edited, send


def test_each_publishes_for_itself_and_for_nobody_else(house: House, program: Program) -> None:
    docx, officer = house.kind().template, house.program(None)
    for who, query, status in (
        (program, "", 201),
        (program, f"?organization_id={SCHOOL}", 201),
        (program, f"?municipality_id={MUNICIPALITY}", 403),
        (program, f"?organization_id={OTHER_SCHOOL}", 404),
        (program, "?organization_id=unknown", 404),
        (officer, "", 201),
        (officer, f"?municipality_id={MUNICIPALITY}", 201),
        (officer, f"?organization_id={SCHOOL}", 403),
        (officer, f"?organization_id={FOREIGN_SCHOOL}", 404),
        (officer, "?municipality_id=m-99", 404),
    ):
        assert send(who, PATH + query, docx).status_code == status, query


def test_another_organisations_template_looks_like_none(house: House, program: Program) -> None:
    send(program, PATH, edited(house, "школа"))
    query = f"?organization_id={SCHOOL}&version=1"
    for stranger in (house.program(OTHER_SCHOOL), house.program(FOREIGN_SCHOOL)):
        answer = stranger.get(f"{PATH}/docx{query}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
        missing = stranger.get(f"{PATH}/docx?organization_id=nobody&version=1")
        assert {**missing.get_json(), "instance": ""} == {**answer.get_json(), "instance": ""}
        assert stranger.get(f"/api/v1/templates?organization_id={SCHOOL}").status_code == 404
        assert stranger.post(f"{PATH}/withdraw?organization_id={SCHOOL}").status_code == 404
    assert program.get(f"{PATH}/docx{query}").status_code == 200
    assert house.program(None).get(f"{PATH}/docx{query}").status_code == 200


def test_a_key_that_only_reads_checks_but_does_not_publish(house: House) -> None:
    reader = house.program(SCHOOL, READ_ONLY)
    docx = house.kind().template
    assert send(reader, f"{PATH}/lint", docx).status_code == 200
    refused = send(reader, PATH, docx)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "scope_required")
    assert "templates:write" in refused.get_json()["detail"]


def test_no_key_opens_the_templates_of_an_organisation_that_is_not_there(house: House) -> None:
    answer = house.program().get(f"{PATH}/docx?organization_id={OrganisationId('ghost')}")
    assert answer.status_code == 404
