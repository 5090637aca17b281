import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from signing.credentials import Credential, load_pkcs12
from signing.embedding import RESERVED
from signing.errors import Code, CredentialError, MarkError, SigningError, TimestampError
from signing.selfcheck import check_signature
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.timestamping import TimestampAuthority
from signing.verification import TrustPolicy, verify
from tests.pki import (
    EXPIRED,
    HEAD,
    AbsentAuthority,
    CannedAuthority,
    NearbyAuthority,
    make_pki,
    open_credential,
)

REQUEST = SignatureRequest("Head", "signature_head")


def refuse(
    pdf: bytes,
    credential: Credential,
    authority: TimestampAuthority | None,
    request: SignatureRequest = REQUEST,
) -> SigningError:
    with pytest.raises(SigningError) as caught:
        sign(pdf, request, credential, authority)
    return caught.value


def test_a_timestamped_signature_reaches_b_t(signed: SignedPdf) -> None:
    now = datetime.now(UTC)

    assert signed.level == "B-T"
    assert abs(now - signed.signed_at) < timedelta(minutes=1)
    assert signed.certificate.holder == "Мельник Ольга Сергеевна"


def test_a_signature_without_a_timestamp_is_b_b(untimed: SignedPdf) -> None:
    assert untimed.level == "B-B"


@pytest.mark.parametrize("document", ["signed", "untimed"])
def test_signing_only_adds_to_the_document(
    document: str, pdf: bytes, request: pytest.FixtureRequest
) -> None:
    result: SignedPdf = request.getfixturevalue(document)

    assert result.content.startswith(pdf)


def test_the_signature_is_declared_as_pades(signed: SignedPdf) -> None:
    with pikepdf.open(BytesIO(signed.content)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert document.Root.Extensions.ESIC.ExtensionLevel == 1


def test_b_t_needs_an_authority(pdf: bytes, head: Credential) -> None:
    assert refuse(pdf, head, None).code == Code.TIMESTAMP_REQUIRED


def test_when_the_authority_is_away_it_is_worth_trying_again(pdf: bytes, head: Credential) -> None:
    error = refuse(pdf, head, AbsentAuthority())

    assert isinstance(error, TimestampError)
    assert error.again


def test_a_token_for_another_signature_never_gets_out(
    pdf: bytes, head: Credential, authority: NearbyAuthority
) -> None:
    stale = CannedAuthority(authority.issue_token(bytes(32)))

    assert refuse(pdf, head, stale).code == Code.SIGNATURE_NOT_INTACT


@pytest.mark.parametrize(
    "token", [b"", b"\x30\x00", b"\x05\x00", bytes(500)], ids=["nothing", "empty", "null", "zeros"]
)
def test_a_broken_token_never_gets_out(token: bytes, pdf: bytes, head: Credential) -> None:
    assert refuse(pdf, head, CannedAuthority(token)).code == Code.SIGNATURE_NOT_INTACT


def test_a_token_that_does_not_fit_never_gets_out(pdf: bytes, head: Credential) -> None:
    huge = CannedAuthority(b"\x30\x82\xff\xff" + bytes(0xFFFF))

    assert refuse(pdf, head, huge).code == Code.SIGNATURE_TOO_LARGE


def test_a_certificate_that_expired_meanwhile_does_not_sign(pdf: bytes, tmp_path: Path) -> None:
    pki = make_pki(tmp_path)
    pki.issue(HEAD, EXPIRED)
    then = datetime.now(UTC) - timedelta(days=100)
    credential = load_pkcs12(
        pki.get_container(HEAD.name), pki.get_passphrase_file(HEAD.name), at=then
    )

    error = refuse(pdf, credential, None, SignatureRequest("Head", "signature_head", "B-B"))

    assert isinstance(error, CredentialError)
    assert error.code == Code.CERTIFICATE_EXPIRED


def test_a_missing_bookmark_is_named_in_the_detail(
    pdf: bytes, head: Credential, authority: NearbyAuthority
) -> None:
    error = refuse(pdf, head, authority, SignatureRequest("Head", "signature_nobody"))

    assert isinstance(error, MarkError)
    assert (error.code, error.detail) == (Code.MARK_PLACE_MISSING, "signature_nobody")


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", bytes(1000)], ids=len)
def test_what_is_no_pdf_is_not_signed(junk: bytes, head: Credential) -> None:
    assert refuse(junk, head, AbsentAuthority()).code == Code.DOCUMENT_UNREADABLE


def test_a_field_is_signed_once(
    signed: SignedPdf, deputy: Credential, authority: NearbyAuthority
) -> None:
    request = SignatureRequest("Head", "signature_deputy")

    assert refuse(signed.content, deputy, authority, request).code == Code.SIGNATURE_FIELD_TAKEN


def test_two_people_sign_one_document(signed_twice: SignedPdf, trust: TrustPolicy) -> None:
    report = verify(signed_twice.content, trust)

    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["Head", "Deputy"]


def test_a_document_that_is_no_longer_archival_is_not_released(
    pdf: bytes, head: Credential, authority: NearbyAuthority
) -> None:
    plain = pdf.replace(b"<pdfaid:part>2<", b"<pdfaid:part>9<")

    error = refuse(plain, head, authority)

    assert error.code == Code.PDFA_BROKEN
    assert "claim" in error.detail


def certify(pdf: bytes, folder: Path) -> bytes:
    """Sign with pyHanko itself and forbid every later change."""
    pki = make_pki(folder)
    key, secret = pki.get_container(HEAD.name), pki.get_passphrase_file(HEAD.name)
    signer = signers.SimpleSigner.load_pkcs12(str(key), passphrase=secret.read_bytes())
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal", certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS
    )
    output = signers.PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(output.getvalue())


def test_a_certified_document_gets_no_new_field(
    pdf: bytes, head: Credential, authority: NearbyAuthority, tmp_path: Path
) -> None:
    assert refuse(certify(pdf, tmp_path), head, authority).code == Code.DOCUMENT_LOCKED


@pytest.mark.parametrize("key_type", ["rsa", "ec"])
def test_both_kinds_of_keys_sign(key_type: str, pdf: bytes, tmp_path: Path) -> None:
    pki = make_pki(tmp_path, key_type="rsa" if key_type == "rsa" else "ec")
    request = SignatureRequest("Head", "signature_head", "B-B")
    result = sign(pdf, request, open_credential(pki), None)

    assert check_signature(result.content, "Head", result.certificate) is None


def test_the_room_for_the_signature_is_used_with_a_reserve(signed: SignedPdf) -> None:
    gap = re.search(rb"/Contents\s*<([0-9A-F]+)>", signed.content)

    assert gap is not None
    assert len(gap[1]) == RESERVED
    assert len(gap[1].rstrip(b"0")) < RESERVED / 2


def test_the_check_of_the_result_notices_a_changed_byte(signed: SignedPdf) -> None:
    changed = bytearray(signed.content)
    changed[100] ^= 1

    with pytest.raises(SigningError) as caught:
        check_signature(bytes(changed), "Head", signed.certificate)

    assert caught.value.code == Code.SIGNATURE_NOT_INTACT


def test_the_check_of_the_result_notices_bytes_after_the_signature(signed: SignedPdf) -> None:
    with pytest.raises(SigningError):
        check_signature(signed.content + b"\n", "Head", signed.certificate)


def test_the_check_of_the_result_notices_another_certificate(
    signed: SignedPdf, deputy: Credential
) -> None:
    with pytest.raises(SigningError):
        check_signature(signed.content, "Head", deputy.certificate)
