"""Guards and one repair for the exact library versions this package was built against.

pyHanko's internals are touched in a few places and asn1crypto 1.5.1 carries a defect that can
stall a signing process for many seconds, so other versions are refused instead of trusted.
"""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from importlib.metadata import version
from typing import SupportsIndex

from asn1crypto import core
from typing_extensions import override

REQUIRED = {"pyhanko": "0.38.", "asn1crypto": "1.5.1"}

_DUMPABLE = (core.Asn1Value, core.Primitive, core.Choice, core.Sequence, core.SequenceOf)
_TALKATIVE = ("pyhanko", "pyhanko_certvalidator")  # they log whole subjects: personal data
_INDEFINITE = 0x80
_HIGH_TAG = 0x1F

_Dump = Callable[..., bytes]


class UnsupportedVersionError(RuntimeError):
    """Another pyHanko or asn1crypto is installed than the one this package was checked with."""


def apply() -> None:
    """Check the versions, repair `asn1crypto.core`, keep pyHanko out of the log.

    Safe to call any number of times. Raises UnsupportedVersionError.
    """
    require(REQUIRED)
    for class_ in _DUMPABLE:
        original = class_.__dict__["dump"]
        if not hasattr(original, "__wrapped__"):
            class_.dump = _repair(original)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def require(versions: Mapping[str, str]) -> None:
    """Raise UnsupportedVersionError unless each package has a version that begins like this."""
    for name, prefix in versions.items():
        installed = version(name)
        if not installed.startswith(prefix):
            text = f"{name} {installed} is installed, {prefix}* is required"
            raise UnsupportedVersionError(text)


class _DefiniteHeader(bytes):
    r"""A header of definite length whose last octet happens to be 0x80.

    asn1crypto asks `header[-1:] == b"\x80"` to recognise the indefinite form (X.690, 8.1.3.6).
    That is wrong for a length such as 30 82 17 80; the answer turns every `dump()` into a forced
    re-encoding of each nested level, two to three times per level. This class answers "no".
    """

    @override
    def __getitem__(self, key: SupportsIndex | slice) -> int | bytes:  # type: ignore[override]
        return b"" if key == slice(-1, None) else super().__getitem__(key)


def _repair(original: _Dump) -> _Dump:
    @wraps(original)
    def dump(self: core.Asn1Value, force: bool = False) -> bytes:  # noqa: FBT001, FBT002 -- asn1crypto's own signature
        header = self._header
        if type(header) is bytes and header.endswith(b"\x80") and not _is_indefinite(header):
            self._header = _DefiniteHeader(header)
        return original(self, force)

    return dump


def _is_indefinite(header: bytes) -> bool:
    """Walk the identifier and length octets (there are several with explicit tags)."""
    at = 0
    length = 0
    while at < len(header):
        at = _after_tag(header, at)
        length = header[at] if at < len(header) else 0
        at += 1
        if length > _INDEFINITE:
            at += length & 0x7F
    return length == _INDEFINITE


def _after_tag(header: bytes, at: int) -> int:
    if header[at] & _HIGH_TAG != _HIGH_TAG:
        return at + 1
    at += 1
    while at < len(header) and header[at] & 0x80:
        at += 1
    return at + 1
