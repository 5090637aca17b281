"""Fields prepared before the first signature, and what is refused after it."""

import pytest

from signing.credentials import Credential
from signing.errors import Code, SigningError
from signing.fields import FieldSpec, assert_signable, prepare_fields
from signing.report import Verdict
from signing.signing import SignatureRequest, sign
from signing.trust import TrustPolicy
from signing.verification import verify
from tests.pki import NearbyAuthority

HEAD, DEPUTY = FieldSpec("Head", "signature_head"), FieldSpec("Deputy", "signature_deputy")
SEAL = FieldSpec("Seal")


@pytest.fixture(scope="module")
def prepared(pdf: bytes) -> bytes:
    return prepare_fields(pdf, [SEAL, HEAD, DEPUTY])


@pytest.fixture(scope="module")
def sealed(prepared: bytes, head: Credential, authority: NearbyAuthority) -> bytes:
    request = SignatureRequest("Seal", "signature_head", certifies=True)
    return sign(prepared, request, head, authority).content


def refuse(pdf: bytes, field_name: str, *, certify: bool = False) -> tuple[Code, str]:
    with pytest.raises(SigningError) as caught:
        assert_signable(pdf, field_name, certifies=certify)
    return caught.value.code, caught.value.detail


def test_a_certifying_seal_and_two_signers_are_all_valid(
    sealed: bytes,
    head: Credential,
    deputy: Credential,
    authority: NearbyAuthority,
    trust: TrustPolicy,
) -> None:
    content = sealed
    for name, bookmark, who in (
        ("Head", "signature_head", head),
        ("Deputy", "signature_deputy", deputy),
    ):
        content = sign(content, SignatureRequest(name, bookmark), who, authority).content
    report = verify(content, trust)

    assert report.verdict is Verdict.VALID
    assert [one.later_modifications for one in report.signatures] == ["allowed", "allowed", "none"]


def test_a_fourth_field_after_the_certification_is_refused(
    sealed: bytes, deputy: Credential, authority: NearbyAuthority
) -> None:
    with pytest.raises(SigningError) as caught:
        sign(sealed, SignatureRequest("Fourth", "signature_deputy"), deputy, authority)

    assert (caught.value.code, caught.value.detail) == (
        Code.DOCUMENT_LOCKED,
        "new-field-after-docmdp",
    )


def test_what_would_break_an_earlier_signature_is_refused(sealed: bytes) -> None:
    assert refuse(sealed, "Seal") == (Code.SIGNATURE_FIELD_TAKEN, "field-filled")
    assert refuse(sealed, "Other") == (Code.DOCUMENT_LOCKED, "new-field-after-docmdp")
    assert refuse(sealed, "Head", certify=True) == (
        Code.DOCUMENT_LOCKED,
        "certification-not-first",
    )
    assert_signable(sealed, "Head")


def test_fields_are_prepared_before_anybody_signs_and_once(prepared: bytes, sealed: bytes) -> None:
    with pytest.raises(SigningError) as late:
        prepare_fields(sealed, [FieldSpec("Late")])
    with pytest.raises(SigningError) as twice:
        prepare_fields(prepared, [HEAD])

    assert late.value.code == Code.DOCUMENT_LOCKED
    assert twice.value.code == Code.SIGNATURE_FIELD_TAKEN


def test_what_is_no_pdf_is_refused() -> None:
    assert refuse(b"not a PDF", "Head")[0] == Code.DOCUMENT_UNREADABLE
