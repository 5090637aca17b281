"""Replies that are refused: the twelve attacks, and more that must not pass."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import cms

from signing.deferred import SigningTicket, complete, get_client_payload
from signing.errors import SigningError
from signing.trust import TrustPolicy
from signing.verification import Verdict, verify
from tests.offers import Offer, offer
from tests.own_token import OwnToken

# The twelve attacks.


def test_the_signature_of_another_key_is_refused(by_value: Offer, stranger: OwnToken) -> None:
    assert by_value.refuse(stranger.sign(by_value.data)) == "bad_signature"


def test_a_reply_after_the_time_is_refused(by_value: Offer) -> None:
    late = by_value.ticket.expires_at + timedelta(seconds=1)

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, by_value.reply(), None, at=late)

    assert caught.value.code == "expired"


def test_the_reply_of_another_user_is_refused(by_value: Offer) -> None:
    reply = replace(by_value.reply(), user_id="user-2")

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, reply, None)

    assert caught.value.code == "wrong_user"


def test_a_document_changed_since_is_refused(by_value: Offer) -> None:
    reply = replace(by_value.reply(), source_sha256=hashlib.sha256(b"another").hexdigest())

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, by_value.prepared, reply, None)

    assert caught.value.code == "document_changed"


@pytest.mark.parametrize("position", [300, -300])
def test_a_damaged_prepared_file_is_refused(by_value: Offer, position: int) -> None:
    damaged = bytearray(by_value.prepared)
    damaged[position] ^= 1

    with pytest.raises(SigningError) as caught:
        complete(by_value.ticket, bytes(damaged), by_value.reply(), None)
    with pytest.raises(SigningError) as asked:
        get_client_payload(by_value.ticket, bytes(damaged))

    assert caught.value.code == asked.value.code == "prepared_blob_corrupt"


def test_the_container_of_another_certificate_is_refused(
    by_container: Offer, stranger: OwnToken
) -> None:
    assert by_container.refuse(stranger.wrap(by_container.data)) == "wrong_certificate"


def test_the_container_of_another_document_is_refused(by_container: Offer) -> None:
    assert by_container.refuse(by_container.token.wrap(b"another")) == "wrong_message_digest"


@pytest.mark.parametrize("option", ["-nosmimecap", "-noattr"])
def test_a_container_that_does_not_pin_the_certificate_is_refused(
    by_container: Offer, option: str
) -> None:
    plain = by_container.token.wrap(by_container.data, option)

    assert by_container.refuse(plain) == "no_signing_certificate_v2"


def test_a_container_with_the_document_inside_is_refused(by_container: Offer) -> None:
    enveloped = by_container.token.wrap(by_container.data, "-cades", "-nodetach")

    assert by_container.refuse(enveloped) == "not_detached"


@pytest.mark.parametrize(
    "garbage",
    [b"", b"garbage", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"-----BEGIN CMS-----\n", bytes(99)],
)
def test_garbage_in_place_of_a_container_is_refused(by_container: Offer, garbage: bytes) -> None:
    assert by_container.refuse(garbage) == "bad_cms"


@pytest.mark.parametrize("state", ["completing", "completed", "failed"])
def test_a_ticket_is_used_once(by_value: Offer, state: str) -> None:
    used = SigningTicket.from_dict({**by_value.ticket.to_dict(), "state": state})

    with pytest.raises(SigningError) as caught:
        complete(used, by_value.prepared, by_value.reply(), None)

    assert caught.value.code == "already_used"


def test_the_container_of_another_kind_of_key_is_refused(
    by_container: Offer, own_tokens: dict[str, OwnToken]
) -> None:
    assert by_container.refuse(own_tokens["rsa"].wrap(by_container.data)) == "digest_algorithm"


# More that must not pass.


def test_garbage_in_place_of_a_value_is_refused(token: OwnToken, pdf: bytes) -> None:
    offered = offer(pdf, token)

    for garbage in (b"", b"x", bytes(64), b"\xff" * 64, b"ab" * 64, b"\xff" * 100_000):
        assert offered.refuse(garbage) == "bad_signature"


def test_one_flipped_bit_in_the_reply_is_noticed(offered: Offer) -> None:
    good = offered.sign()
    changed = bytearray(good)
    changed[-20] ^= 4

    assert offered.refuse(bytes(changed)) == "bad_signature"


def test_two_signers_in_one_container_are_refused(by_container: Offer, stranger: OwnToken) -> None:
    second = ["-signer", str(stranger.certificate), "-inkey", str(stranger.key)]
    both = by_container.token.wrap(by_container.data, "-cades", *second)

    assert by_container.refuse(both) == "bad_cms"


def test_what_a_program_put_beside_the_signature_is_left_out(
    by_container: Offer, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    foreign = own_tokens["ec"].certificate
    laden = by_container.token.wrap(by_container.data, "-cades", "-certfile", str(foreign))
    signed = by_container.complete(laden)

    assert verify(signed.content, every_trust).verdict is Verdict.VALID
    with pikepdf.open(BytesIO(signed.content)) as document:
        der = bytes(document.Root.AcroForm.Fields[0].V.Contents)
    certificates = cms.ContentInfo.load(der)["content"]["certificates"]
    assert len(certificates) == len(("own", "intermediate"))


def test_nobody_is_named_in_what_may_be_logged(by_value: Offer, stranger: OwnToken) -> None:
    with pytest.raises(SigningError) as caught:
        by_value.complete(stranger.sign(by_value.data))

    assert "Мельник" not in repr(caught.value) + str(caught.value) + caught.value.detail
