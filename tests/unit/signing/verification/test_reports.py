"""Good signatures, and what a report says of them to people and to programs."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from service.demo.pki import Pki
from signing.report import Finding, Verdict
from signing.signing import SignedPdf, sign
from signing.verification import TrustPolicy, load_trust, verify
from tests.pki import HEAD, open_credential
from tests.verdicts import UNTIMED


def test_a_good_signature_is_valid(signed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed.content, trust)
    (one,) = report.signatures

    assert (report.verdict, one.finding) == (Verdict.VALID, Finding.GOOD)
    assert report.sentence == "Документ подписан, подпись действительна."
    assert one.certificate == signed.certificate
    assert (one.level, one.time_source, one.signed_at) == ("B-T", "timestamp", signed.signed_at)
    assert one.covers_whole_file
    assert one.later_modifications == "none"
    assert one.chain_trusted
    assert one.certificate_valid_at_signing
    assert one.revocation == "good"
    assert one.mark_matches


def test_a_signature_without_a_timestamp_only_claims_its_time(
    untimed: SignedPdf, trust: TrustPolicy
) -> None:
    (one,) = verify(untimed.content, trust).signatures

    assert (one.verdict, one.level, one.time_source) == (Verdict.VALID, "B-B", "claimed")
    assert one.signed_at is not None
    assert abs(one.signed_at - untimed.signed_at) < timedelta(seconds=1)


def test_the_first_signature_stays_valid_when_a_second_is_added(
    signed_twice: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(signed_twice.content, trust)
    first, second = report.signatures

    assert report.verdict is Verdict.VALID
    assert report.sentence == "Документ подписан, все подписи (2) действительны."
    assert (first.covers_whole_file, first.later_modifications) == (False, "allowed")
    assert (second.covers_whole_file, second.later_modifications) == (True, "none")


def test_without_revocation_lists_revocation_is_not_checked(pki: Pki, signed: SignedPdf) -> None:
    trust = load_trust([pki.trust / "root.pem", pki.trust / "intermediate.pem"])
    (one,) = verify(signed.content, trust).signatures

    assert (one.verdict, one.revocation) == (Verdict.VALID, "not_checked")


def test_an_unsigned_document_is_not_valid(pdf: bytes, trust: TrustPolicy) -> None:
    report = verify(pdf, trust)

    assert (report.verdict, report.signatures) == (Verdict.UNSIGNED, ())


def test_the_report_is_json_with_the_sentence_first(signed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed.content, trust)
    plain = json.loads(report.to_json())

    assert next(iter(plain)) == "sentence"
    assert plain == report.to_dict()
    assert plain["signatures"][0]["verdict"] == "valid"
    assert plain["signatures"][0]["certificate"]["holder"] == "Мельник Ольга Сергеевна"
    assert plain["checked_at"] == report.checked_at.isoformat()


def test_the_lines_for_people_name_the_signer_and_the_certificate(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    lines = verify(signed.content, trust).lines()

    assert lines[0].startswith("Мельник Ольга Сергеевна, ")
    assert lines[0].endswith("UTC (штамп времени). Подпись действительна.")
    assert signed.certificate.serial_hex in lines[2]
    assert "не отозван" in lines[2]


def test_no_name_reaches_the_log(
    own_pki: Pki, pdf: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    content = sign(pdf, UNTIMED, open_credential(own_pki), None).content
    own_pki.revoke(HEAD.name)
    verify(content, load_trust([own_pki.trust]), at=datetime.now(UTC) + timedelta(minutes=5))

    assert HEAD.surname not in caplog.text
