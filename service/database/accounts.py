"""API keys, users, sessions and failed sign-ins."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import api_keys, failed_logins, sessions, users
from service.database.times import from_text, to_text
from service.domain.access import Scope
from service.domain.accounts import ApiKey, Session, User
from service.domain.errors import NotFoundError
from service.domain.ids import ApiKeyId, MunicipalityId, OrganisationId, UserId


class SqlAccounts:
    """Hashes of secrets; never the secrets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_api_key(self, key: ApiKey) -> None:
        """Store a key."""
        self._connection.execute(
            sa.insert(api_keys).values(
                id=key.id,
                secret_sha256=key.secret_sha256,
                label=key.label,
                scopes=sorted(key.scopes),
                organisation_id=key.organisation_id,
                municipality_id=key.municipality_id,
                created_at=to_text(key.created_at),
                expires_at=None if key.expires_at is None else to_text(key.expires_at),
            )
        )

    def find_api_key(self, secret_sha256: str) -> ApiKey | None:
        """The key with this secret."""
        row = self._connection.execute(
            sa.select(api_keys).where(api_keys.c.secret_sha256 == secret_sha256)
        ).one_or_none()
        if row is None:
            return None
        return ApiKey(
            id=ApiKeyId(row.id),
            secret_sha256=row.secret_sha256,
            label=row.label,
            scopes=frozenset(Scope(scope) for scope in row.scopes),
            organisation_id=_organisation(row),
            municipality_id=_municipality(row),
            created_at=from_text(row.created_at),
            expires_at=None if row.expires_at is None else from_text(row.expires_at),
        )

    def add_user(self, user: User) -> None:
        """Store a person."""
        self._connection.execute(
            sa.insert(users).values(
                id=user.id,
                login=user.login,
                name=user.name,
                role=user.role,
                password_hash=user.password_hash,
                organisation_id=user.organisation_id,
                municipality_id=user.municipality_id,
                created_at=to_text(user.created_at),
            )
        )

    def find_user(self, login: str) -> User | None:
        """The person with this login."""
        if not login.isprintable():
            return None
        row = self._connection.execute(sa.select(users).where(users.c.login == login)).one_or_none()
        return None if row is None else _user(row)

    def get_user(self, user_id: UserId) -> User:
        """The person. Raises NotFoundError."""
        row = self._connection.execute(sa.select(users).where(users.c.id == user_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _user(row)

    def add_session(self, session: Session) -> None:
        """Store a session."""
        self._connection.execute(
            sa.insert(sessions).values(
                token_sha256=session.token_sha256,
                user_id=session.user_id,
                csrf_token=session.csrf_token,
                created_at=to_text(session.created_at),
                expires_at=to_text(session.expires_at),
            )
        )

    def find_session(self, token_sha256: str) -> Session | None:
        """The session with this token."""
        row = self._connection.execute(
            sa.select(sessions).where(sessions.c.token_sha256 == token_sha256)
        ).one_or_none()
        if row is None:
            return None
        return Session(
            token_sha256=row.token_sha256,
            user_id=UserId(row.user_id),
            csrf_token=row.csrf_token,
            created_at=from_text(row.created_at),
            expires_at=from_text(row.expires_at),
        )

    def end_session(self, token_sha256: str) -> None:
        """Forget the session."""
        self._connection.execute(sa.delete(sessions).where(sessions.c.token_sha256 == token_sha256))

    def count_failed_logins(self, login_sha256: str, since: datetime) -> int:
        """How often this login failed since then."""
        return self._connection.execute(
            sa.select(sa.func.count())
            .select_from(failed_logins)
            .where(
                failed_logins.c.login_sha256 == login_sha256,
                failed_logins.c.at >= to_text(since),
            )
        ).scalar_one()

    def note_failed_login(self, login_sha256: str, at: datetime) -> None:
        """Remember one failure."""
        self._connection.execute(
            sa.insert(failed_logins).values(login_sha256=login_sha256, at=to_text(at))
        )

    def forget_expired(self, *, ended: datetime, failed_before: datetime) -> None:
        """Remove sessions that had ended by one moment, and failures from before another."""
        self._connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= to_text(ended)))
        self._connection.execute(
            sa.delete(failed_logins).where(failed_logins.c.at < to_text(failed_before))
        )


def _user(row: Row[Any]) -> User:
    return User(
        id=UserId(row.id),
        login=row.login,
        name=row.name,
        role=row.role,
        password_hash=row.password_hash,
        organisation_id=_organisation(row),
        municipality_id=_municipality(row),
        created_at=from_text(row.created_at),
    )


def _organisation(row: Row[Any]) -> OrganisationId | None:
    return None if row.organisation_id is None else OrganisationId(row.organisation_id)


def _municipality(row: Row[Any]) -> MunicipalityId | None:
    return None if row.municipality_id is None else MunicipalityId(row.municipality_id)
