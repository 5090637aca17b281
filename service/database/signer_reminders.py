"""Which signature was looked at on which day, and who was written to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.columns import metadata, organisation_column
from service.database.schema import documents
from service.database.signature_schema import signature_steps as steps
from service.database.times import to_text
from service.domain.documents import State
from service.domain.ids import DocumentId
from service.domain.signatures import StepState
from service.domain.signer_reminders import DAYS_AROUND, GRACE, SignerReminder

signer_reminders: Final = sa.Table(
    "signer_reminders",
    metadata,
    sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    organisation_column(),
    sa.Column("sent_at", sa.String(32), nullable=False),
    sa.Column("sent_by", sa.String(80), nullable=False),
    sa.Column("letters", sa.Integer, nullable=False),
    sa.Index("ix_signer_reminders_organisation", "organisation_id"),
)
_EARLIEST: Final = timedelta(days=1 - min(DAYS_AROUND))
_LATEST: Final = timedelta(days=max(DAYS_AROUND) + 1) + GRACE


class SqlSignerReminders:
    """One row per signature and day: the key itself refuses a second letter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reminder: SignerReminder) -> None:
        """Note a look; letters take the place of a look of the same day that found nobody."""
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(signer_reminders)
        values = {
            "sent_at": to_text(reminder.sent_at),
            "sent_by": reminder.sent_by,
            "letters": reminder.letters,
        }
        self._connection.execute(
            insert.values(
                document_id=reminder.document_id,
                organisation_id=reminder.organisation_id,
                place=reminder.place,
                day=reminder.day,
                **values,
            ).on_conflict_do_update(
                index_elements=["document_id", "place", "day"],
                set_=values,
                where=signer_reminders.c.letters == 0,
            )
        )

    def list_days(self, document_id: DocumentId) -> Mapping[int, Sequence[date]]:
        """The days on which letters went out, oldest first, by the places of the signatures."""
        rows = self._connection.execute(
            sa.select(signer_reminders.c.place, signer_reminders.c.day)
            .where(signer_reminders.c.document_id == document_id, signer_reminders.c.letters > 0)
            .order_by(signer_reminders.c.day)
        )
        found: dict[int, list[date]] = {}
        for place, day in rows:
            found.setdefault(place, []).append(day)
        return found

    def list_unseen(
        self, now: datetime, today: date, *, limit: int
    ) -> list[tuple[DocumentId, int]]:
        """Signatures around their deadline that nobody has looked at today."""
        seen = sa.exists().where(
            signer_reminders.c.document_id == steps.c.document_id,
            signer_reminders.c.place == steps.c.place,
            signer_reminders.c.day == today,
        )
        rows = self._connection.execute(
            sa.select(steps.c.document_id, steps.c.place)
            .join(documents, documents.c.id == steps.c.document_id)
            .where(
                steps.c.state.in_((StepState.READY, StepState.EXPIRED)),
                steps.c.expires_at.between(to_text(now - _LATEST), to_text(now + _EARLIEST)),
                documents.c.state == State.AWAITING_SIGNATURES,
                ~seen,
            )
            .order_by(steps.c.document_id, steps.c.place)
            .limit(limit)
        )
        return [(DocumentId(document_id), place) for document_id, place in rows]
