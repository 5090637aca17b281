"""Work in somebody's hands, by the database's clock: see `service.database.times`.

A row is taken under a lease, and taking it moves its fence on; settling must name the newest fence,
so whoever was thought dead and comes back changes nothing.
"""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.times import EpochNow

FREE: Final = 0.0
"""The end of a lease that nobody holds."""


def lease(
    connection: Connection,
    table: sa.Table,
    which: Iterable[sa.ColumnElement[bool]],
    *,
    limit: int,
    lease_seconds: float,
    **values: object,
) -> list[Row[Any]]:
    """Take rows of a table, those that have waited longest; returns them by their ids."""
    # A common table expression, because PostgreSQL may run a subquery of IN again and again and
    # lock more than `limit` rows; rows that somebody else is claiming are passed over.
    chosen = (
        sa.select(table.c.id)
        .where(*which)
        .order_by(table.c.due_at, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    rows = connection.execute(
        sa.update(table)
        .where(table.c.id.in_(sa.select(chosen.c.id)))
        .values(fence=table.c.fence + 1, lease_until=EpochNow() + lease_seconds, **values)
        .returning(table)
    )
    return sorted(rows, key=lambda row: str(row.id))
