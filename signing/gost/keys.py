"""GOST keys as they stand in certificates (RFC 9215, 4)."""

from dataclasses import dataclass

from asn1crypto import core, keys

from signing.gost import signature as signature_of
from signing.gost import streebog
from signing.gost.curves import CURVES, Curve
from signing.gost.oids import KEYS
from signing.gost.selftest import require_gost

_SMALL, _LARGE = 32, 64  # octets of a coordinate


@dataclass(frozen=True, slots=True)
class GostKey:
    """A public key: its curve, its octets x‖y and the digest that goes with it."""

    curve: Curve
    octets: bytes
    digest: str

    def hash(self, data: bytes) -> bytes:
        """Return the digest that this key signs. Raises SigningError when GOST does not work."""
        require_gost()
        return streebog.compute(256 if self.curve.size == _SMALL else 512, data)

    def verify(self, digest: bytes, signature: bytes) -> bool:
        """Say whether `signature`, s and r with the highest octet first, is this key's."""
        return signature_of.verify(self.curve, self.octets, digest, signature)


def is_gost(info: keys.PublicKeyInfo) -> bool:
    """Say whether `info` holds a key of GOST R 34.10-2012."""
    return info["algorithm"]["algorithm"].dotted in KEYS


def read_key(info: keys.PublicKeyInfo) -> GostKey:
    """Read the key. Raises ValueError for an unknown curve or one of another size.

    The parameters are a sequence that begins with the curve; the digest named after it follows
    from the size of the key and is not looked at.
    """
    parameters = core.Sequence.load(info["algorithm"]["parameters"].dump())
    curve = CURVES.get(core.ObjectIdentifier.load(parameters[0].dump()).dotted)
    size = _SMALL if KEYS[info["algorithm"]["algorithm"].dotted].endswith("256") else _LARGE
    if curve is None or curve.size != size:
        message = "the key is on a curve that is not known"
        raise ValueError(message)
    octets = core.OctetString.load(bytes(info["public_key"]), strict=True).native
    return GostKey(curve, octets, f"streebog{8 * size}")
