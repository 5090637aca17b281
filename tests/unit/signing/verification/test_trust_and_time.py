"""Whom the verifier trusts, and at what time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from service.demo.authority import Responder
from service.demo.certificates import make_crl
from service.demo.pki import Pki
from signing.credentials import Credential
from signing.report import Finding, Verdict
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.verification import TrustPolicy, load_trust, verify
from tests.pki import HEAD, NearbyAuthority, make_pki, open_credential
from tests.verdicts import UNTIMED, list_findings

NOW = datetime.now(UTC)


def test_a_certificate_of_somebody_unknown_is_not_trusted(
    signed: SignedPdf, tmp_path: Path
) -> None:
    stranger = load_trust([make_pki(tmp_path).trust])
    report = verify(signed.content, stranger)

    assert list_findings(report) == [Finding.UNTRUSTED]
    assert report.verdict is Verdict.INDETERMINATE


def test_a_revoked_certificate_is_not_valid(own_pki: Pki, pdf: bytes) -> None:
    content = sign(pdf, UNTIMED, open_credential(own_pki), None).content
    own_pki.revoke(HEAD.name)
    report = verify(
        content, load_trust([own_pki.trust]), at=datetime.now(UTC) + timedelta(minutes=5)
    )

    assert list_findings(report) == [Finding.REVOKED]
    assert report.signatures[0].revocation == "revoked"
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("revoked_after", "finding"),
    [(timedelta(days=-1), Finding.REVOKED), (timedelta(days=1), Finding.GOOD)],
    ids=["before", "after"],
)
def test_with_a_timestamp_it_matters_when_the_certificate_was_revoked(
    revoked_after: timedelta,
    finding: Finding,
    signed: SignedPdf,
    pki: Pki,
    tmp_path: Path,
) -> None:
    revoked = {int(signed.certificate.serial_hex, 16): signed.signed_at + revoked_after}
    crl = make_crl(pki.get_authority("intermediate"), 2, revoked)
    (tmp_path / "later.crl").write_bytes(crl.public_bytes(Encoding.DER))
    anchors = [pki.trust / name for name in ("root.pem", "intermediate.pem", "root.crl")]

    assert list_findings(verify(signed.content, load_trust([*anchors, tmp_path]))) == [finding]


def test_an_expired_certificate_is_not_valid_without_a_timestamp(
    untimed: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(untimed.content, trust, at=NOW + timedelta(days=500))

    assert list_findings(report) == [Finding.OUT_OF_DATE]
    assert not report.signatures[0].certificate_valid_at_signing


def test_after_the_certificate_ends_a_timestamp_tells_when_but_nobody_tells_of_revocation(
    signed: SignedPdf, pki: Pki
) -> None:
    trust = load_trust([pki.trust / "root.pem", pki.trust / "intermediate.pem"])
    report = verify(signed.content, trust, at=NOW + timedelta(days=500))

    assert list_findings(report) == [Finding.REVOCATION_UNKNOWN]
    assert report.signatures[0].certificate_valid_at_signing
    assert report.verdict is Verdict.INDETERMINATE


def test_a_timestamp_needs_a_fresh_revocation_list_too(
    signed: SignedPdf, trust: TrustPolicy
) -> None:
    report = verify(signed.content, trust, at=NOW + timedelta(days=500))

    assert list_findings(report) == [Finding.TIMESTAMP_UNTRUSTED]


def test_a_certificate_is_not_valid_before_its_time(untimed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(untimed.content, trust, at=NOW - timedelta(days=30))

    assert list_findings(report) == [Finding.OUT_OF_DATE]


def test_an_old_revocation_list_proves_nothing(untimed: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(untimed.content, trust, at=NOW + timedelta(days=200))

    assert list_findings(report) == [Finding.REVOCATION_UNKNOWN]
    assert report.verdict is Verdict.INDETERMINATE


def test_a_timestamp_of_an_unknown_authority_does_not_count(
    pdf: bytes, head: Credential, trust: TrustPolicy, own_pki: Pki
) -> None:
    foreign = NearbyAuthority(Responder(own_pki))
    content = sign(pdf, SignatureRequest("Head", "signature_head"), head, foreign).content
    report = verify(content, trust)

    assert list_findings(report) == [Finding.TIMESTAMP_UNTRUSTED]
    assert (report.signatures[0].level, report.signatures[0].time_source) == ("B-B", "claimed")
