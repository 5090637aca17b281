"""The school year a document belongs to."""

from dataclasses import dataclass
from datetime import date
from typing import Final

_FIRST_MONTH: Final = 8
"""Papers of a new school year are prepared in August already."""


@dataclass(frozen=True)
class SchoolYear:
    """The school year that begins in the autumn of `first`; its papers from August to July."""

    first: int

    @property
    def begins(self) -> date:
        """The first day on which its papers are dated."""
        return date(self.first, _FIRST_MONTH, 1)

    @property
    def ends(self) -> date:
        """The last day on which its papers are dated."""
        return date(self.first + 1, _FIRST_MONTH - 1, 31)

    @property
    def title(self) -> str:
        """«2025/2026»."""
        return f"{self.first}/{self.first + 1}"

    def day(self, month: int, number: int) -> date:
        """The day of the school year with this month and number."""
        return date(self.first + (month < _FIRST_MONTH), month, number)


def school_year_of(day: date) -> SchoolYear:
    """The school year of a document dated `day`."""
    return SchoolYear(day.year - (day.month < _FIRST_MONTH))
