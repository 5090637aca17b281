"""Of which end who was told at which of its three moments."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.columns import metadata, organisation_column
from service.database.times import to_text
from service.domain.endings import Ending

ending_notices: Final = sa.Table(
    "ending_notices",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("thing", sa.String(120), primary_key=True),
    sa.Column("ends_on", sa.Date, primary_key=True),
    sa.Column("days", sa.Integer, primary_key=True),
    sa.Column("sent_at", sa.String(32), nullable=False),
)


class SqlEndings:
    """One row per end and moment: the key itself refuses a second letter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, ending: Ending, days: int, at: datetime) -> bool:
        """Note that it was told; False when it had been."""
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(ending_notices)
        day: date | None = self._connection.execute(
            insert.values(
                organisation_id=ending.organisation_id,
                thing=ending.thing,
                ends_on=ending.ends_on,
                days=days,
                sent_at=to_text(at),
            )
            .on_conflict_do_nothing()
            .returning(ending_notices.c.ends_on)
        ).scalar_one_or_none()
        return day is not None
