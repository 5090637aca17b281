"""Requests that are made again under the same idempotency key."""

from dataclasses import dataclass

from service.domain.ids import DocumentId


@dataclass(frozen=True)
class Replay:
    """A request that was answered before: what it asked (SHA-256) and the document it made."""

    request_sha256: str
    document_id: DocumentId
