"""Sessions of signed-in browsers, and attempts that failed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import failed_logins, sessions
from service.database.times import from_text, to_text
from service.database.walls import reveal
from service.domain.accounts import Session
from service.domain.ids import UserId


class SqlSessions:
    """One row per signed-in browser, under the hash of its token."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        """Store a session."""
        self._connection.execute(
            sa.insert(sessions).values(
                token_sha256=session.token_sha256,
                user_id=session.user_id,
                csrf_token=session.csrf_token,
                created_at=to_text(session.created_at),
                expires_at=to_text(session.expires_at),
                last_seen_at=to_text(session.last_seen_at),
                browser=session.browser,
                awaits_code=session.awaits_code,
            )
        )

    def find(self, token_sha256: str) -> Session | None:
        """The session with this token; whose it is can be asked next."""
        reveal(self._connection, secret=token_sha256)
        row = self._connection.execute(
            sa.select(sessions).where(sessions.c.token_sha256 == token_sha256)
        ).one_or_none()
        if row is None:
            return None
        reveal(self._connection, user=row.user_id)
        return _session(row)

    def list_of(self, user_id: UserId) -> list[Session]:
        """The sessions of a person, the one that was used last first."""
        rows = self._connection.execute(
            sa.select(sessions)
            .where(sessions.c.user_id == user_id)
            .order_by(sessions.c.last_seen_at.desc(), sessions.c.token_sha256)
        )
        return [_session(row) for row in rows]

    def touch(self, token_sha256: str, at: datetime) -> None:
        """Somebody is there."""
        self._connection.execute(
            sa.update(sessions)
            .where(sessions.c.token_sha256 == token_sha256)
            .values(last_seen_at=to_text(at))
        )

    def end(self, token_sha256: str) -> None:
        """Forget the session."""
        reveal(self._connection, secret=token_sha256)
        self._connection.execute(sa.delete(sessions).where(sessions.c.token_sha256 == token_sha256))

    def end_all(self, user_id: UserId, *, but: str = "") -> None:
        """Forget the sessions of a person, all but the one with this token's hash."""
        self._connection.execute(
            sa.delete(sessions).where(sessions.c.user_id == user_id, sessions.c.token_sha256 != but)
        )

    def count_failures(self, what_sha256: str, since: datetime) -> int:
        """How often this was tried in vain since then."""
        return self._connection.execute(
            sa.select(sa.func.count())
            .select_from(failed_logins)
            .where(
                failed_logins.c.login_sha256 == what_sha256,
                failed_logins.c.at >= to_text(since),
            )
        ).scalar_one()

    def note_failure(self, what_sha256: str, at: datetime) -> None:
        """Remember one failure."""
        self._connection.execute(
            sa.insert(failed_logins).values(login_sha256=what_sha256, at=to_text(at))
        )

    def forget_expired(self, *, ended: datetime, failed_before: datetime) -> None:
        """Remove sessions that had ended by one moment, and failures from before another."""
        self._connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= to_text(ended)))
        self._connection.execute(
            sa.delete(failed_logins).where(failed_logins.c.at < to_text(failed_before))
        )


def _session(row: Row[Any]) -> Session:
    return Session(
        token_sha256=row.token_sha256,
        user_id=UserId(row.user_id),
        csrf_token=row.csrf_token,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
        last_seen_at=from_text(row.last_seen_at),
        browser=row.browser,
        awaits_code=row.awaits_code,
    )
