"""A file that somebody brought to have its signatures judged, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sent:
    """A PDF from outside; with a detached signature, any file and the `.sig` beside it."""

    content: bytes
    signature: bytes | None = None


@dataclass(frozen=True)
class Report:
    """What the judge found, as plain JSON: the fields of `signing.report.VerificationReport`."""

    facts: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """The answer in one word; only `valid` means that the document may be relied on."""
        return str(self.facts["verdict"])

    @property
    def signatures(self) -> Sequence[Mapping[str, Any]]:
        """What was found about each signature."""
        found: Sequence[Mapping[str, Any]] = self.facts["signatures"]
        return found
