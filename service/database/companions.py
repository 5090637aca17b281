"""Files beside documents, in a table that the database itself refuses to change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.signature_schema import companions, detached_orders
from service.database.times import from_text, to_text
from service.domain.companions import Companion, CompanionRole, DetachedOrder
from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId


class SqlCompanions:
    """A row per file. Whoever adds one holds the document: numbers do not meet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, companion: Companion) -> Companion:
        """Write the row, once and for all, under the next number of the document."""
        numbered = replace(companion, number=len(self.list_of([companion.document_id])) + 1)
        self._connection.execute(
            sa.insert(companions).values(
                document_id=numbered.document_id,
                number=numbered.number,
                organisation_id=numbered.organisation_id,
                role=numbered.role,
                sha256=numbered.sha256,
                size_bytes=numbered.size_bytes,
                media_type=numbered.media_type,
                title=numbered.title,
                added_by=numbered.added_by,
                added_at=to_text(numbered.added_at),
            )
        )
        return numbered

    def list_of(self, document_ids: Sequence[DocumentId]) -> list[Companion]:
        """The files of these documents in the order of their numbers."""
        return self._list(companions.c.document_id.in_(document_ids))

    def list_all(self, organisation_id: OrganisationId) -> list[Companion]:
        """The files of all documents of an organisation."""
        return self._list(companions.c.organisation_id == organisation_id)

    def order(self, document: Document, by: str, at: datetime) -> None:
        """Ask for a detached signature, once more if the last time nothing came of it."""
        key = detached_orders.c.document_id == document.id
        self._connection.execute(sa.delete(detached_orders).where(key))
        self._connection.execute(
            sa.insert(detached_orders).values(
                document_id=document.id,
                organisation_id=document.organisation_id,
                ordered_by=by,
                ordered_at=to_text(at),
            )
        )

    def find_order(self, document_id: DocumentId) -> DetachedOrder | None:
        """What was asked for and is not there yet."""
        row = self._connection.execute(
            sa.select(detached_orders).where(detached_orders.c.document_id == document_id)
        ).one_or_none()
        if row is None:
            return None
        return DetachedOrder(row.ordered_by, from_text(row.ordered_at), row.failure_code)

    def list_ordered(
        self, organisation_id: OrganisationId | None = None
    ) -> list[tuple[DocumentId, OrganisationId]]:
        """What waits to be made, of one organisation or of all."""
        query = sa.select(detached_orders.c.document_id, detached_orders.c.organisation_id).where(
            detached_orders.c.failure_code.is_(None)
        )
        if organisation_id is not None:
            query = query.where(detached_orders.c.organisation_id == organisation_id)
        rows = self._connection.execute(query.order_by(detached_orders.c.document_id))
        return [(DocumentId(document_id), OrganisationId(whose)) for document_id, whose in rows]

    def settle(self, document_id: DocumentId, failure_code: str | None) -> bool:
        """Say what came of an order; of two who have done it, one is told so."""
        waits = (
            detached_orders.c.document_id == document_id,
            detached_orders.c.failure_code.is_(None),
        )
        if failure_code is None:
            result = self._connection.execute(sa.delete(detached_orders).where(*waits))
        else:
            result = self._connection.execute(
                sa.update(detached_orders).where(*waits).values(failure_code=failure_code)
            )
        return result.rowcount == 1

    def _list(self, which: sa.ColumnElement[bool]) -> list[Companion]:
        query = (
            sa.select(companions)
            .where(which)
            .order_by(companions.c.document_id, companions.c.number)
        )
        return [_to_companion(row) for row in self._connection.execute(query)]


def _to_companion(row: Row[Any]) -> Companion:
    return Companion(
        document_id=DocumentId(row.document_id),
        organisation_id=OrganisationId(row.organisation_id),
        role=CompanionRole(row.role),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        title=row.title,
        added_by=row.added_by,
        added_at=from_text(row.added_at),
        number=row.number,
    )
