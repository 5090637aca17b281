"""Warnings about a registered document, and who accepted them for what reason."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Acceptance:
    """Somebody answers for a warning: why (their own words), who and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Remark:
    """A warning as it was given at registration. Its code is that of the rule: `V16`."""

    code: str
    message: str
    pointer: str
    acceptance: Acceptance | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether somebody answers for it."""
        return self.acceptance is not None
