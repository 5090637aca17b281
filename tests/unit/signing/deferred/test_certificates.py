"""Certificates and digests that get no ticket, and one that expires meanwhile."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from signing.deferred import TicketRequest, complete, prepare
from signing.errors import Code, CredentialError, SigningError
from tests.offers import DOCUMENT, USER, Offer, offer
from tests.own_token import OwnToken, export_token
from tests.pki import EXPIRED, HEAD, NOT_FOR_SIGNING, make_pki


@pytest.mark.parametrize("terms", [EXPIRED, NOT_FOR_SIGNING], ids=["expired", "usage"])
def test_a_certificate_that_may_not_sign_gets_no_ticket(
    terms: object, pdf: bytes, tmp_path: Path
) -> None:
    pki = make_pki(tmp_path / "pki")
    pki.issue(HEAD, terms)  # type: ignore[arg-type]
    token = export_token(pki, HEAD.name, tmp_path)

    with pytest.raises(CredentialError):
        offer(pdf, token)


def test_a_certificate_that_expires_meanwhile_is_refused(by_value: Offer) -> None:
    end = by_value.complete().certificate.not_after
    lasting = replace(by_value.ticket, expires_at=end + timedelta(days=9))

    with pytest.raises(CredentialError) as caught:
        complete(lasting, by_value.prepared, by_value.reply(), None, at=end + timedelta(days=1))

    assert caught.value.code == Code.CERTIFICATE_EXPIRED


@pytest.mark.parametrize("content", [b"", b"no", b"\x30\x82\x01\x00", bytes(2_000_000)], ids=len)
def test_a_certificate_that_is_none_gets_no_ticket(content: bytes, pdf: bytes) -> None:
    with pytest.raises(CredentialError) as caught:
        prepare(pdf, content, TicketRequest(USER, DOCUMENT, "Head", "signature_head"))

    assert caught.value.code == Code.CERTIFICATE_UNREADABLE


@pytest.mark.parametrize(("kind", "digest"), [("gost", "sha256"), ("rsa", "streebog256")])
def test_a_digest_that_does_not_go_with_the_key_is_refused(
    kind: str, digest: str, pdf: bytes, own_tokens: dict[str, OwnToken]
) -> None:
    with pytest.raises(SigningError) as caught:
        offer(pdf, own_tokens[kind], digest=digest)

    assert caught.value.code == "digest_algorithm"
