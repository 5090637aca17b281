"""The page on which anybody may check a document that they hold on paper or as a file."""

import base64
from dataclasses import dataclass

TOKEN_BYTES = 15
"""So many random bytes are 24 letters of base32, without padding, that nobody guesses."""


@dataclass(frozen=True)
class CheckPage:
    """Where a document may be checked; its first sheet says so in a QR code.

    `site` is the address that the installation had when the document was registered, `token` is
    random: neither says anything about the document, its number or the people in it
    (ГОСТ Р 7.0.97-2025, requisite 31).
    """

    site: str
    token: str

    @property
    def url(self) -> str:
        """What the QR code says."""
        return f"{self.site}/check/{self.token}"


def write_token(randomness: bytes) -> str:
    """Write random bytes as small letters and digits that no eye confuses (RFC 4648, base32)."""
    return base64.b32encode(randomness).decode().rstrip("=").lower()
