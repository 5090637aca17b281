"""Tokens that others make, alter or pass on; beside them stand those that count."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization

from tests.doors import House
from tests.openid_provider import (
    CLIENT,
    Json,
    Provider,
    describe_key,
    ec_key,
    encode,
    encode_json,
    rsa_key,
    sign_token,
)
from tests.openid_visits import is_refused, linked, visit

Spoil = Callable[[Provider], None]
_HOUR = timedelta(hours=1)


@pytest.fixture
def house(known_house: House) -> House:
    linked(known_house)
    return known_house


def say(**claims: object) -> Spoil:
    return lambda provider: provider.claims.update(claims)


def say_later(name: str, seconds: int) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.claims[name] = int(provider.now().timestamp()) + seconds

    return spoil


def head(**header: object) -> Spoil:
    return lambda provider: provider.header.update(header)


def forge(make: Callable[[Json, Json], str]) -> Spoil:
    def spoil(provider: Provider) -> None:
        provider.make_token = make

    return spoil


def without_signature(header: Json, claims: Json) -> str:
    return f"{encode_json({**header, 'alg': 'none'})}.{encode_json(claims)}."


def with_the_public_key_for_a_secret(header: Json, claims: Json) -> str:
    pem = (
        rsa_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = f"{encode_json({**header, 'alg': 'HS256'})}.{encode_json(claims)}"
    return f"{signed}.{encode(hmac.digest(pem, signed.encode(), hashlib.sha256))}"


def with_another_key(header: Json, claims: Json) -> str:
    return sign_token(header, claims, rsa_key("stranger"))


def with_a_key_of_its_own(header: Json, claims: Json) -> str:
    own = describe_key(rsa_key("stranger"), "k1")
    return sign_token({**header, "jwk": own}, claims, rsa_key("stranger"))


def with_an_unknown_key(header: Json, claims: Json) -> str:
    return sign_token({**header, "kid": "k9"}, claims, rsa_key())


def with_a_key_of_another_sort(header: Json, claims: Json) -> str:
    return sign_token({**header, "alg": "ES256"}, claims, ec_key())


def with_other_claims(header: Json, claims: Json) -> str:
    first, _, last = sign_token(header, claims, rsa_key()).split(".")
    return f"{first}.{encode_json({**claims, 'sub': 'victim'})}.{last}"


FORGED: dict[str, Spoil] = {
    "another nonce": say(nonce="x" * 43),
    "no nonce": say(nonce=None),
    "another audience": say(aud="other"),
    "one more audience": say(aud=[CLIENT, "other"]),
    "no audience": say(aud=[]),
    "another party": say(azp="other"),
    "another issuer": say(iss="http://127.0.0.1:1"),
    "no issuer": say(iss=None),
    "expired": say_later("exp", -61),
    "never expires": say(exp=None),
    "expires in words": say(exp="tomorrow"),
    "issued in the future": say_later("iat", 61),
    "issued before anybody asked": say_later("iat", -61),
    "issued at no time": say(iat=None),
    "not yet good": say_later("nbf", 61),
    "nobody": say(sub=None),
    "an empty subject": say(sub=""),
    "a subject that is no text": say(sub=True),
    "a subject without end": say(sub="a" * 256),
    "alg none": forge(without_signature),
    "HS256 with the public key": forge(with_the_public_key_for_a_secret),
    "the key of a stranger": forge(with_another_key),
    "a key that the token brings along": forge(with_a_key_of_its_own),
    "a key nobody knows": forge(with_an_unknown_key),
    "a key of another sort": forge(with_a_key_of_another_sort),
    "claims changed after signing": forge(with_other_claims),
    "a header that must be understood": head(crit=["must"], must=1),
    "a header without alg": forge(
        lambda _header, claims: f"{encode_json({})}.{encode_json(claims)}.AA"
    ),
    "an alg that is no text": head(alg=["RS256"]),
    "a kid that is no text": head(kid={"k": 1}),
    "a header that is no object": forge(
        lambda _h, claims: f"{encode(b'[]')}.{encode_json(claims)}.AA"
    ),
    "claims that are no object": forge(lambda header, _c: sign_token(header, ["a"], rsa_key())),  # type: ignore[arg-type] # on purpose
    "no token at all": forge(lambda _header, _claims: ""),
    "garbage": forge(lambda _header, _claims: "a.b.c"),
}

TOLERATED: dict[str, Spoil] = {
    "audience in a list": say(aud=[CLIENT]),
    "party named": say(azp=CLIENT),
    "expired a moment ago by our clock": say_later("exp", -59),
    "a clock a little ahead": say_later("iat", 59),
    "a clock a little behind": say_later("iat", -59),
    "a word of their own in the header": head(ver=1),
    "claims nobody needs": say(acr="high", snils="112-233-445 95"),
}


@pytest.mark.parametrize("spoil", FORGED.values(), ids=FORGED)
def test_a_token_that_is_not_for_us_opens_nothing(
    house: House, provider: Provider, spoil: Spoil
) -> None:
    spoil(provider)
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")


@pytest.mark.parametrize("spoil", TOLERATED.values(), ids=TOLERATED)
def test_a_token_that_is_for_us_counts(house: House, provider: Provider, spoil: Spoil) -> None:
    spoil(provider)
    assert visit(house).sign_in().status_code == 303


def test_keys_that_nobody_can_use_do_not_stand_in_the_way(house: House, provider: Provider) -> None:
    provider.published = [
        {"kty": "oct", "kid": "k1", "k": "AAAA"},
        {"kty": "EC", "crv": "id-tc26-gost-3410-2012-256-paramSetA", "kid": "k1", "x": "", "y": ""},
        {"kty": "RSA", "kid": "k1", "n": 5, "e": None},
        {**describe_key(rsa_key("stranger"), "k1"), "use": "enc"},
        describe_key(rsa_key(), "k1"),
    ]
    house.clock.go(_HOUR)
    assert visit(house).sign_in().status_code == 303


def test_without_a_name_there_must_be_no_choice_of_keys(house: House, provider: Provider) -> None:
    provider.header = {"alg": "RS256"}
    assert visit(house).sign_in().status_code == 303
    house.clock.go(_HOUR)
    provider.published = [
        describe_key(rsa_key("stranger"), "k1"),
        describe_key(rsa_key(), "k2"),
        describe_key(ec_key(), "k3"),
    ]
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")
