"""The audit trail in a table that the database itself refuses to change (see the migration)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.schema import audit_events, audit_heads
from service.database.times import to_text
from service.domain.audit import GENESIS, ChainedEvent, Event, Head, chain
from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId


class SqlAuditLog:
    """The head row of an organisation's chain makes writers wait for each other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, organisation_id: OrganisationId, event: Event, at: datetime) -> None:
        """Chain one more event."""
        seq, previous_hash = self._lock_head(organisation_id)
        item = chain(organisation_id, seq, to_text(at), event, previous_hash)
        self._connection.execute(
            sa.insert(audit_events).values(
                organisation_id=organisation_id,
                seq=item.seq,
                at=item.at,
                action=event.action,
                actor=event.actor,
                document_id=event.document_id,
                detail=dict(event.detail),
                previous_hash=item.previous_hash,
                hash=item.hash,
            )
        )
        self._connection.execute(
            sa.update(audit_heads)
            .where(audit_heads.c.organisation_id == organisation_id)
            .values(hash=item.hash)
        )

    def read(self, organisation_id: OrganisationId) -> Iterable[ChainedEvent]:
        """All events in their order."""
        return self._read(audit_events.c.organisation_id == organisation_id)

    def list_about(self, document: Document) -> list[ChainedEvent]:
        """What happened to a document, in order."""
        return list(
            self._read(
                audit_events.c.organisation_id == document.organisation_id,
                audit_events.c.document_id == document.id,
            )
        )

    def head(self, organisation_id: OrganisationId) -> Head:
        """The newest event's place and hash, as remembered apart from the events."""
        row = self._connection.execute(
            sa.select(audit_heads.c.seq, audit_heads.c.hash).where(
                audit_heads.c.organisation_id == organisation_id
            )
        ).one_or_none()
        return Head() if row is None else Head(row.seq, row.hash)

    def _read(self, *which: sa.ColumnElement[bool]) -> Iterator[ChainedEvent]:
        query = sa.select(audit_events).where(*which).order_by(audit_events.c.seq)
        for row in self._connection.execute(query):
            document_id = None if row.document_id is None else DocumentId(row.document_id)
            owner = OrganisationId(row.organisation_id)
            event = Event(row.action, row.actor, document_id, row.detail)
            yield ChainedEvent(owner, row.seq, row.at, event, row.previous_hash, row.hash)

    def _lock_head(self, organisation_id: OrganisationId) -> tuple[int, str]:
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(audit_heads)
        statement = (
            insert.values(organisation_id=organisation_id, seq=1, hash=GENESIS)
            .on_conflict_do_update(
                index_elements=["organisation_id"], set_={"seq": audit_heads.c.seq + 1}
            )
            .returning(audit_heads.c.seq, audit_heads.c.hash)
        )
        row = self._connection.execute(statement).one()
        return row.seq, row.hash
