import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
import structlog
from flask import Flask

from service.app import create_app
from tests.doors import House, Program

SECRET = "Тайная Фамилия"


def test_a_problem_has_everything_rfc_9457_promises(program: Program) -> None:
    answer = program.get("/api/v1/documents/unknown")

    body = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert body["type"] == "/problems/not_found"
    assert (body["status"], body["code"]) == (404, "not_found")
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == f"urn:uuid:{answer.headers['X-Request-Id']}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"{'a': 1}", "malformed_json"),
        (b'{"a": NaN}', "malformed_json"),
        (b'{"a": -Infinity}', "malformed_json"),
        (b'{"kind": "a", "kind": "b"}', "duplicate_field"),
        (b"[" * 100_000, "json_too_deep"),
        (b'{"a":' * 50_000, "json_too_deep"),
        (b'{"a": "\xff"}', "malformed_json"),
        ('{"a": "б"}'.encode("utf-16"), "malformed_json"),
        (b"\xef\xbb\xbf{}", "malformed_json"),
        (b"1" * 10_000, "malformed_json"),
    ],
)
def test_a_body_that_is_no_clear_json_is_refused(program: Program, text: bytes, code: str) -> None:
    answer = program.post_text(text)
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


@pytest.mark.parametrize("text", [b"[]", b"1", b'"x"', b"null", b"true"])
def test_json_that_is_no_object_is_refused(program: Program, text: bytes) -> None:
    assert program.post_text(text).status_code == 422


def test_each_field_of_the_request_is_checked_strictly(program: Program) -> None:
    text = b'{"organization_id": "\\ud800", "kind": 5, "data": [], "sign": "yes", "extra": 1}'

    answer = program.post_text(text)

    found = {error["pointer"]: error["code"] for error in answer.get_json()["errors"]}
    assert answer.status_code == 422
    assert found == {
        "#/organization_id": "invalid_character",
        "#/kind": "type",
        "#/data": "type",
        "#/sign": "type",
        "#/extra": "unknown_field",
    }


def test_a_lone_surrogate_in_the_data_is_refused_by_field(house: House, program: Program) -> None:
    request = house.request()
    request["data"]["mentee"] = {**request["data"]["mentee"], "surname": "\ud800"}

    answer = program.post_text(json.dumps(request).encode())

    assert answer.status_code == 422
    assert "#/data/mentee/surname" in {error["pointer"] for error in answer.get_json()["errors"]}


def test_no_submitted_value_is_ever_repeated(house: House, program: Program) -> None:
    request = house.request()
    long_name = "n" * 65
    bodies = [
        {**request, "kind": SECRET},
        {**request, "organization_id": SECRET},
        {**request, "sign": SECRET},
        {**request, SECRET: 1, long_name: 2},
        {**request, "data": {**request["data"], SECRET: SECRET, "doc_date": SECRET}},
        {**request, "data": SECRET},
    ]
    for body in bodies:
        answer = program.post_document(body)
        assert answer.status_code == 422
        assert "Тайная" not in json.dumps(answer.get_json(), ensure_ascii=False)
        assert long_name not in answer.text


def test_a_body_beyond_two_megabytes_is_refused(house: House, program: Program) -> None:
    request = house.request()
    request["data"]["note"] = "x" * (2 * 1024 * 1024)
    answer = program.post_document(request)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_too_large_is_read_to_its_end_so_that_the_answer_arrives(
    program: Program, *, is_chunked: bool
) -> None:
    body = BytesIO(b'{"data": "' + b"x" * 5_000_000 + b'"}')
    answer = program.client.post(
        "/api/v1/documents",
        input_stream=body,
        content_length=None if is_chunked else len(body.getvalue()),
        content_type="application/json",
        headers={**program.headers, "Idempotency-Key": "key-1"},
        environ_overrides={"wsgi.input_terminated": is_chunked},
    )

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")
    assert body.tell() == len(body.getvalue())


def test_a_chunked_body_is_understood(house: House, program: Program) -> None:
    answer = program.client.post(
        "/api/v1/documents",
        input_stream=BytesIO(json.dumps(house.request()).encode()),
        content_type="application/json",
        headers={**program.headers, "Idempotency-Key": "key-1"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 202


def test_a_text_of_a_megabyte_is_refused_by_field(house: House, program: Program) -> None:
    request = house.request()
    request["data"]["mentee"] = {**request["data"]["mentee"], "surname": "ж" * 500_000}
    answer = program.post_text(json.dumps(request, ensure_ascii=False).encode())
    errors = {error["pointer"]: error["code"] for error in answer.get_json()["errors"]}
    assert (answer.status_code, errors) == (422, {"#/data/mentee/surname": "too_long"})


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_refused(program: Program, media_type: str) -> None:
    answer = program.post_text(b"{}", media_type)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/documents", "/api//v1"])
def test_an_unknown_address_is_a_problem_too(program: Program, path: str) -> None:
    answer = program.get(path)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_a_wrong_method_names_the_right_ones(program: Program) -> None:
    answer = program.client.delete("/api/v1/documents", headers=program.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@contextmanager
def _a_broken_route(house: House) -> Iterator[Flask]:
    app = create_app(house.services)

    @app.get("/api/v1/broken")
    def broken() -> str:
        raise ValueError(SECRET)

    yield app


def test_an_unexpected_error_says_nothing_and_logs_where_it_came_from(house: House) -> None:
    with _a_broken_route(house) as app, structlog.testing.capture_logs() as lines:
        answer = app.test_client().get("/api/v1/broken")

    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal_error")
    (failure,) = [line for line in lines if line["event"] == "request_failed"]
    assert failure["request_id"] == answer.headers["X-Request-Id"]
    assert failure["error"] == "ValueError"
    assert "broken" in failure["frames"][-1]
    assert SECRET not in answer.text + str(lines)


def test_every_request_is_logged_by_pattern_and_never_by_address(house: House) -> None:
    program = house.program()
    with structlog.testing.capture_logs() as lines:
        answer = program.get(f"/api/v1/archive?q={SECRET}")
        program.get("/api/v1/documents/some-id")

    archive, document = lines
    assert archive["route"] == "/api/v1/archive"
    assert archive["status"] == 200
    assert archive["request_id"] == answer.headers["X-Request-Id"]
    assert re.fullmatch(r"key:[0-9a-f-]{36}", archive["principal"])
    assert document["route"] == "/api/v1/documents/<id:document_id>"
    assert "Тайная" not in str(lines)


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity"])
def test_a_compressed_body_is_refused(program: Program, coding: str) -> None:
    headers = {**program.headers, "Content-Encoding": coding}
    answer = program.client.post("/api/v1/documents", data=b"\x1f\x8b", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media_type")
    assert "Content-Encoding" in answer.get_json()["detail"]


def test_an_address_too_long_is_refused(program: Program) -> None:
    answer = program.get("/api/v1/archive?q=" + "x" * 5000)
    assert (answer.status_code, answer.get_json()["code"]) == (414, "uri_too_long")
