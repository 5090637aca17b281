"""ID tokens: what makes one count (OpenID Connect Core 1.0 §3.1.3.7, RFC 8725)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, GuestProtocol, RSAKey
from joserfc.jws import JWSRegistry

Key = RSAKey | ECKey

# Asymmetric alone: `none` proves nothing, and with HS256 a public key would pass for a secret.
_FAMILIES: Final[dict[str, type[Key]]] = {"RS": RSAKey, "PS": RSAKey, "ES": ECKey}
_ALGORITHMS: Final = tuple(f"{family}{bits}" for family in _FAMILIES for bits in (256, 384, 512))
# Providers put words of their own into the header (ЕСИА: `ver`, `sbt`); none of them is heeded.
_REGISTRY: Final = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
_SKEW_SECONDS: Final = 60
_MAX_SUBJECT: Final = 255


class ForgedTokenError(Exception):
    """The token does not count; `claim` says why, and nothing about whom."""

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim


class UnknownKeyError(Exception):
    """The token names a key that is not among those at hand."""


@dataclass(frozen=True)
class Expected:
    """What the token has to say."""

    issuer: str
    client_id: str
    nonce: str
    not_before: datetime
    now: datetime


def read_keys(said: object) -> tuple[Key, ...]:
    """The keys of a JWK Set (RFC 7517 §5) that sign; those of other sorts are passed over."""
    listed = said if isinstance(said, list) else []
    return tuple(key for one in listed if (key := _read_key(one)) is not None)


def read_claims(token: str, keys: Sequence[Key], expected: Expected) -> dict[str, Any]:
    """The claims of a token that counts; `sub` is a text. Raises ForgedTokenError, UnknownKeyError.

    Keys are looked for among `keys` alone: whatever key the header brings along (`jwk`, `jku`,
    `x5c`) is the sender's own word.
    """
    try:
        claims = jwt.decode(token, lambda held: _choose(held, keys), registry=_REGISTRY).claims
        if isinstance(claims.get("sub"), int) and not isinstance(claims["sub"], bool):
            claims["sub"] = str(claims["sub"])
        _require(claims, expected)
    except (JoseError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ForgedTokenError(_name(error)) from error
    return claims


def _require(claims: dict[str, Any], expected: Expected) -> None:
    jwt.JWTClaimsRegistry(
        now=int(expected.now.timestamp()),
        leeway=_SKEW_SECONDS,
        iss={"essential": True, "value": expected.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
        azp={"value": expected.client_id},
    ).validate(claims)
    # Another audience is another program that could hand the token to us (item 3).
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise ForgedTokenError(claim="aud")
    if claims["nonce"] != expected.nonce:  # a list that holds it would have passed
        raise ForgedTokenError(claim="nonce")
    if claims["iat"] < expected.not_before.timestamp() - _SKEW_SECONDS:
        raise ForgedTokenError(claim="iat")
    if len(claims["sub"]) > _MAX_SUBJECT:
        raise ForgedTokenError(claim="sub")


def _choose(held: GuestProtocol, keys: Sequence[Key]) -> Key:
    """The key that the header names, of the sort that its algorithm needs. Raises UnknownKeyError.

    Without a name there must be no choice.
    """
    header = held.headers()
    sort, kid = _FAMILIES[str(header["alg"])[:2]], header.get("kid")
    fitting = [key for key in keys if isinstance(key, sort) and kid in (None, key.kid)]
    if not fitting or (kid is None and len(fitting) > 1):
        raise UnknownKeyError
    return fitting[0]


def _read_key(one: object) -> Key | None:
    if not isinstance(one, dict) or one.get("use", "sig") != "sig":
        return None
    try:
        if one.get("kty") == "RSA":
            return RSAKey.import_key(one)
        return ECKey.import_key(one) if one.get("kty") == "EC" else None
    except Exception:  # noqa: BLE001 -- a key that cannot be read, GOST for one, is none of ours
        return None


def _name(error: Exception) -> str:
    """The claim that is wrong, or what else is; never a value."""
    return str(getattr(error, "claim", type(error).__name__))
