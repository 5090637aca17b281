"""Which school was reminded when, by whom."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.columns import metadata, organisation_column
from service.database.times import from_text, to_text
from service.domain.ids import OrganisationId
from service.domain.reminders import Reminder

reminders: Final = sa.Table(
    "reminders",
    metadata,
    organisation_column(primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("sent_at", sa.String(32), nullable=False),
    sa.Column("sent_by", sa.String(80), nullable=False),
    sa.Column("letters", sa.Integer, nullable=False),
)


class SqlReminders:
    """One row per school and day: the key itself refuses a second one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reminder: Reminder) -> bool:
        """Note a reminder; False when the school has had one on this day."""
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(reminders)
        row = self._connection.execute(
            insert.values(
                organisation_id=reminder.organisation_id,
                day=reminder.day,
                sent_at=to_text(reminder.sent_at),
                sent_by=reminder.sent_by,
                letters=reminder.letters,
            )
            .on_conflict_do_nothing()
            .returning(reminders.c.day)
        ).one_or_none()
        return row is not None

    def list_newest(
        self, organisation_ids: Sequence[OrganisationId]
    ) -> dict[OrganisationId, Reminder]:
        """The newest reminder of each school that has had one."""
        rows = self._connection.execute(
            sa.select(reminders)
            .where(reminders.c.organisation_id.in_(organisation_ids))
            .order_by(reminders.c.day)
        )
        return {
            OrganisationId(row.organisation_id): Reminder(
                OrganisationId(row.organisation_id),
                row.day,
                from_text(row.sent_at),
                row.sent_by,
                row.letters,
            )
            for row in rows
        }
