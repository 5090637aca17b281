"""Digests by the names asn1crypto gives them, the Russian ones among them."""

import hashlib

from signing.gost import streebog
from signing.gost.selftest import require_gost

_STREEBOG: dict[str, streebog.Bits] = {"streebog256": 256, "streebog512": 512}
_SHA2 = ("sha256", "sha384", "sha512")


def compute_digest(name: str, data: bytes) -> bytes:
    """Return the digest of `data`.

    Raises ValueError for a digest that no new signature may use, SigningError when Streebog does
    not work.
    """
    if name in _STREEBOG:
        require_gost()
        return streebog.compute(_STREEBOG[name], data)
    if name not in _SHA2:
        raise ValueError(name)
    return hashlib.new(name, data).digest()
