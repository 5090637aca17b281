"""The signatures of a document, found and changed: what those who sign and those who ask share."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.domain.access import Principal, may_write, require_writing
from service.domain.audit import Detail, Event
from service.domain.documents import STATE_TITLES, Document, State
from service.domain.errors import ConflictError, NotFoundError
from service.domain.ids import DocumentId
from service.domain.signatures import Step, Steps, find_step, plan_steps
from service.domain.testimony import attest_steps
from service.operations.sight import hold_document
from service.ports import DocumentFilter, Transaction

_PAGE_SIZE = 200

Change = tuple[Document, Event]
"""A document whose signatures changed, and what to note about it at the end."""


def hold_awaiting(
    tx: Transaction,
    principal: Principal,
    document_id: DocumentId,
    municipal_kinds: frozenset[str],
) -> Document:
    """The document, held, when it awaits signatures.

    Raises NotFoundError, ForbiddenError (its kind is not theirs to make), ConflictError.
    """
    document = hold_document(tx, principal, document_id)
    require_writing(principal, is_municipal=document.kind in municipal_kinds)
    require_awaiting(document)
    return document


def require_awaiting(document: Document) -> None:
    """Refuse a document that nobody can sign now. Raises ConflictError `wrong_state`."""
    if document.state is not State.AWAITING_SIGNATURES:
        message = f"Документ в состоянии «{STATE_TITLES[document.state]}»: подписать его нельзя."
        raise ConflictError(message, code="wrong_state")


def each_page(
    tx: Transaction, principal: Principal, municipal_kinds: frozenset[str]
) -> Iterator[Sequence[Document]]:
    """All documents that await signatures and are the principal's to make, newest first.

    Page by page to the end: those of others may stand before what somebody looks for. Of an
    officer it is kind by kind.
    """
    seen = tuple(sorted(one.id for one in tx.organisations.list_seen_by(principal)))
    states = (State.AWAITING_SIGNATURES,)
    for kind in _kinds_of(principal, municipal_kinds):
        wanted = DocumentFilter(seen, kind=kind, states=states, limit=_PAGE_SIZE)
        while documents := tx.documents.search(wanted):
            yield documents
            last = documents[-1]
            place = (last.created_at.isoformat(timespec="milliseconds"), last.id)
            wanted = replace(wanted, before=place)


def _kinds_of(principal: Principal, municipal_kinds: frozenset[str]) -> Sequence[str | None]:
    """Which kinds to look through; None stands for all."""
    if may_write(principal, is_municipal=False):
        return (None,)
    return sorted(municipal_kinds) if may_write(principal, is_municipal=True) else ()


def steps_of(tx: Transaction, document: Document) -> Steps:
    """The document's steps; those of its plan while nobody has opened it."""
    opened = tx.signatures.list_of([document.id]).get(document.id)
    return opened or plan_steps(document.signature_plan)


def store_steps(
    tx: Transaction, document: Document, steps: Steps, actor: str, what: tuple[str, int]
) -> Change:
    """Store changed steps and let everybody look at the document anew; returns what to note."""
    verb, place = what
    tx.signatures.put(document, steps)
    tx.signatures.void(document.id, {step.place for step in steps})
    tx.documents.force_state(document.id, State.AWAITING_SIGNATURES)
    reasons = [s.decision.reason for s in steps if s.place == place and s.decision is not None]
    detail: dict[str, str | int | bool | None] = {"place": place, **attest_stored(tx, document)}
    if any(reasons):  # may name people: the trail has its hash
        detail["reason_sha256"] = hashlib.sha256(reasons[0].encode()).hexdigest()
    return document, Event(f"document:signature:{verb}", actor, document.id, detail)


def attest_stored(tx: Transaction, document: Document) -> Detail:
    """What an event says of the document's signatures after they were stored."""
    return attest_steps(tx.signatures.list_of([document.id]).get(document.id, ()))


def require_step(steps: Steps, place: int) -> Step:
    """The signature at this place. Raises NotFoundError."""
    step = find_step(steps, place)
    if step is None:
        raise NotFoundError
    return step
