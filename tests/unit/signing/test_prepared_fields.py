"""Several people sign one document: every field is there before the first of them does."""

import pytest

from signing.credentials import Credential
from signing.deferred import Reply, TicketRequest, complete, get_client_payload, prepare
from signing.errors import Code, SigningError
from signing.fields import FieldSpec, prepare_fields
from signing.pdfa_guard import check
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.trust import TrustPolicy
from signing.verification import Verdict, verify
from tests.own_token import OwnToken
from tests.pki import NearbyAuthority

FIELDS = (
    FieldSpec("Seal", ""),
    FieldSpec("Head", "signature_head"),
    FieldSpec("Deputy", "signature_deputy"),
)
CERTIFY = SignatureRequest("Seal", "", certifies=True)


@pytest.fixture(scope="module")
def fields(pdf: bytes) -> bytes:
    return prepare_fields(pdf, FIELDS)


@pytest.fixture(scope="module")
def certified(fields: bytes, head: Credential, authority: NearbyAuthority) -> SignedPdf:
    return sign(fields, CERTIFY, head, authority)


def test_prepared_fields_leave_the_document_archival_and_unsigned(
    pdf: bytes, fields: bytes, trust: TrustPolicy
) -> None:
    assert fields.startswith(pdf)
    assert check(fields) == ()
    assert verify(fields, trust).verdict is Verdict.UNSIGNED


def test_a_seal_certifies_and_all_prepared_signatures_hold(
    certified: SignedPdf,
    deputy: Credential,
    own_tokens: dict[str, OwnToken],
    every_trust: TrustPolicy,
    authority: NearbyAuthority,
) -> None:
    second = sign(
        certified.content, SignatureRequest("Deputy", "signature_deputy"), deputy, authority
    )
    token = own_tokens["gost"]
    request = TicketRequest("user-1", "document-1", "Head", "signature_head")
    chain = [path.read_bytes() for path in token.others]
    ticket, prepared = prepare(second.content, token.certificate.read_bytes(), request, chain=chain)
    data = ticket.decode(get_client_payload(ticket, prepared).data_base64)
    reply = Reply("user-1", ticket.source_sha256, token.sign(data))
    third = complete(ticket, prepared, reply, authority)
    report = verify(third.content, every_trust)

    assert report.verdict is Verdict.VALID
    assert [one.field_name for one in report.signatures] == ["Seal", "Deputy", "Head"]
    assert [one.later_modifications for one in report.signatures] == ["allowed", "allowed", "none"]
    assert [one.mark_matches for one in report.signatures] == [None, True, True]
    assert check(third.content) == ()


def test_a_field_that_comes_after_the_certification_is_refused(
    certified: SignedPdf, deputy: Credential, authority: NearbyAuthority
) -> None:
    with pytest.raises(SigningError) as caught:
        sign(certified.content, SignatureRequest("Fourth", ""), deputy, authority)

    assert caught.value.code == Code.DOCUMENT_LOCKED


def test_only_the_first_signature_certifies(
    signed: SignedPdf, deputy: Credential, authority: NearbyAuthority
) -> None:
    with pytest.raises(SigningError) as caught:
        sign(signed.content, CERTIFY, deputy, authority)

    assert caught.value.code == Code.DOCUMENT_LOCKED


def test_a_prepared_field_is_signed_once(
    certified: SignedPdf, deputy: Credential, authority: NearbyAuthority
) -> None:
    with pytest.raises(SigningError) as caught:
        sign(certified.content, SignatureRequest("Seal", ""), deputy, authority)

    assert caught.value.code == Code.SIGNATURE_FIELD_TAKEN
