"""Sign-in by OpenID Connect: attempts under way, and whose an identity is."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.database.account_tables import openid_attempts, openid_identities
from service.database.times import from_text, to_text
from service.database.walls import reveal
from service.domain.identities import Attempt, Identity, Joining
from service.domain.ids import UserId


class SqlIdentities:
    """Hashes alone: neither a browser's token nor anybody's name at the provider is stored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, attempt: Attempt) -> None:
        """Remember that a browser has gone to the provider."""
        reveal(self._connection, secret=attempt.token_sha256)
        joining = attempt.joining
        self._connection.execute(
            sa.insert(openid_attempts).values(
                token_sha256=attempt.token_sha256,
                target=attempt.target,
                user_id=attempt.user_id,
                began_at=to_text(attempt.began_at),
                invitation_sha256=joining and joining.invitation_sha256,
                login=joining and joining.login,
            )
        )

    def take(self, token_sha256: str) -> Attempt | None:
        """Use the attempt up; None when there is none (any more)."""
        reveal(self._connection, secret=token_sha256)
        row = self._connection.execute(
            sa.delete(openid_attempts)
            .where(openid_attempts.c.token_sha256 == token_sha256)
            .returning(*openid_attempts.c)
        ).one_or_none()
        if row is None:
            return None
        invited = row.invitation_sha256
        return Attempt(
            row.token_sha256,
            row.target,
            None if row.user_id is None else UserId(row.user_id),
            from_text(row.began_at),
            None if invited is None else Joining(invited, row.login or ""),
        )

    def forget_attempts(self, began_before: datetime) -> None:
        """Remove attempts from which nobody came back."""
        self._connection.execute(
            sa.delete(openid_attempts).where(openid_attempts.c.began_at < to_text(began_before))
        )

    def find_owner(self, identity_sha256: str) -> UserId | None:
        """Whose identity this is; who that is can be asked next."""
        reveal(self._connection, secret=identity_sha256)
        found = self._connection.execute(
            sa.select(openid_identities.c.user_id).where(
                openid_identities.c.identity_sha256 == identity_sha256
            )
        ).scalar_one_or_none()
        if found is None:
            return None
        reveal(self._connection, user=found)
        return UserId(found)

    def link(self, identity: Identity, user_id: UserId, at: datetime) -> bool:
        """Give the identity to a person; False when it is somebody's, or the person has another."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        insert = (sqlite if is_sqlite else postgresql).insert(openid_identities)
        linked = self._connection.execute(
            insert.values(
                identity_sha256=identity.sha256,
                user_id=user_id,
                issuer=identity.issuer,
                linked_at=to_text(at),
            )
            .on_conflict_do_nothing()
            .returning(openid_identities.c.user_id)
        ).one_or_none()
        return linked is not None

    def unlink(self, user_id: UserId) -> bool:
        """Take every identity of a person away; False when there was none."""
        result = self._connection.execute(
            sa.delete(openid_identities).where(openid_identities.c.user_id == user_id)
        )
        return result.rowcount > 0

    def find_link(self, user_id: UserId, issuer: str) -> datetime | None:
        """Since when a person has an identity of this provider."""
        found = self._connection.execute(
            sa.select(openid_identities.c.linked_at).where(
                openid_identities.c.user_id == user_id, openid_identities.c.issuer == issuer
            )
        ).scalar_one_or_none()
        return None if found is None else from_text(found)
