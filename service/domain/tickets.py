"""Offers to sign with a key of one's own, as the service keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.documents import Failure
from service.domain.ids import DocumentId, OrganisationId, TicketId


class TicketState(StrEnum):
    """prepared -> submitted -> completed; failed or void when nothing came of it."""

    PREPARED = "prepared"
    SUBMITTED = "submitted"
    COMPLETED = "completed"
    FAILED = "failed"
    VOID = "void"


@dataclass(frozen=True)
class Ticket:
    """A document offered to one person; `offer` is the library's own ticket as plain data.

    `reply` is what the signer's program sent back, `source_sha256` the PDF it signs on top of.
    """

    id: TicketId
    organisation_id: OrganisationId
    document_id: DocumentId
    place: int
    user_id: str
    source_sha256: str
    prepared_sha256: str
    offer: Mapping[str, object]
    expires_at: datetime
    state: TicketState = TicketState.PREPARED
    reply: bytes | None = None
    reply_sha256: str | None = None
    submitted_at: datetime | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Answered:
    """How an answered ticket stands, without what was offered and sent: a list holds many."""

    document_id: DocumentId
    place: int
    state: TicketState
    failure: Failure | None = None


@dataclass(frozen=True)
class TicketOutcome:
    """What came of a submitted reply: a signature, or why not."""

    id: TicketId
    failure: Failure | None = None
