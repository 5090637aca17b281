"""Steps of signature plans, and tickets for keys of one's own."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from service.database.schema import documents
from service.database.signature_schema import signature_steps as steps_table
from service.database.signature_schema import signature_tickets as tickets
from service.database.times import from_text, to_text
from service.domain.documents import Document, Failure, State
from service.domain.ids import DocumentId, OrganisationId, TicketId, is_safe_id
from service.domain.signatures import Step, Steps, StepState
from service.domain.tickets import Answered, Ticket, TicketOutcome, TicketState

_STEP = TypeAdapter(Step)
_ANSWERED = (TicketState.SUBMITTED, TicketState.COMPLETED, TicketState.FAILED)


class SqlSignatures:
    """A row per step and per ticket."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, document: Document, steps: Steps) -> None:
        """Store steps of a document, new ones and changed ones."""
        for step in steps:
            key = (steps_table.c.document_id == document.id, steps_table.c.place == step.place)
            self._connection.execute(sa.delete(steps_table).where(*key))
            self._connection.execute(
                sa.insert(steps_table).values(
                    document_id=document.id,
                    place=step.place,
                    organisation_id=document.organisation_id,
                    state=step.state,
                    expires_at=step.expires_at and to_text(step.expires_at),
                    sha256=step.proof and step.proof.sha256,
                    content=_STEP.dump_python(step, mode="json"),
                )
            )

    def list_of(self, document_ids: Sequence[DocumentId]) -> Mapping[DocumentId, Steps]:
        """The steps of these documents; one whose plan nobody has opened is not in the answer."""
        return self._list_steps(steps_table.c.document_id.in_(document_ids))

    def list_all(self, organisation_id: OrganisationId) -> Mapping[DocumentId, Steps]:
        """The steps of all documents of an organisation."""
        return self._list_steps(steps_table.c.organisation_id == organisation_id)

    def _list_steps(self, which: sa.ColumnElement[bool]) -> Mapping[DocumentId, Steps]:
        rows = self._connection.execute(
            sa.select(steps_table.c.document_id, steps_table.c.content)
            .where(which)
            .order_by(steps_table.c.document_id, steps_table.c.place)
        )
        found: dict[DocumentId, Steps] = {}
        for document_id, content in rows:
            known = found.get(DocumentId(document_id), ())
            found[DocumentId(document_id)] = (*known, _STEP.validate_python(content))
        return found

    def list_overdue(self, now: datetime, *, limit: int) -> list[DocumentId]:
        """Documents with a signature whose time is up, in the order of their ids."""
        rows = self._connection.execute(
            sa.select(steps_table.c.document_id)
            .where(steps_table.c.state == StepState.READY, steps_table.c.expires_at <= to_text(now))
            .distinct()
            .order_by(steps_table.c.document_id)
            .limit(limit)
        )
        return [DocumentId(document_id) for (document_id,) in rows]

    def list_declined(
        self, organisation_ids: Sequence[OrganisationId], *, limit: int
    ) -> list[DocumentId]:
        """Documents that await signatures, one of which somebody would not make; newest first."""
        declined = sa.exists().where(
            steps_table.c.document_id == documents.c.id,
            steps_table.c.state == StepState.DECLINED,
        )
        rows = self._connection.execute(
            sa.select(documents.c.id)
            .where(
                documents.c.organisation_id.in_(organisation_ids),
                documents.c.state == State.AWAITING_SIGNATURES,
                declined,
            )
            .order_by(documents.c.created_at.desc(), documents.c.id.desc())
            .limit(limit)
        )
        return [DocumentId(name) for name in rows.scalars()]

    def list_files(self, organisation_id: OrganisationId) -> set[str]:
        """Hashes of the files between signatures: each one that was offered or signed."""
        signed = sa.select(steps_table.c.sha256).where(
            steps_table.c.organisation_id == organisation_id, steps_table.c.sha256.is_not(None)
        )
        own = tickets.c.organisation_id == organisation_id
        offered = sa.select(tickets.c.prepared_sha256).where(own)
        sources = sa.select(tickets.c.source_sha256).where(own)
        return set(self._connection.execute(signed.union(offered, sources)).scalars())

    def add_ticket(self, ticket: Ticket) -> None:
        """Store an offer."""
        self._connection.execute(
            sa.insert(tickets).values(
                id=ticket.id,
                organisation_id=ticket.organisation_id,
                document_id=ticket.document_id,
                place=ticket.place,
                user_id=ticket.user_id,
                state=ticket.state,
                source_sha256=ticket.source_sha256,
                prepared_sha256=ticket.prepared_sha256,
                offer=dict(ticket.offer),
                expires_at=to_text(ticket.expires_at),
            )
        )

    def find_ticket(self, ticket_id: TicketId) -> Ticket | None:
        """The ticket or None."""
        if not is_safe_id(ticket_id):
            return None
        row = self._connection.execute(
            sa.select(tickets).where(tickets.c.id == ticket_id)
        ).one_or_none()
        return None if row is None else _to_ticket(row)

    def find_open(self, document_id: DocumentId, place: int, user_id: str) -> list[Ticket]:
        """What was offered to this person and is not answered yet, newest first."""
        return self._list_tickets(
            tickets.c.document_id == document_id,
            tickets.c.place == place,
            tickets.c.user_id == user_id,
            tickets.c.state == TicketState.PREPARED,
        )

    def find_submitted(self, document_id: DocumentId) -> Ticket | None:
        """The reply that waits to be put into the document."""
        found = self._list_tickets(
            tickets.c.document_id == document_id, tickets.c.state == TicketState.SUBMITTED
        )
        return found[0] if found else None

    def list_answered(self, document_ids: Sequence[DocumentId]) -> Mapping[DocumentId, Answered]:
        """The latest of these documents' tickets that somebody answered, whatever came of it."""
        known = (tickets.c.failure_code, tickets.c.failure_message)
        rows = self._connection.execute(
            sa.select(tickets.c.document_id, tickets.c.place, tickets.c.state, *known)
            .where(tickets.c.document_id.in_(document_ids), tickets.c.state.in_(_ANSWERED))
            .order_by(tickets.c.id)
        )
        answered = (
            Answered(
                DocumentId(row.document_id),
                row.place,
                TicketState(row.state),
                _failure(row.failure_code, row.failure_message),
            )
            for row in rows
        )
        return {one.document_id: one for one in answered}

    def submit(self, ticket: Ticket, reply: bytes, at: datetime) -> bool:
        """Keep a reply in one conditional update; False when the ticket is used or late."""
        result = self._connection.execute(
            sa.update(tickets)
            .where(
                tickets.c.id == ticket.id,
                tickets.c.state == TicketState.PREPARED,
                tickets.c.expires_at >= to_text(at),
            )
            .values(
                state=TicketState.SUBMITTED,
                reply=reply,
                reply_sha256=hashlib.sha256(reply).hexdigest(),
                submitted_at=to_text(at),
            )
        )
        return result.rowcount == 1

    def settle(self, outcome: TicketOutcome) -> None:
        """Say what came of a reply; only its hash is kept."""
        failure = outcome.failure
        self._connection.execute(
            sa.update(tickets)
            .where(tickets.c.id == outcome.id, tickets.c.state == TicketState.SUBMITTED)
            .values(
                state=TicketState.COMPLETED if failure is None else TicketState.FAILED,
                reply=None,
                failure_code=failure and failure.code,
                failure_message=failure and failure.message,
            )
        )

    def void(self, document_id: DocumentId, places: Collection[int]) -> None:
        """Take back every offer, and the replies for these places that are not in the PDF yet.

        A reply for another place stays: whoever signed in time need not do it again.
        """
        is_reply = tickets.c.state == TicketState.SUBMITTED
        self._connection.execute(
            sa.update(tickets)
            .where(
                tickets.c.document_id == document_id,
                sa.or_(
                    tickets.c.state == TicketState.PREPARED,
                    sa.and_(is_reply, tickets.c.place.in_(places)),
                ),
            )
            .values(state=TicketState.VOID, reply=None)
        )

    def _list_tickets(self, *which: sa.ColumnElement[bool]) -> list[Ticket]:
        query = sa.select(tickets).where(*which).order_by(tickets.c.id.desc())
        return [_to_ticket(row) for row in self._connection.execute(query)]


def _to_ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        id=TicketId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        document_id=DocumentId(row.document_id),
        place=row.place,
        user_id=row.user_id,
        source_sha256=row.source_sha256,
        prepared_sha256=row.prepared_sha256,
        offer=row.offer,
        expires_at=from_text(row.expires_at),
        state=TicketState(row.state),
        reply=row.reply,
        reply_sha256=row.reply_sha256,
        submitted_at=row.submitted_at and from_text(row.submitted_at),
        failure=_failure(row.failure_code, row.failure_message),
    )


def _failure(code: str | None, message: str | None) -> Failure | None:
    return Failure(code, message or "") if code else None
