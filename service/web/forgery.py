"""The token that proves a form to be ours, never twice the same on a page.

An answer is compressed, so its length tells what repeats in it (BREACH). What goes into a page is
the token under a pad that is thrown away with the page: nothing of it repeats.
"""

import base64
import binascii
import secrets

CSRF_FIELD = "_csrf"


def mask(token: str) -> str:
    """The token as it stands in one page."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _xor(pad, plain)).decode()


def unmask(given: str) -> str:
    """The token that a form brought; empty when it never was one."""
    try:
        both = base64.urlsafe_b64decode(given.encode())
        half = len(both) // 2
        return _xor(both[:half], both[half:]).decode()
    except (binascii.Error, ValueError):
        return ""


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
