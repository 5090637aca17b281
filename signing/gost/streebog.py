"""The digest Streebog: GOST R 34.11-2012, RFC 6986.

OpenSSL's own implementation is used where its provider offers one, which most systems do not have
switched on; else that of libgcrypt, which nearly every system has; and where neither is, this
module computes: a document of 200 KB then takes about a quarter of a second.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from typing import Final, Literal

from signing.gost import libgcrypt
from signing.gost.streebog_tables import LINEAR, PERMUTATION, ROUND_CONSTANTS

Bits = Literal[256, 512]
Way = Literal["openssl", "libgcrypt", "here"]

_BLOCK: Final = 64
_MODULUS: Final = 1 << 512
_BITS_PER_BLOCK: Final = 8 * _BLOCK
_WORDS: Final = struct.Struct("<8Q")
_PROVIDED: Final[dict[Bits, str]] = {256: "md_gost12_256", 512: "md_gost12_512"}


def compute(bits: Bits, data: bytes) -> bytes:
    """Return the digest of `data`: 32 or 64 octets in the order of RFC 9215."""
    return _WAYS[find_way()](bits, data)


def find_way() -> Way:
    """Say whose implementation computes on this machine: the first that is there."""
    if is_provided():
        return "openssl"
    return "libgcrypt" if libgcrypt.is_there() else "here"


def compute_by_openssl(bits: Bits, data: bytes) -> bytes:
    """Return the digest as OpenSSL computes it. Raises ValueError where it does not."""
    return hashlib.new(_PROVIDED[bits], data).digest()


def is_provided() -> bool:
    """Say whether OpenSSL brings Streebog along (its configuration activates `gostprov`)."""
    try:
        for name in _PROVIDED.values():
            hashlib.new(name)
    except ValueError:
        return False
    return True


def compute_here(bits: Bits, data: bytes) -> bytes:
    """Return the digest without help from any library (RFC 6986, 8).

    Numbers are little-endian throughout, so that the first octet of a message is the lowest one.
    """
    state = bytes(_BLOCK) if bits == 512 else b"\x01" * _BLOCK  # noqa: PLR2004 -- the two widths
    length = checksum = 0
    whole = len(data) - len(data) % _BLOCK
    for at in range(0, whole, _BLOCK):
        block = data[at : at + _BLOCK]
        state = _compress(state, length, block)
        length += _BITS_PER_BLOCK
        checksum += int.from_bytes(block, "little")
    rest = data[whole:]
    padded = (rest + b"\x01").ljust(_BLOCK, b"\0")
    state = _compress(state, length, padded)
    length += 8 * len(rest)
    checksum = (checksum + int.from_bytes(padded, "little")) % _MODULUS
    state = _compress(state, 0, length.to_bytes(_BLOCK, "little"))
    state = _compress(state, 0, checksum.to_bytes(_BLOCK, "little"))
    return state if bits == 512 else state[32:]  # noqa: PLR2004 -- the two widths


def _compress(state: bytes, counter: int, block: bytes) -> bytes:
    """Return g_N(h, m) = E(LPS(h ⊕ N), m) ⊕ h ⊕ m (RFC 6986, 6.5)."""
    before = int.from_bytes(state, "little")
    message = int.from_bytes(block, "little")
    key = _transform(before ^ counter)
    value = key ^ message
    for constant in ROUND_CONSTANTS:
        value = _transform(value)
        key = _transform(key ^ constant)
        value ^= key
    return (value ^ before ^ message).to_bytes(_BLOCK, "little")


def _spread(matrix: tuple[int, ...], substitution: bytes) -> Iterator[tuple[int, ...]]:
    """Join S and L: for each octet of a word, what each of its values adds to the result."""
    for place in range(8):
        rows = matrix[64 - 8 * place - 8 : 64 - 8 * place][::-1]  # by bit of the octet, from 0
        sums = []
        for value in range(256):
            substituted = substitution[value]
            total = 0
            for bit, row in enumerate(rows):
                total ^= row if substituted >> bit & 1 else 0
            sums.append(total)
        yield tuple(sums)


def _build_transform() -> Callable[[int], int]:
    """Return LPS (RFC 6986, 6.4) as eight look-ups and seven exclusive-ors a word.

    Written out by a loop rather than by hand: octet `word` of each of the eight words of the
    state makes word `word` of the result, because P transposes the square of octets.
    """
    t0, t1, t2, t3, t4, t5, t6, t7 = _spread(LINEAR, PERMUTATION)
    pack = _WORDS.pack

    def transform(value: int) -> int:
        b = value.to_bytes(_BLOCK, "little")
        words = [
            t0[a] ^ t1[b_] ^ t2[c] ^ t3[d] ^ t4[e] ^ t5[f] ^ t6[g] ^ t7[h]
            for a, b_, c, d, e, f, g, h in zip(
                b[:8],
                b[8:16],
                b[16:24],
                b[24:32],
                b[32:40],
                b[40:48],
                b[48:56],
                b[56:],
                strict=True,
            )
        ]
        return int.from_bytes(pack(*words), "little")

    return transform


_transform: Final = _build_transform()

_WAYS: Final[dict[Way, Callable[[Bits, bytes], bytes]]] = {
    "openssl": compute_by_openssl,
    "libgcrypt": libgcrypt.compute,
    "here": compute_here,
}
