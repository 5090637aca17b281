import json

import pytest
from jsonschema import Draft202012Validator

from tests.doors import ORDER, House, Program


def test_every_kind_of_the_library_is_listed(house: House, program: Program) -> None:
    items = program.get("/api/v1/kinds").get_json()["items"]
    assert [item["code"] for item in items] == [
        k.code for k in house.services.catalogue.list_kinds()
    ]
    assert all(item["link"] == f"/api/v1/kinds/{item['code']}" for item in items)


def test_a_kind_brings_a_schema_that_stands_alone_and_a_sample_that_fits(
    program: Program,
) -> None:
    kind = program.get(f"/api/v1/kinds/{ORDER}").get_json()

    Draft202012Validator.check_schema(kind["schema"])
    Draft202012Validator(kind["schema"]).validate(kind["sample"])
    assert "grif:definitions" not in json.dumps(kind["schema"]).replace(kind["schema"]["$id"], "")
    assert kind["signers"] == [{"role": "head", "title": "Руководитель", "method": "server_key"}]


@pytest.mark.parametrize("code", ["letter", "UPPER", "a%00b", "x" * 100])
def test_a_kind_that_is_not_there_is_not_found(program: Program, code: str) -> None:
    answer = program.get(f"/api/v1/kinds/{code}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
