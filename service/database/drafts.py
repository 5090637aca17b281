"""Forms that somebody began."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import drafts
from service.database.times import from_text, to_text
from service.domain.drafts import SavedDraft
from service.domain.ids import DraftId, OrganisationId, UserId


class SqlDrafts:
    """A row per form and person: nobody can name the form of another."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, draft: SavedDraft) -> None:
        """Keep the form, in the place of what was kept of it."""
        said = {
            "organisation_id": draft.organisation_id,
            "kind": draft.kind,
            "boxes": {name: list(texts) for name, texts in draft.boxes.items()},
            "changed_at": to_text(draft.changed_at),
        }
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(drafts)
        self._connection.execute(
            insert.values(user_id=draft.user_id, id=draft.id, **said).on_conflict_do_update(
                index_elements=["user_id", "id"], set_=said
            )
        )

    def find(self, user_id: UserId, draft_id: DraftId) -> SavedDraft | None:
        """The form of this person, or None."""
        query = sa.select(drafts).where(drafts.c.user_id == user_id, drafts.c.id == draft_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _read(row)

    def list_of(self, user_id: UserId) -> list[SavedDraft]:
        """All forms of a person, the one that was changed last first."""
        rows = self._connection.execute(
            sa.select(drafts)
            .where(drafts.c.user_id == user_id)
            .order_by(drafts.c.changed_at.desc(), drafts.c.id)
        )
        return [_read(row) for row in rows]

    def remove(self, user_id: UserId, draft_id: DraftId) -> None:
        """Forget the form."""
        self._connection.execute(
            sa.delete(drafts).where(drafts.c.user_id == user_id, drafts.c.id == draft_id)
        )

    def forget(self, changed_before: datetime) -> None:
        """Forget what nobody has touched since."""
        self._connection.execute(
            sa.delete(drafts).where(drafts.c.changed_at < to_text(changed_before))
        )


def _read(row: Row[Any]) -> SavedDraft:
    return SavedDraft(
        id=DraftId(row.id),
        user_id=UserId(row.user_id),
        organisation_id=OrganisationId(row.organisation_id),
        kind=row.kind,
        boxes=row.boxes,
        changed_at=from_text(row.changed_at),
    )
