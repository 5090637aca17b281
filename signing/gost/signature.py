"""Verifying signatures of GOST R 34.10-2012 (RFC 7091, 6.2) on public data.

Verification needs no secret, so plain Python will do: neither time nor memory tells anything that
the document does not. Points are in Jacobian coordinates: (X, Y, Z) stands for (X/Z², Y/Z³).
"""

from collections.abc import Iterator

from signing.gost.curves import Curve

Point = tuple[int, int, int]

_INFINITY: Point = (1, 1, 0)


def verify(curve: Curve, public_key: bytes, digest: bytes, signature: bytes) -> bool:
    """Say whether `signature` over `digest` is that of `public_key`.

    The encodings are those of certificates (RFC 9215, 2 and 4): the key is x and y with the lowest
    octet first, the signature s and r with the highest one first, the digest as Streebog gives it.
    """
    size = curve.size
    point = read_point(curve, public_key)
    if point is None or len(signature) != 2 * size or len(digest) != size:
        return False
    s, r = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    if not (0 < r < curve.q and 0 < s < curve.q):
        return False
    e = int.from_bytes(digest, "little") % curve.q or 1
    v = pow(e, -1, curve.q)
    x, _, z = _combine(curve, s * v % curve.q, -r * v % curve.q, point)
    if not z:
        return False
    return x * pow(z, -2, curve.p) % curve.p % curve.q == r


def read_point(curve: Curve, public_key: bytes) -> Point | None:
    """Return the key as a point, None unless it lies on the curve and has the order q.

    The order matters on curves with a cofactor: there are points of small order besides.
    """
    if len(public_key) != 2 * curve.size:
        return None
    x = int.from_bytes(public_key[: curve.size], "little")
    y = int.from_bytes(public_key[curve.size :], "little")
    if not curve.has_point(x, y):
        return None
    point = (x, y, 1)
    return point if _combine(curve, 0, curve.q, point)[2] == 0 else None


def _combine(curve: Curve, times: int, others: int, point: Point) -> Point:
    """Return times·P + others·Q, P being the curve's own point, in one pass over the bits."""
    own = (curve.x, curve.y, 1)
    table = (None, own, point, _add(curve, own, point))
    result = _INFINITY
    for pair in _read_bits(times, others):
        result = _double(curve, result)
        addend = table[pair]
        if addend is not None:
            result = _add(curve, result, addend)
    return result


def _read_bits(first: int, second: int) -> Iterator[int]:
    """Yield the bits of both numbers in pairs, the highest first, as a number of two bits."""
    for at in reversed(range(max(first.bit_length(), second.bit_length()))):
        yield (first >> at & 1) | (second >> at & 1) << 1


def _double(curve: Curve, point: Point) -> Point:
    x, y, z = point
    p = curve.p
    if not z or not y:
        return _INFINITY
    yy = y * y % p
    zz = z * z % p
    s = 4 * x * yy % p
    m = (3 * x * x + curve.a * zz * zz) % p
    doubled = (m * m - 2 * s) % p
    return doubled, (m * (s - doubled) - 8 * yy * yy) % p, 2 * y * z % p


def _add(curve: Curve, left: Point, right: Point) -> Point:
    (x1, y1, z1), (x2, y2, z2) = left, right
    if not z1 or not z2:
        return right if not z1 else left
    p = curve.p
    zz1, zz2 = z1 * z1 % p, z2 * z2 % p
    u1, s1 = x1 * zz2 % p, y1 * z2 * zz2 % p
    h = (x2 * zz1 - u1) % p
    r = (y2 * z1 * zz1 - s1) % p
    if not h:
        return _INFINITY if r else _double(curve, left)
    hh = h * h % p
    v = u1 * hh % p
    x3 = (r * r - h * hh - 2 * v) % p
    return x3, (r * (v - x3) - s1 * h * hh) % p, h * z1 * z2 % p
