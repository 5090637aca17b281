"""The forms in which programs give signatures."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from signing.trust import TrustPolicy
from signing.verification import Verdict, verify
from tests.offers import Offer, offer
from tests.own_token import OwnToken


def test_other_digests_go_with_rsa_and_elliptic_keys(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    for kind in ("rsa", "ec"):
        for digest in ("sha384", "sha512"):
            offered = offer(pdf, replace(own_tokens[kind], digest=digest), digest=digest)

            assert verify(offered.complete().content, every_trust).verdict is Verdict.VALID


@pytest.mark.parametrize("form", ["DER", "PEM", "base64"])
def test_a_container_comes_in_any_wrapping(by_container: Offer, form: str) -> None:
    if form == "base64":
        wrapped = base64.encodebytes(by_container.sign())
    else:
        wrapped = by_container.token.wrap(by_container.data, form=form)

    assert by_container.complete(wrapped).content.startswith(by_container.pdf)


@pytest.mark.parametrize(
    "arrange",
    [
        lambda value: value,
        lambda value: value[::-1],
        lambda value: value[32:] + value[:32],
        lambda value: value[:32][::-1] + value[32:][::-1],
        lambda value: value.hex().encode(),
        lambda value: value[::-1].hex().upper().encode(),
        base64.b64encode,
        lambda value: base64.encodebytes(value[::-1]),
    ],
    ids=["cms", "cryptopro", "pkcs11", "halves", "hex", "HEX", "base64", "lines"],
)
def test_a_gost_value_comes_in_any_order_of_octets(
    by_value: Offer, arrange: Callable[[bytes], bytes], every_trust: TrustPolicy
) -> None:
    signed = by_value.complete(arrange(by_value.sign()))

    assert verify(signed.content, every_trust).verdict is Verdict.VALID


def test_an_elliptic_value_comes_as_two_numbers_side_by_side(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    offered = offer(pdf, own_tokens["ec"])
    r, s = decode_dss_signature(offered.sign())
    signed = offered.complete(r.to_bytes(32) + s.to_bytes(32))

    assert verify(signed.content, every_trust).verdict is Verdict.VALID


def test_an_rsa_value_comes_reversed(
    pdf: bytes, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    offered = offer(pdf, own_tokens["rsa"])
    signed = offered.complete(offered.sign()[::-1])

    assert verify(signed.content, every_trust).verdict is Verdict.VALID
