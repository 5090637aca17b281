"""Idempotency keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.engine import is_unique_violation
from service.database.schema import replays
from service.database.times import to_text
from service.domain.errors import ReplayedError
from service.domain.ids import DocumentId
from service.domain.replays import Replay


class SqlReplays:
    """One row per principal and key, written in the transaction that makes the document."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, principal_id: str, key: str) -> Replay | None:
        """What this key made before."""
        row = self._connection.execute(
            sa.select(replays.c.request_sha256, replays.c.document_id).where(
                replays.c.principal_id == principal_id, replays.c.key == key
            )
        ).one_or_none()
        return None if row is None else Replay(row.request_sha256, DocumentId(row.document_id))

    def remember(self, principal_id: str, key: str, replay: Replay, at: datetime) -> None:
        """Take the key. Raises ReplayedError when somebody has it."""
        try:
            self._connection.execute(
                sa.insert(replays).values(
                    principal_id=principal_id,
                    key=key,
                    request_sha256=replay.request_sha256,
                    document_id=replay.document_id,
                    created_at=to_text(at),
                )
            )
        except sa.exc.IntegrityError as error:
            if is_unique_violation(error):
                raise ReplayedError from error
            raise
