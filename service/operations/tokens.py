"""Secrets that are shown once and stored as hashes."""

import hashlib
import secrets
import unicodedata
from typing import Final

_RECOVERY_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_GROUPS, _RECOVERY_GROUP_LENGTH = 4, 6


def new_token() -> str:
    """256 bits that nobody guesses, fit for a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_recovery_code() -> str:
    """A code to write down: 118 bits, no letters that look alike (ASVS 5, 6.5.2)."""
    groups = (
        "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_GROUP_LENGTH))
        for _ in range(_RECOVERY_GROUPS)
    )
    return "-".join(groups)


def sha256(text: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(encode(text)).hexdigest()


def fold(text: str) -> str:
    """A login or an address as it is compared: case and look do not matter."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def encode(text: str) -> bytes:
    """Bytes of whatever somebody typed or a program sent."""
    return text.encode("utf-8", "surrogatepass")
