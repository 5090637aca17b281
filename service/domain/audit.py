"""The audit trail: append-only events of an organisation, each with the hash of the one before.

Changing, removing or reordering any event breaks every hash after it. Details hold ids, numbers and
hashes, never personal data.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.ids import DocumentId, OrganisationId

GENESIS = "0" * 64

Detail = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Event:
    """Something that happened, said in the past tense: `document:registered`."""

    action: str
    actor: str
    document_id: DocumentId | None
    detail: Detail


@dataclass(frozen=True)
class ChainedEvent:
    """An event in its place: `seq` counts from 1 in the organisation, `at` is RFC 3339 UTC."""

    organisation_id: OrganisationId
    seq: int
    at: str
    event: Event
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The newest event of a chain, remembered apart from it, so that its loss is noticed."""

    seq: int = 0
    hash: str = GENESIS


def chain(
    organisation_id: OrganisationId, seq: int, at: str, event: Event, previous_hash: str
) -> ChainedEvent:
    """Put `event` after the one whose hash is `previous_hash`."""
    digest = _digest(organisation_id, seq, at, event, previous_hash)
    return ChainedEvent(organisation_id, seq, at, event, previous_hash, digest)


def first_break(events: Iterable[ChainedEvent], head: Head | None = None) -> int | None:
    """The `seq` at which the chain stops being what was written; None when it holds.

    Events cut off at the end show only when the chain is held against its `head`.
    """
    previous, expected = GENESIS, 1
    for item in events:
        digest = _digest(item.organisation_id, item.seq, item.at, item.event, previous)
        if (item.seq, item.previous_hash, item.hash) != (expected, previous, digest):
            return expected
        previous, expected = item.hash, expected + 1
    if head is not None and (head.seq, head.hash) != (expected - 1, previous):
        return expected
    return None


def _digest(
    organisation_id: OrganisationId, seq: int, at: str, event: Event, previous_hash: str
) -> str:
    body = json.dumps(
        [
            previous_hash,
            organisation_id,
            seq,
            at,
            event.action,
            event.actor,
            event.document_id,
            dict(event.detail),
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()
