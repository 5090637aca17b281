import dataclasses
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api.verification_schemas import (
    CertificateOut,
    SignatureOut,
    StampOut,
    VerificationOut,
)
from service.database.database import SqlDatabase
from service.domain.errors import CannotVerifyError
from service.domain.verification import Sent
from service.http.bodies import MAX_SIGNED_BYTES
from signing.certificates import CertificateSummary
from signing.report import SignatureReport, StampReport, VerificationReport
from tests.doors import House, open_house
from tests.factories import MUNICIPALITY
from tests.fakes import FakeVerifier

PATH = "/api/v1/verify"
PDF = b"%PDF-1.7 not much of it"


@pytest.fixture
def verifier() -> FakeVerifier:
    return FakeVerifier("valid")


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase, verifier: FakeVerifier) -> House:
    return open_house(tmp_path, memory_database, verifier=verifier, trusted_proxies=1)


@pytest.fixture
def client(house: House) -> FlaskClient:
    return house.app.test_client()


def send(client: FlaskClient, content: bytes = PDF, caller: str = "192.0.2.1") -> TestResponse:
    headers = {"Content-Type": "application/pdf", "X-Forwarded-For": caller}
    return client.post(PATH, data=content, headers=headers)


def test_anybody_sends_a_pdf_and_gets_the_report(
    client: FlaskClient, verifier: FakeVerifier
) -> None:
    answer = send(client)

    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.get_json()["verdict"] == "valid"
    assert answer.headers["Cache-Control"] == "no-store"
    assert verifier.asked == [(Sent(PDF), None)]


def test_a_form_carries_the_file_and_its_detached_signature(
    client: FlaskClient, verifier: FakeVerifier
) -> None:
    form = {"file": (io.BytesIO(PDF), "a.pdf"), "signature": (io.BytesIO(b"0"), "a.pdf.sig")}
    answer = client.post(f"{PATH}?municipality_id={MUNICIPALITY}", data=form)

    assert answer.status_code == 200
    assert verifier.asked == [(Sent(PDF, b"0"), MUNICIPALITY)]


def test_a_form_without_a_signature_is_about_the_pdf_alone(
    client: FlaskClient, verifier: FakeVerifier
) -> None:
    form = {"file": (io.BytesIO(PDF), "a.pdf"), "signature": (io.BytesIO(b""), "")}
    client.post(PATH, data=form)

    assert verifier.asked == [(Sent(PDF), None)]


def test_an_empty_file_is_a_file(client: FlaskClient, verifier: FakeVerifier) -> None:
    assert client.post(PATH, data={"file": (io.BytesIO(b""), "a.pdf")}).status_code == 200
    assert send(client, b"").status_code == 200
    assert verifier.asked == [(Sent(b""), None)] * 2


@pytest.mark.parametrize(
    ("media_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "unsupported_media_type"),
        ("text/plain", PDF, 415, "unsupported_media_type"),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400, "file_required"),
    ],
)
def test_what_is_no_file_is_refused(
    client: FlaskClient, media_type: str, body: bytes, status: int, code: str
) -> None:
    answer = client.post(PATH, data=body, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"


def test_two_files_in_one_box_are_refused(client: FlaskClient) -> None:
    form = {"file": [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(PDF), "b.pdf")]}
    answer = client.post(PATH, data=form)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "file_required")


def test_a_file_may_have_ten_megabytes_and_no_more(
    client: FlaskClient, verifier: FakeVerifier
) -> None:
    assert send(client, bytes(MAX_SIGNED_BYTES)).status_code == 200
    answer = send(client, bytes(MAX_SIGNED_BYTES + 1))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "file_too_large")
    assert "10 МБ" in answer.get_json()["detail"]
    chunked = client.post(
        PATH,
        input_stream=io.BytesIO(bytes(50 * 1024 * 1024)),
        headers={"Content-Type": "application/pdf", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (chunked.status_code, chunked.get_json()["code"]) == (413, "file_too_large")
    assert len(verifier.asked) == 1


def test_other_bodies_are_still_held_to_two_megabytes(house: House) -> None:
    answer = house.program().post_text(bytes(3 * 1024 * 1024))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_an_address_of_ipv4_is_the_same_in_the_notation_of_ipv6(client: FlaskClient) -> None:
    for _ in range(10):
        assert send(client, caller="::ffff:192.0.2.1").status_code == 200
    assert send(client, caller="192.0.2.1").status_code == 429
    assert send(client, caller="::ffff:192.0.2.2").status_code == 200


def test_an_address_has_ten_verifications_a_minute(house: House, client: FlaskClient) -> None:
    assert [send(client).status_code for _ in range(11)] == [200] * 10 + [429]
    refused = send(client)
    assert refused.get_json()["code"] == "too_many_requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 60

    assert send(client, caller="192.0.2.2").status_code == 200
    house.clock.go(house.clock.moment - house.clock.moment.replace(minute=0))
    house.clock.moment = house.clock.moment.replace(minute=5)
    assert send(client).status_code == 200


def test_what_a_caller_says_of_itself_does_not_make_it_another(client: FlaskClient) -> None:
    """Only what our own proxy added, the last address, counts."""
    codes = [send(client, caller=f"10.0.0.{n}, 192.0.2.1").status_code for n in range(11)]
    assert codes[-1] == 429


def test_all_addresses_of_a_network_of_ipv6_are_one_caller(client: FlaskClient) -> None:
    codes = [send(client, caller=f"2001:db8:1:2::{n:x}").status_code for n in range(1, 12)]
    assert codes[-1] == 429
    assert send(client, caller="2001:db8:1:3::1").status_code == 200


def test_without_a_proxy_the_header_means_nothing(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    client = open_house(tmp_path, memory_database).app.test_client()
    codes = [send(client, caller=f"192.0.2.{n}").status_code for n in range(11)]
    assert codes[-1] == 429


@pytest.mark.parametrize("code", ["verification_busy", "trust_not_found", "trust_unreadable"])
def test_when_nobody_can_judge_the_caller_may_come_again(
    client: FlaskClient, verifier: FakeVerifier, code: str
) -> None:
    verifier.refusal = CannotVerifyError("Сейчас не проверить.", code=code)
    answer = send(client)
    assert (answer.status_code, answer.get_json()["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0


def test_only_posting_is_open_to_anybody(client: FlaskClient) -> None:
    assert client.get(PATH).status_code == 405
    assert client.get("/api/v1/kinds").status_code == 401


def test_the_description_has_every_field_of_a_report() -> None:
    for shape, told in (
        (VerificationOut, VerificationReport),
        (SignatureOut, SignatureReport),
        (StampOut, StampReport),
        (CertificateOut, CertificateSummary),
    ):
        fields = {one.name for one in dataclasses.fields(told)}
        assert fields <= set(shape.model_fields), shape
