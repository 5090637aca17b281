"""How a key signs: its algorithm together with a digest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signing.errors import Code, CredentialError, SigningError
from signing.gost.keys import is_gost, read_key
from signing.gost.oids import DIGEST_OF
from signing.gost.selftest import require_gost

MINIMUM_RSA_BITS = 2048

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_BARE = {"rsa": "rsassa_pkcs1v15", "ec": "ecdsa"}  # the digest is named beside them

Family = Literal["rsa", "ec", "gost"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A family of keys with a digest; `digest` and `signature` are asn1crypto's names."""

    family: Family
    digest: str
    signature: str

    def encode(self) -> bytes:
        """Return the AlgorithmIdentifier of the signature in DER."""
        return bytes(algos.SignedDigestAlgorithm({"algorithm": self.signature}).dump())

    def is_named_by(self, algorithm: algos.SignedDigestAlgorithm) -> bool:
        """Say whether `algorithm` means this scheme: there are several ways to write it."""
        name = algorithm["algorithm"].native
        if self.family == "gost":
            return DIGEST_OF.get(name) == self.digest
        return name in {self.signature, _BARE[self.family]}


def choose_scheme(info: keys.PublicKeyInfo, digest: str | None = None) -> Scheme:
    """Return how this public key's owner signs, with the digest asked for or the usual one.

    Raises CredentialError for a key that is too weak or unknown, SigningError for a digest that
    does not go with it and for GOST where GOST does not work.
    """
    if is_gost(info):
        return _choose_gost(info, digest)
    family: Family = "rsa" if info.algorithm == "rsa" else "ec"
    name = digest or "sha256"
    if name not in _HASHES:
        raise SigningError(Code.DIGEST_ALGORITHM, detail=name)
    _load_key(info)
    return Scheme(family, name, f"{name}_{'rsa' if family == 'rsa' else 'ecdsa'}")


def _choose_gost(info: keys.PublicKeyInfo, digest: str | None) -> Scheme:
    require_gost()
    try:
        key = read_key(info)
    except ValueError as error:
        raise CredentialError(Code.CREDENTIAL_KEY_UNSUPPORTED, detail="curve") from error
    if digest not in {None, key.digest}:
        raise SigningError(Code.DIGEST_ALGORITHM, detail=str(digest))
    return Scheme("gost", key.digest, f"{key.digest}_gost3410")


def verify_value(info: keys.PublicKeyInfo, scheme: Scheme, data: bytes, signature: bytes) -> bool:
    """Say whether `signature` is that of the key over `data`."""
    if scheme.family == "gost":
        key = read_key(info)
        return key.verify(key.hash(data), signature)
    digest = _HASHES[scheme.digest]
    public_key = _load_key(info)
    try:
        if isinstance(public_key, rsa.RSAPublicKey):
            public_key.verify(signature, data, padding.PKCS1v15(), digest)
        else:
            public_key.verify(signature, data, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True


def list_readings(scheme: Scheme, value: bytes) -> Iterator[bytes]:
    """Yield what `value`, given by a signing program, may mean in the encoding of CMS.

    RSA: as it is, or with the lowest octet first (CryptoAPI). Elliptic curves: DER as it is, or r
    and s side by side (PKCS#11). GOST: s and r (RFC 9215, 2), all reversed (CryptoPro), r and s
    (PKCS#11), each half reversed. For a signature that is right exactly one of them verifies.
    """
    yield value
    half = len(value) // 2
    if scheme.family == "rsa":
        yield value[::-1]
    elif scheme.family == "ec":
        r, s = int.from_bytes(value[:half]), int.from_bytes(value[half:])
        yield bytes(_EcdsaValue({"r": r, "s": s}).dump())
    else:
        yield value[::-1]
        yield value[half:] + value[:half]
        yield value[:half][::-1] + value[half:][::-1]


class _EcdsaValue(core.Sequence):  # type: ignore[misc]
    """Ecdsa-Sig-Value (RFC 3279, 2.2.3)."""

    _fields = [("r", core.Integer), ("s", core.Integer)]  # noqa: RUF012 -- asn1crypto's manner


def _load_key(info: keys.PublicKeyInfo) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(info.dump())
    except Exception as error:  # unknown algorithms and curves raise half a dozen types
        raise CredentialError(Code.CREDENTIAL_KEY_UNSUPPORTED) from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= MINIMUM_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key
    raise CredentialError(Code.CREDENTIAL_KEY_UNSUPPORTED)
