"""What waits to be sent, under leases by the database's clock: the transactional outbox."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.leases import FREE, lease
from service.database.times import EpochNow

WAITING: Final = "waiting"
SENT: Final = "sent"
FAILED: Final = "failed"


class Outbox:
    """One table of things to send: `state`, `due_at`, `lease_until`, `fence`, `failures`."""

    def __init__(self, connection: Connection, table: sa.Table) -> None:
        self._connection = connection
        self._table = table

    def add(self, **values: object) -> None:
        """Store a row, due at once."""
        fresh = {"state": WAITING, "fence": 0, "failures": 0, "lease_until": FREE}
        self._connection.execute(
            sa.insert(self._table).values(due_at=EpochNow(), **fresh, **values)
        )

    def claim(
        self, *which: sa.ColumnElement[bool], limit: int, lease_seconds: float
    ) -> list[Row[Any]]:
        """Lease rows that are due and in nobody's hands: those that have waited longest.

        `which`: of some only.
        """
        due = (*self.due(), *which)
        return lease(self._connection, self._table, due, limit=limit, lease_seconds=lease_seconds)

    def is_due(self) -> bool:
        """Whether anything waits that nobody holds."""
        query = sa.select(sa.exists().where(*self.due()))
        return bool(self._connection.execute(query).scalar_one())

    def settle(self, row_id: str, fence: int, **values: object) -> bool:
        """Write the end of a claimed row; False when the claim is no longer the newest."""
        table = self._table
        result = self._connection.execute(
            sa.update(table)
            .where(table.c.id == row_id, table.c.state == WAITING, table.c.fence == fence)
            .values(lease_until=FREE, **values)
        )
        return result.rowcount == 1

    def postpone(
        self, row_id: str, fence: int, failures: int, *, delay_seconds: float, **why: object
    ) -> bool:
        """Let a claimed row wait for another attempt, the next failure counted."""
        due_at = EpochNow() + delay_seconds
        return self.settle(row_id, fence, failures=failures + 1, due_at=due_at, **why)

    def due(self) -> tuple[sa.ColumnElement[bool], ...]:
        """What makes a row due that nobody holds."""
        now, columns = EpochNow(), self._table.c
        return (columns.state == WAITING, columns.due_at <= now, columns.lease_until <= now)
