"""Whether the Russian algorithms work on this machine, found out once per process.

Streebog may come from OpenSSL or libgcrypt, which are not ours: a wrong answer there must not make
a wrong verdict here. Vectors: RFC 6986 (10.1) and the certificate of RFC 9215 (D.2).
"""

from functools import lru_cache
from typing import Final

from signing.errors import Code, SigningError
from signing.gost import streebog
from signing.gost.curves import CURVES
from signing.gost.signature import verify

_MESSAGE: Final = b"012345678901234567890123456789012345678901234567890123456789012"
_DIGESTS: Final[dict[streebog.Bits, str]] = {
    256: "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
    512: "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
}
_CERTIFIED: Final = bytes.fromhex(
    "3081d3a00302010202010a300a06082a8503070101030230123110300e060355040313074578"
    "616d706c653020170d3031303130313030303030305a180f3230353031323331303030303030"
    "5a30123110300e060355040313074578616d706c65305e301706082a85030701010101300b06"
    "092a85030701020101010343000440742795d4bee884ddf2850fec03ea3faf1844e01d9da60b"
    "645093a55e26dfc39978f596cf4d4d0c6cf1d18943d94493d16b9ec0a16d512d2e127cc4691a"
    "6318e2a3133011300f0603551d130101ff040530030101ff"
)
_KEY: Final = bytes.fromhex(
    "742795d4bee884ddf2850fec03ea3faf1844e01d9da60b645093a55e26dfc39978f596cf4d4d"
    "0c6cf1d18943d94493d16b9ec0a16d512d2e127cc4691a6318e2"
)
_SIGNATURE: Final = bytes.fromhex(
    "140b4da9124b09cb0d5ce928ee874273a310129492ec0e29369e3b791248578c1d0e1da5be34"
    "7c6f1b5256c7aeac200ad64ac77a6f5b3a0e097318e7ae6ee769"
)


def require_gost() -> None:
    """Raise SigningError when signatures of GOST R 34.10-2012 cannot be trusted to be verified.

    Nothing else depends on this: RSA and elliptic signatures go on.
    """
    fault = find_fault()
    if fault:
        raise SigningError(Code.GOST_UNAVAILABLE, detail=fault)


@lru_cache(maxsize=1)
def find_fault() -> str:
    """Compute what the standards have computed; return what differs, nothing when all is well."""
    try:
        for bits, expected in _DIGESTS.items():
            if streebog.compute(bits, _MESSAGE).hex() != expected:
                return f"Streebog-{bits} computes something else"
        digest = streebog.compute(256, _CERTIFIED)
    except (ValueError, MemoryError) as error:
        return f"Streebog: {type(error).__name__}"
    curve = CURVES["1.2.643.7.1.2.1.1.1"]
    wrong = bytes([_SIGNATURE[0] ^ 1]) + _SIGNATURE[1:]
    if verify(curve, _KEY, digest, wrong) or not verify(curve, _KEY, digest, _SIGNATURE):
        return "signatures are verified wrongly"
    return ""
