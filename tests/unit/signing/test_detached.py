import base64
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms

from service.demo.pki import Pki
from signing import clock
from signing.credentials import Credential
from signing.detached import sign_detached
from signing.detached_verification import MOST_SIGNERS, verify_detached
from signing.errors import TimestampError
from signing.report import Finding, Verdict
from signing.trust import TrustPolicy, load_trust
from tests.own_token import OwnToken, export_token
from tests.pki import DEPUTY, HEAD, AbsentAuthority, NearbyAuthority, make_pki, open_credential
from tests.pki_gost import GostPki, make_gost_pki


@pytest.fixture(scope="module")
def both_sign(gost: GostPki, pdf: bytes) -> bytes:
    """Let head and deputy sign into one file, as an office's programs do."""
    deputy = gost.get_token("deputy")
    second = ["-signer", str(deputy.certificate), "-inkey", str(deputy.key)]
    return gost.get_token().wrap(pdf, "-cades", *second)


def test_a_signature_beside_the_document_is_valid(
    pdf: bytes, head: Credential, authority: NearbyAuthority, trust: TrustPolicy
) -> None:
    signature = sign_detached(pdf, head, authority)
    report = verify_detached(signature, pdf, trust)
    (one,) = report.signatures

    assert (report.verdict, one.level, one.revocation) == (Verdict.VALID, "B-T", "good")
    assert one.time_source == "timestamp"
    assert one.certificate == head.certificate


def test_without_an_authority_it_says_itself_when_it_was_made(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    report = verify_detached(sign_detached(pdf, head, None), pdf, trust)
    (one,) = report.signatures

    assert (report.verdict, one.level, one.time_source) == (Verdict.VALID, "B-B", "claimed")
    assert one.signed_at is not None
    assert abs(one.signed_at - clock.now()) < timedelta(minutes=5)


def test_openssl_finds_our_signature_valid(
    pdf: bytes, head: Credential, authority: NearbyAuthority, pki: Pki, tmp_path: Path
) -> None:
    (tmp_path / "document.pdf").write_bytes(pdf)
    (tmp_path / "document.pdf.sig").write_bytes(sign_detached(pdf, head, authority))
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose"]
    files = ["any", "-in", "document.pdf.sig", "-content", "document.pdf", "-out", "out"]
    run = subprocess.run(
        [*command, *files, "-CAfile", str(pki.trust / "root.pem")],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert "CAdES Verification successful" in run.stderr


def test_an_absent_authority_makes_no_lesser_signature(pdf: bytes, head: Credential) -> None:
    with pytest.raises(TimestampError):
        sign_detached(pdf, head, AbsentAuthority())


@pytest.mark.parametrize(
    "wrap",
    [
        lambda der: der,
        base64.b64encode,
        base64.encodebytes,
        lambda der: b"\xef\xbb\xbf" + base64.encodebytes(der).replace(b"\n", b"\r\n"),
        lambda der: b"-----BEGIN CMS-----\n" + base64.encodebytes(der) + b"-----END CMS-----\n",
    ],
    ids=["DER", "base64", "lines", "notepad", "PEM"],
)
def test_signatures_of_other_programs_come_in_any_wrapping(
    wrap: Callable[[bytes], bytes], pdf: bytes, gost: GostPki
) -> None:
    signature = wrap(gost.get_token().wrap(pdf))

    assert verify_detached(signature, pdf, load_trust(gost.trust)).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", ["rsa", "ec", "gost"])
def test_signatures_of_every_kind_of_key_are_valid(
    kind: str, pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    report = verify_detached(own_tokens[kind].wrap(pdf), pdf, every_trust)

    assert report.verdict is Verdict.VALID
    assert report.signatures[0].time_source == "claimed"


def test_every_signer_of_a_file_is_examined(both_sign: bytes, pdf: bytes, gost: GostPki) -> None:
    report = verify_detached(both_sign, pdf, load_trust(gost.trust))

    assert report.verdict is Verdict.VALID
    assert [one.field_name for one in report.signatures] == ["1", "2"]
    assert {one.certificate.holder for one in report.signatures if one.certificate} == {
        "Мельник Ольга Сергеевна",
        "Сомова Анна Ивановна",
    }


def test_one_bad_signer_of_two_spoils_the_file(pdf: bytes, tmp_path: Path) -> None:
    pki = make_gost_pki(tmp_path)
    deputy = pki.get_token("deputy")
    second = ["-signer", str(deputy.certificate), "-inkey", str(deputy.key)]
    signature = pki.get_token().wrap(pdf, "-cades", *second)
    pki.revoke("deputy")
    report = verify_detached(signature, pdf, load_trust(pki.trust))

    assert report.verdict is Verdict.INVALID
    assert sorted(one.finding for one in report.signatures) == [Finding.REVOKED, Finding.GOOD]


def test_another_document_is_noticed(both_sign: bytes, pdf: bytes, gost: GostPki) -> None:
    report = verify_detached(both_sign, pdf + b"\n", load_trust(gost.trust))

    assert report.verdict is Verdict.INVALID
    assert [one.finding for one in report.signatures] == [Finding.ALTERED, Finding.ALTERED]


def test_a_document_inside_has_to_be_the_one_beside(pdf: bytes, gost: GostPki) -> None:
    trust = load_trust(gost.trust)
    same = gost.get_token().wrap(pdf, "-cades", "-nodetach")
    other = gost.get_token().wrap(b"another", "-cades", "-nodetach")

    assert verify_detached(same, pdf, trust).verdict is Verdict.VALID
    assert verify_detached(other, pdf, trust).signatures[0].finding is Finding.ALTERED


def test_somebody_unknown_is_not_trusted(pdf: bytes, tmp_path: Path, trust: TrustPolicy) -> None:
    stranger = make_pki(tmp_path / "pki")
    token = export_token(stranger, HEAD.name, tmp_path)
    report = verify_detached(token.wrap(pdf), pdf, trust)

    assert report.verdict is Verdict.INDETERMINATE


def test_after_the_certificate_ends_a_timestamp_tells_when_but_nobody_tells_of_revocation(
    pdf: bytes, head: Credential, authority: NearbyAuthority, pki: Pki
) -> None:
    trust = load_trust([pki.trust / "root.pem", pki.trust / "intermediate.pem"])
    later = clock.now() + timedelta(days=500)
    timed, plain = sign_detached(pdf, head, authority), sign_detached(pdf, head, None)

    (with_time,) = verify_detached(timed, pdf, trust, later).signatures
    (without,) = verify_detached(plain, pdf, trust, later).signatures

    assert with_time.finding is Finding.REVOCATION_UNKNOWN
    assert with_time.verdict is Verdict.INDETERMINATE
    assert without.finding is Finding.OUT_OF_DATE


def test_a_timestamp_of_somebody_unknown_does_not_count(
    pdf: bytes, head: Credential, tmp_path: Path, trust: TrustPolicy
) -> None:
    foreign = make_gost_pki(tmp_path)
    (one,) = verify_detached(sign_detached(pdf, head, foreign), pdf, trust).signatures

    assert one.finding is Finding.TIMESTAMP_UNTRUSTED


def test_an_old_list_of_revocations_proves_nothing(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    later = clock.now() + timedelta(days=200)
    (one,) = verify_detached(sign_detached(pdf, head, None), pdf, trust, later).signatures

    assert one.finding is Finding.REVOCATION_UNKNOWN


def test_one_flipped_bit_in_what_is_signed_is_noticed(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    signature = sign_detached(pdf, head, None)
    attributes = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]["signed_attrs"]
    start = signature.index(attributes.dump())
    for position in range(start, len(signature), 7):
        changed = bytearray(signature)
        changed[position] ^= 1

        assert verify_detached(bytes(changed), pdf, trust).verdict is not Verdict.VALID


@pytest.mark.parametrize("junk", [b"", b"x", b"0\x80\x00\x00", b"%PDF-1.7 and so on", bytes(999)])
def test_junk_is_unverifiable(junk: bytes, pdf: bytes, trust: TrustPolicy) -> None:
    assert verify_detached(junk, pdf, trust).verdict is Verdict.UNVERIFIABLE


def test_a_file_without_signers_is_unsigned(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    info = cms.ContentInfo.load(sign_detached(pdf, head, None))
    info["content"]["signer_infos"] = []

    assert verify_detached(info.dump(), pdf, trust).verdict is Verdict.UNSIGNED


def test_a_file_with_a_crowd_of_signers_is_not_worked_through(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    info = cms.ContentInfo.load(sign_detached(pdf, head, None))
    (one,) = info["content"]["signer_infos"]
    info["content"]["signer_infos"] = [one] * (MOST_SIGNERS + 1)

    assert verify_detached(info.dump(), pdf, trust).verdict is Verdict.UNVERIFIABLE


def test_nobody_is_named_in_the_log(
    tmp_path: Path, pdf: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    pki = make_pki(tmp_path, DEPUTY)
    signature = sign_detached(pdf, open_credential(pki, DEPUTY), None)
    pki.revoke(DEPUTY.name)
    verify_detached(signature, pdf, load_trust([pki.trust]), clock.now() + timedelta(minutes=5))

    assert DEPUTY.surname not in caplog.text


def test_the_attributes_of_a_signature_are_no_document_that_it_signs(
    pdf: bytes, head: Credential, trust: TrustPolicy
) -> None:
    """What is signed in fact are the attributes: without them they would pass for a file."""
    signed = cms.ContentInfo.load(sign_detached(pdf, head, None))["content"]
    (info,) = signed["signer_infos"]
    attributes = info["signed_attrs"].untag().dump()
    kept = ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")
    bare = cms.SignerInfo({name: info[name] for name in kept})
    whole = {name: signed[name] for name in ("version", "digest_algorithms", "certificates")}
    container = cms.SignedData(
        {**whole, "encap_content_info": {"content_type": "data"}, "signer_infos": [bare]}
    )
    forged = cms.ContentInfo({"content_type": "signed_data", "content": container}).dump()

    report = verify_detached(forged, attributes, trust)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert [one.finding for one in report.signatures] == [Finding.UNREADABLE]
