import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import ocsp, pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp as cryptography_ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from service.demo.authority import Responder
from service.demo.certificates import Terms, issue, make_intermediate
from service.demo.pki import Pki, ensure_pki
from signing.errors import Code, RevocationError
from signing.evidence import Evidence
from signing.revocation import (
    LARGEST_ANSWER_BYTES,
    LARGEST_LIST_BYTES,
    FirstAnswer,
    HttpRevocationSource,
    RememberedRevocation,
    RevocationSource,
    build_query,
    load_bundle,
)
from tests.answers import Answer, serve
from tests.pki import DEPUTY, HEAD, serve_authority
from tests.town import ANSWERING, NOW, NoStatus, Town, TownStatus, translate


@pytest.fixture(scope="module")
def web_pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    """Make an authority whose certificates name the address where it really answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("pki")
    url = f"http://127.0.0.1:{port}"
    pki = ensure_pki(folder, (HEAD, DEPUTY), key_type="ec", base_url=url)
    with serve_authority(pki, port):
        yield pki


def find(source: RevocationSource, pki: Pki, holder: str = HEAD.name) -> Evidence:
    certificate = pki.find_certificate(holder)
    assert certificate is not None
    issuer = translate(pki.get_authority("intermediate").certificate)
    return source.find(translate(certificate), issuer)


def test_the_responder_of_the_certificate_is_asked(web_pki: Pki) -> None:
    evidence = find(HttpRevocationSource(), web_pki)
    (answer,) = evidence.ocsps

    status = answer.response_data["responses"][0]["cert_status"].name
    assert (status, evidence.crls) == ("good", ())


def test_a_certificate_without_a_responder_has_a_list(web_pki: Pki) -> None:
    intermediate = translate(web_pki.get_authority("intermediate").certificate)
    root = translate(web_pki.get_authority("root").certificate)

    evidence = HttpRevocationSource().find(intermediate, root)

    assert (len(evidence.crls), evidence.ocsps) == (1, ())


def test_a_revoked_certificate_is_an_answer_too(web_pki: Pki) -> None:
    web_pki.revoke(DEPUTY.name)

    (answer,) = find(HttpRevocationSource(), web_pki, DEPUTY.name).ocsps

    assert answer.response_data["responses"][0]["cert_status"].name == "revoked"


def test_a_host_that_may_not_be_asked_is_not_asked(web_pki: Pki) -> None:
    with pytest.raises(RevocationError) as caught:
        find(HttpRevocationSource(hosts={"ocsp.example"}), web_pki)

    assert caught.value.code == Code.OCSP_UNAVAILABLE
    assert caught.value.detail == "ForbiddenAddressError"


def test_the_hosts_named_may_be_asked(web_pki: Pki) -> None:
    assert find(HttpRevocationSource(hosts={"127.0.0.1"}), web_pki).ocsps


def serve_and_ask(answer: Answer, town: Town, timeout_seconds: float = 5) -> RevocationError:
    """Ask about a certificate whose responder and list are both at `answer`."""
    with serve(answer) as url:
        base = url.partition("/tsa")[0]
        issued = replace_addresses(town, base)
        with pytest.raises(RevocationError) as caught:
            HttpRevocationSource(timeout_seconds).find(
                translate(issued), translate(town.intermediate.certificate)
            )
    assert caught.value.again
    return caught.value


def replace_addresses(town: Town, base: str) -> x509.Certificate:
    terms = Terms(key_type="ec")
    return issue(HEAD.as_subject(), town.intermediate, terms, base).certificate


@pytest.mark.parametrize(
    "garbage",
    [b"", b"<html>", b"\x30\x80", b"\x30\x03\x0a\x01\x06", bytes(500), b"\x30\x82\xff\xff"],
    ids=["empty", "html", "open", "refusal", "zeros", "cut"],
)
def test_garbage_is_not_taken(garbage: bytes, town: Town) -> None:
    assert serve_and_ask(lambda _: (200, garbage), town).code == Code.OCSP_INVALID


@pytest.mark.parametrize("status", [302, 403, 500])
def test_an_http_error_means_try_again(status: int, town: Town) -> None:
    assert serve_and_ask(lambda _: (status, b""), town).code == Code.OCSP_UNAVAILABLE


def test_an_endless_answer_is_cut_short(town: Town) -> None:
    error = serve_and_ask(lambda _: (200, bytes(LARGEST_ANSWER_BYTES + 1)), town)

    assert (error.code, error.detail) == (Code.OCSP_UNAVAILABLE, "OversizeError")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((503, b""), Code.CRL_UNAVAILABLE),
        ((200, bytes(LARGEST_LIST_BYTES + 1)), Code.CRL_UNAVAILABLE),
        ((200, b"<html>"), Code.CRL_INVALID),
    ],
    ids=["away", "endless", "html"],
)
def test_where_there_is_only_a_list_the_list_is_missed(
    answer: tuple[int, bytes], code: Code, town: Town
) -> None:
    with serve(lambda _: answer) as url:
        listed = make_intermediate(town.root, "ec", url.partition("/tsa")[0]).certificate
        with pytest.raises(RevocationError) as caught:
            HttpRevocationSource(5).find(translate(listed), translate(town.root.certificate))

    assert caught.value.code == code


def test_an_answer_about_another_certificate_is_not_taken(web_pki: Pki, town: Town) -> None:
    certificate = web_pki.find_certificate(HEAD.name)
    assert certificate is not None
    issuer = translate(web_pki.get_authority("intermediate").certificate)
    other = Responder(web_pki).answer_ocsp(build_query(translate(certificate), issuer))

    assert serve_and_ask(lambda _: (200, other), town).code == Code.OCSP_INVALID


def answer_with(town: Town, status: TownStatus) -> RevocationError:
    """Answer the right question, but in the way of `status`."""
    certificates: list[x509.Certificate] = []

    def answer(query: bytes) -> tuple[int, bytes]:
        if not query:
            return 404, b""
        serial = ocsp.OCSPRequest.load(query)["tbs_request"]["request_list"][0]["req_cert"][
            "serial_number"
        ].native
        one = next(one for one in certificates if one.serial_number == serial)
        return 200, status.answer(translate(one)).dump()

    with serve(answer) as url:
        certificates.append(replace_addresses(town, url.partition("/tsa")[0]))
        issuer = translate(town.intermediate.certificate)
        with pytest.raises(RevocationError) as caught:
            HttpRevocationSource(5).find(translate(certificates[0]), issuer)
    return caught.value


def test_an_outdated_answer_is_not_taken(town: Town) -> None:
    stale = TownStatus(town, NOW - timedelta(days=3), timedelta(days=1))

    assert answer_with(town, stale).code == Code.OCSP_INVALID


def test_an_answer_without_an_end_is_taken_while_it_is_fresh(town: Town) -> None:
    old = TownStatus(town, NOW - timedelta(hours=2), lasts=None)

    assert answer_with(town, old).code == Code.OCSP_INVALID


def test_an_answer_of_a_stranger_is_not_taken(town: Town) -> None:
    stranger = TownStatus(town, responder=Town().responder)

    assert answer_with(town, stranger).code == Code.OCSP_INVALID


def test_an_answer_of_somebody_not_made_for_it_is_not_taken(town: Town) -> None:
    clerk = town.issue(
        "Делопроизводитель", replace(ANSWERING, extended=(ExtendedKeyUsageOID.CLIENT_AUTH,))
    )

    assert answer_with(town, TownStatus(town, responder=clerk)).code == Code.OCSP_INVALID


def test_silence_is_not_waited_out(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        certificate = translate(replace_addresses(town, url))
        started = datetime.now(UTC)
        with pytest.raises(RevocationError) as caught:
            HttpRevocationSource(0.2).find(certificate, translate(town.intermediate.certificate))

    assert caught.value.code == Code.OCSP_UNAVAILABLE
    assert datetime.now(UTC) - started < timedelta(seconds=3)


@pytest.fixture
def folder(tmp_path: Path, town: Town) -> Path:
    status = TownStatus(town)
    (tmp_path / "intermediate.crl").write_bytes(status.make_list(town.intermediate).dump())
    armoured = pem.armor("X509 CRL", status.make_list(town.root).dump())
    (tmp_path / "root.pem").write_bytes(armoured)
    (tmp_path / "readme.txt").write_text("не список", encoding="utf-8")
    return tmp_path


def test_a_folder_of_lists_answers_too(folder: Path, town: Town) -> None:
    head = translate(town.issue_head().certificate)
    bundle = load_bundle(folder)

    (found,) = bundle.find(head, translate(town.intermediate.certificate)).crls

    assert found.issuer == translate(town.intermediate.certificate).subject


def test_a_response_in_the_folder_is_preferred(folder: Path, town: Town) -> None:
    head = translate(town.issue_head().certificate)
    (folder / "head.ocsp").write_bytes(TownStatus(town).answer(head).dump())

    evidence = load_bundle(folder).find(head, translate(town.intermediate.certificate))

    assert (len(evidence.ocsps), len(evidence.crls)) == (1, 0)


def test_a_folder_without_the_right_list_knows_nothing(folder: Path) -> None:
    other = Town()

    with pytest.raises(RevocationError) as caught:
        load_bundle(folder).find(
            translate(other.issue_head().certificate), translate(other.intermediate.certificate)
        )

    assert caught.value.code == Code.REVOCATION_NOT_FOUND


def test_an_outdated_list_in_the_folder_knows_nothing(tmp_path: Path, town: Town) -> None:
    stale = TownStatus(town, NOW - timedelta(days=3), timedelta(days=1))
    (tmp_path / "old.crl").write_bytes(stale.make_list(town.intermediate).dump())

    with pytest.raises(RevocationError) as caught:
        load_bundle(tmp_path).find(
            translate(town.issue_head().certificate), translate(town.intermediate.certificate)
        )

    assert caught.value.code == Code.REVOCATION_NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"list", b"\x30\x03\x02\x01\x01"], ids=len)
def test_a_damaged_file_in_the_folder_is_an_error(content: bytes, folder: Path) -> None:
    (folder / "bad.crl").write_bytes(content)

    with pytest.raises(RevocationError) as caught:
        load_bundle(folder)

    assert (caught.value.code, caught.value.detail) == (
        Code.REVOCATION_UNREADABLE,
        "not a list or response: bad.crl",
    )


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RevocationError) as caught:
        load_bundle(tmp_path / "nowhere")

    assert caught.value.code == Code.REVOCATION_NOT_FOUND


def test_a_certificate_that_names_nobody_cannot_be_asked_about(town: Town) -> None:
    root = translate(town.root.certificate)

    with pytest.raises(RevocationError) as caught:
        HttpRevocationSource().find(root, root)

    assert caught.value.code == Code.REVOCATION_NOT_FOUND


def test_the_question_names_the_certificate_and_its_issuer(town: Town) -> None:
    head = town.issue_head().certificate
    query = build_query(translate(head), translate(town.intermediate.certificate))

    expected = (
        cryptography_ocsp.OCSPRequestBuilder()
        .add_certificate(head, town.intermediate.certificate, hashes.SHA1())  # noqa: S303 -- RFC 5019
        .build()
    )
    asked = cryptography_ocsp.load_der_ocsp_request(query)
    assert asked.serial_number == expected.serial_number
    assert asked.issuer_name_hash == expected.issuer_name_hash
    assert asked.issuer_key_hash == expected.issuer_key_hash


def test_the_network_is_asked_about_what_the_folder_does_not_know(folder: Path, town: Town) -> None:
    other = Town()
    network = TownStatus(other)
    sources = FirstAnswer((load_bundle(folder), network))
    known, unknown = (translate(one.issue_head().certificate) for one in (town, other))

    sources.find(known, translate(town.intermediate.certificate))
    sources.find(unknown, translate(other.intermediate.certificate))

    assert network.asked == [unknown.serial_number]


def test_of_several_failures_the_last_is_told(folder: Path) -> None:
    other = Town()

    with pytest.raises(RevocationError) as caught:
        FirstAnswer((load_bundle(folder), NoStatus())).find(
            translate(other.issue_head().certificate), translate(other.intermediate.certificate)
        )

    assert caught.value.code == Code.OCSP_UNAVAILABLE


def test_what_was_asked_once_is_remembered(town: Town) -> None:
    status = TownStatus(town)
    source = RememberedRevocation(status)
    head, deputy = (translate(town.issue_head().certificate) for _ in range(2))
    issuer = translate(town.intermediate.certificate)

    answers = [source.find(one, issuer) for one in (head, deputy, head)]

    assert status.asked == [head.serial_number, deputy.serial_number]
    assert answers[0] is answers[2]
