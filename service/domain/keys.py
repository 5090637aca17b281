"""The public side of an organisation's signing keys: the certificates, and how long they last.

The sign process alone reads the keys. It writes down what their certificates say.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.domain.ids import OrganisationId

EXPIRY_WARNING: Final = timedelta(days=30)
"""Long enough to get the next certificate."""


@dataclass(frozen=True)
class Certificate:
    """What a certificate says in public, the holder's name among it: not for logs."""

    holder: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime

    def days_left(self, now: datetime) -> int:
        """Whole days until it expires; negative when it has."""
        return (self.not_after - now) // timedelta(days=1)

    def is_ending(self, now: datetime) -> bool:
        """Whether it is time to see to the next one; so it is when it has expired."""
        return self.not_after - now < EXPIRY_WARNING


@dataclass(frozen=True)
class KeyReport:
    """A key as the sign process saw it: its certificate, or the code of why it does not open."""

    organisation_id: OrganisationId
    role: str
    certificate: Certificate | None
    failure_code: str | None
    seen_at: datetime
