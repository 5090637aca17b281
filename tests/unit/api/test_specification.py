import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.doors import House, Program


@pytest.fixture
def specification(house: House) -> dict[str, Any]:
    answer = house.app.test_client().get("/api/v1/openapi.json")
    found: dict[str, Any] = answer.get_json()
    return found


def _operations(specification: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, operations in specification["paths"].items()
        for method, operation in operations.items()
    }


def test_the_description_is_valid_openapi_3_1(specification: dict[str, Any]) -> None:
    assert specification["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(specification).iter_errors()) == []


def test_it_describes_every_route_of_the_api_and_nothing_else(
    house: House, specification: dict[str, Any]
) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec"
    }
    assert set(_operations(specification)) == routes


def test_every_operation_asks_for_a_key_and_explains_itself(
    specification: dict[str, Any],
) -> None:
    assert specification["security"] == [{"ApiKey": []}]
    assert specification["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"
    for (_, path), operation in _operations(specification).items():
        assert operation["summary"]
        assert operation["operationId"]
        if path == "/api/v1/verify":
            assert operation["security"] == []
        else:
            assert {"401", "403"} <= set(operation["responses"])


def test_the_example_request_is_one_that_works(
    specification: dict[str, Any], house: House, program: Program
) -> None:
    create = _operations(specification)["post", "/api/v1/documents"]
    example = create["requestBody"]["content"]["application/json"]["example"]
    assert {p["name"] for p in create["parameters"]} == {"Idempotency-Key"}
    request = {**example, "organization_id": house.request()["organization_id"]}
    assert program.post_document(request).status_code == 202


def test_the_verification_takes_a_file_or_a_form_and_says_what_it_answers(
    specification: dict[str, Any],
) -> None:
    verify = _operations(specification)["post", "/api/v1/verify"]
    assert set(verify["requestBody"]["content"]) == {"application/pdf", "multipart/form-data"}
    assert {"200", "400", "413", "415", "429", "503"} == set(verify["responses"])
    assert [parameter["name"] for parameter in verify["parameters"]] == ["municipality_id"]
    shape = specification["components"]["schemas"]["VerificationOut"]
    assert set(shape["required"]) == {
        "sentence",
        "verdict",
        "sha256",
        "checked_at",
        "signatures",
        "document_timestamps",
        "has_unsigned_tail",
    }


def test_the_host_of_a_request_does_not_get_into_the_description(house: House) -> None:
    answer = house.app.test_client().get("/api/v1/openapi.json", headers={"Host": "evil.example"})
    assert "evil" not in answer.text
