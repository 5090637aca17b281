"""How high the sign process raises signatures, and whom it asks for that."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from signing.errors import Code, SigningError
from signing.extension import Notary, extend
from signing.renewal import renew
from signing.report import LEVELS, Level
from signing.revocation import (
    FirstAnswer,
    HttpRevocationSource,
    RememberedRevocation,
    RevocationSource,
    load_bundle,
)
from signing.selfcheck import check_timestamps
from signing.timestamping import TimestampAuthority
from signing.trust import load_trust

_KEPT_SECONDS = 60.0

_WAITING = {
    Code.TIMESTAMP_INVALID: "waiting_tsa",
    Code.TIMESTAMP_REFUSED: "waiting_tsa",
    Code.TIMESTAMP_UNAVAILABLE: "waiting_tsa",
    Code.OCSP_INVALID: "waiting_ocsp",
    Code.OCSP_UNAVAILABLE: "waiting_ocsp",
    Code.CRL_INVALID: "waiting_crl",
    Code.CRL_UNAVAILABLE: "waiting_crl",
    Code.REVOCATION_NOT_FOUND: "waiting_revocation",
    Code.REVOCATION_UNREADABLE: "waiting_revocation",
    Code.TRUST_NOT_FOUND: "waiting_trust",
    Code.TRUST_UNREADABLE: "waiting_trust",
}


def find_wait(error: SigningError) -> str | None:
    """Say in a public code what a document waits for; None when waiting does not help."""
    return _WAITING.get(error.code)


def lasts(level: Level) -> bool:
    """Whether something is added after the last signature."""
    return level in {"B-LT", "B-LTA"}


def begin(level: Level) -> Level:
    """Say what a signature gets when it is made; what lasts comes after the last one."""
    return "B-B" if level == "B-B" else "B-T"


@dataclass
class NotaryOffice:
    """Raises signed documents to `level`, or to more where that is asked for, and renews them.

    What the folders hold, and what was answered about a certificate, is believed for a minute.
    `revocation` is a folder of lists and answers for a place without a network.
    """

    level: Level
    authority: TimestampAuthority
    trust: Path
    revocation: Path | None = None
    _opened: Notary | None = field(default=None, repr=False)
    _opened_at: float = 0.0

    def find_level(self, demanded: str) -> Level:
        """Return the stricter of what the office does and what is demanded ("" = nothing)."""
        return max((self.level, *(one for one in LEVELS if one == demanded)), key=LEVELS.index)

    def raise_level(self, pdf: bytes, level: Level) -> bytes:
        """Return the document with every signature at the level. Raises SigningError."""
        if lasts(level):
            return extend(pdf, "B-LTA" if level == "B-LTA" else "B-LT", self._get_notary())
        if level == "B-T":
            check_timestamps(pdf)
        return pdf

    def renew(self, pdf: bytes) -> bytes:
        """Return the document with a fresh timestamp over it. Raises SigningError."""
        return renew(pdf, self._get_notary())

    def _get_notary(self) -> Notary:
        if self._opened is None or time.monotonic() - self._opened_at > _KEPT_SECONDS:
            source = RememberedRevocation(self._find_source())
            self._opened = Notary(load_trust((self.trust,)), source, self.authority)
            self._opened_at = time.monotonic()
        return self._opened

    def _find_source(self) -> RevocationSource:
        if self.revocation is None:
            return HttpRevocationSource()
        return FirstAnswer((load_bundle(self.revocation), HttpRevocationSource()))
