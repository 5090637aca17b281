"""Documents that were ordered for many people at once."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.people_tables import batch_items as items_table
from service.database.people_tables import batches
from service.database.times import from_text, to_text
from service.domain.batches import Batch, BatchItem
from service.domain.errors import Problem
from service.domain.ids import BatchId, DocumentId, OrganisationId, PersonId, is_safe_id

_SHOWN = 50


class SqlBatches:
    """A row per batch and one per document of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, batch: Batch) -> None:
        """Store an order."""
        self._connection.execute(
            sa.insert(batches).values(
                id=batch.id,
                organisation_id=batch.organisation_id,
                kind=batch.kind,
                data=dict(batch.data),
                token=batch.token,
                created_by=batch.created_by,
                created_at=to_text(batch.created_at),
                request_sha256=batch.request_sha256,
            )
        )
        place = {"batch_id": batch.id, "organisation_id": batch.organisation_id}
        rows = [{**place, **_item_row(item)} for item in batch.items]
        self._connection.execute(sa.insert(items_table), rows)

    def find(self, batch_id: BatchId) -> Batch | None:
        """The batch or None."""
        if not is_safe_id(batch_id):
            return None
        return next(iter(self._list(batches.c.id == batch_id)), None)

    def find_by_token(self, organisation_id: OrganisationId, token: str) -> Batch | None:
        """What was ordered by this form before, if anything."""
        own = batches.c.organisation_id == organisation_id
        return next(iter(self._list(own, batches.c.token == token)), None)

    def list_of(self, organisation_ids: Sequence[OrganisationId]) -> list[Batch]:
        """The latest batches, newest first."""
        return self._list(batches.c.organisation_id.in_(organisation_ids))

    def put_item(self, batch_id: BatchId, item: BatchItem) -> None:
        """Note what became of one document."""
        self._connection.execute(
            sa.update(items_table)
            .where(items_table.c.batch_id == batch_id, items_table.c.place == item.place)
            .values(_item_row(item))
        )

    def _list(self, *conditions: sa.ColumnElement[bool]) -> list[Batch]:
        rows = self._connection.execute(
            sa.select(batches)
            .where(*conditions)
            .order_by(batches.c.created_at.desc(), batches.c.id.desc())
            .limit(_SHOWN)
        ).all()
        items = self._items_of([row.id for row in rows])
        return [_read(row, items.get(row.id, ())) for row in rows]

    def _items_of(self, batch_ids: Sequence[str]) -> dict[str, tuple[BatchItem, ...]]:
        rows = self._connection.execute(
            sa.select(items_table)
            .where(items_table.c.batch_id.in_(batch_ids))
            .order_by(items_table.c.batch_id, items_table.c.place)
        )
        found: dict[str, tuple[BatchItem, ...]] = {}
        for row in rows:
            found[row.batch_id] = (*found.get(row.batch_id, ()), _read_item(row))
        return found


def _item_row(item: BatchItem) -> dict[str, object]:
    return {
        "place": item.place,
        "person_id": item.person_id,
        "own": dict(item.own),
        "document_id": item.document_id,
        "problems": [asdict(problem) for problem in item.problems],
    }


def _read_item(row: Row[tuple[object, ...]]) -> BatchItem:
    return BatchItem(
        place=row.place,
        person_id=PersonId(row.person_id) if row.person_id else None,
        own=row.own,
        document_id=DocumentId(row.document_id) if row.document_id else None,
        problems=tuple(Problem(**problem) for problem in row.problems),
    )


def _read(row: Row[tuple[object, ...]], items: tuple[BatchItem, ...]) -> Batch:
    return Batch(
        id=BatchId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        kind=row.kind,
        data=row.data,
        token=row.token,
        created_by=row.created_by,
        created_at=from_text(row.created_at),
        items=items,
        request_sha256=row.request_sha256,
    )
