"""Pages that somebody looks at while a form is filled in: before there is a document or a number.

A preview is of one form and seen by its author alone. It is no document: never archived, never
signed, marked on every page, and gone within the hour.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from service.domain.documents import Failure
from service.domain.ids import DraftId, OrganisationId, PreviewId, UserId
from service.domain.making import write_canonical
from service.domain.organisations import Requisites

PREVIEW_LIFETIME: Final = timedelta(hours=1)
"""So long the pages wait for somebody to look at them: they hold what a document would."""


class PreviewState(StrEnum):
    """Where a preview stands."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class PreviewSource:
    """What the pages are made of: all that the document would be made of, but a number.

    `number` is what stands in its place; `signing` who will sign how, as far as that is printed
    (`describe_signing`); `has_code`: the document will have a QR code.
    """

    template_sha256: str
    number: str
    doc_date: date
    data: Mapping[str, object]
    requisites: Requisites
    signing: Mapping[str, list[str]]
    has_code: bool

    def sha256(self) -> str:
        """What two previews must share to have the same pages."""
        return hashlib.sha256(write_canonical(asdict(self))).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {**asdict(self), "doc_date": self.doc_date.isoformat()}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "PreviewSource":
        """What `to_dict` wrote."""
        requisites, day = Requisites(**said["requisites"]), date.fromisoformat(said["doc_date"])
        return cls(**{**said, "requisites": requisites, "doc_date": day})


@dataclass(frozen=True)
class PreviewOrder:
    """What is asked for: the pages of the form `draft_id` as it stands.

    `remarks` are what the rules of the pack would say about the document.
    """

    user_id: UserId
    draft_id: DraftId
    organisation_id: OrganisationId
    kind: str
    source: PreviewSource
    remarks: tuple[str, ...]
    ordered_at: datetime


@dataclass(frozen=True)
class Preview:
    """How far the pages of a form are.

    `made_of` is the hash of what was ordered last. `pages` and `pdf_sha256` are of what was made
    last: while newer pages are on their way, the earlier ones are still there.
    """

    user_id: UserId
    draft_id: DraftId
    organisation_id: OrganisationId
    kind: str
    state: PreviewState
    made_of: str
    doc_date: date
    remarks: tuple[str, ...]
    pages: int | None
    pdf_sha256: str | None
    failure: Failure | None
    ordered_at: datetime


@dataclass(frozen=True)
class PreviewClaim:
    """A leased preview: whoever holds the newest `fence` may settle it, nobody else."""

    id: PreviewId
    kind: str
    source: PreviewSource
    fence: int
    failures: int
