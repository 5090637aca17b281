"""API keys and people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import (
    api_keys,
    document_parties,
    recovery_codes,
    user_roles,
    users,
)
from service.database.times import from_text, to_text
from service.database.walls import name_above, reveal
from service.domain.access import Role, Scope
from service.domain.accounts import ApiKey, SecondFactor, User
from service.domain.errors import NotFoundError
from service.domain.ids import ApiKeyId, DocumentId, MunicipalityId, OrganisationId, UserId


class SqlAccounts:
    """Hashes of secrets; never the secrets, but for those that a telephone shares."""

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
        reveal(self._connection, secret=secret_sha256)
        row = self._connection.execute(
            sa.select(api_keys).where(api_keys.c.secret_sha256 == secret_sha256)
        ).one_or_none()
        return None if row is None else _api_key(row)

    def list_api_keys(
        self, organisation_ids: Sequence[OrganisationId], municipality_id: MunicipalityId | None
    ) -> list[ApiKey]:
        """Keys of these organisations and of the municipality itself, the newest first."""
        rows = self._connection.execute(
            sa.select(api_keys)
            .where(owned_by(api_keys, organisation_ids, municipality_id))
            .order_by(api_keys.c.id.desc())
        )
        return [_api_key(row) for row in rows]

    def note_key_use(self, key_id: ApiKeyId, at: datetime) -> None:
        """Remember when a key was used last."""
        self._change_key(key_id, last_used_at=to_text(at))

    def revoke_api_key(self, key_id: ApiKeyId, at: datetime) -> None:
        """Let a key open nothing from that moment; its name stays for the audit trail."""
        self._change_key(key_id, revoked_at=to_text(at))

    def add_user(self, user: User) -> None:
        """Store a person."""
        self._connection.execute(
            sa.insert(users).values(
                id=user.id,
                login=user.login,
                name=user.name,
                password_hash=user.password_hash,
                organisation_id=user.organisation_id,
                municipality_id=user.municipality_id,
                created_at=to_text(user.created_at),
                email=user.email,
                totp_confirmed=False,
                totp_step=0,
            )
        )
        self.set_roles(user.id, user.roles)

    def find_user(self, login: str) -> User | None:
        """The person with this login."""
        if not login.isprintable():
            return None
        reveal(self._connection, login=login)
        found = self._read(users.c.login == login)
        return found[0] if found else None

    def list_by_email(self, email: str) -> list[User]:
        """Everybody with this address: one person may have several logins."""
        if not email or not email.isprintable():
            return []
        reveal(self._connection, email=email)
        return self._read(users.c.email == email)

    def get_user(self, user_id: UserId) -> User:
        """The person. Raises NotFoundError."""
        found = self._read(users.c.id == user_id)
        if not found:
            raise NotFoundError
        return found[0]

    def name_of(self, user_id: UserId) -> str:
        """What people call somebody, of the municipality above too. Raises NotFoundError."""
        query = sa.select(users.c.name).where(users.c.id == user_id)
        name: str | None = self._connection.execute(query).scalar_one_or_none()
        name = name or name_above(self._connection, user_id)
        if name is None:
            raise NotFoundError
        return name

    def list_users(
        self, organisation_ids: Sequence[OrganisationId], municipality_id: MunicipalityId | None
    ) -> list[User]:
        """Everybody of these organisations, and of the municipality itself."""
        return self._read(owned_by(users, organisation_ids, municipality_id))

    def set_roles(self, user_id: UserId, roles: Iterable[Role]) -> None:
        """Make the roles these and no others."""
        self._connection.execute(sa.delete(user_roles).where(user_roles.c.user_id == user_id))
        for role in sorted(roles):
            self._connection.execute(sa.insert(user_roles).values(user_id=user_id, role=role))

    def set_password(self, user_id: UserId, password_hash: str) -> None:
        """Replace the hash of the password."""
        self._change(user_id, password_hash=password_hash)

    def set_blocked(self, user_id: UserId, at: datetime | None) -> None:
        """Close the door to the person from that moment, or open it again."""
        self._change(user_id, blocked_at=None if at is None else to_text(at))

    def set_second_factor(self, user_id: UserId, factor: SecondFactor | None) -> None:
        """Remember or forget what the telephone knows, and the recovery codes with it."""
        if factor is None or not factor.is_confirmed:
            self.put_recovery_codes(user_id, ())
        self._change(
            user_id,
            totp_secret=None if factor is None else factor.secret,
            totp_confirmed=factor is not None and factor.is_confirmed,
            totp_step=0 if factor is None else factor.last_step,
        )

    def use_step(self, user_id: UserId, step: int) -> bool:
        """Use up a step of time; False when it, or a later one, was used already."""
        result = self._connection.execute(
            sa.update(users)
            .where(users.c.id == user_id, users.c.totp_step < step)
            .values(totp_step=step)
        )
        return result.rowcount == 1

    def put_recovery_codes(self, user_id: UserId, hashes: Iterable[str]) -> None:
        """Make the recovery codes these and no others."""
        self._connection.execute(
            sa.delete(recovery_codes).where(recovery_codes.c.user_id == user_id)
        )
        for code in hashes:
            self._connection.execute(
                sa.insert(recovery_codes).values(user_id=user_id, code_sha256=code)
            )

    def use_recovery_code(self, user_id: UserId, code_sha256: str) -> bool:
        """Use up a recovery code; False when there is no such code (any more)."""
        result = self._connection.execute(
            sa.delete(recovery_codes).where(
                recovery_codes.c.user_id == user_id, recovery_codes.c.code_sha256 == code_sha256
            )
        )
        return result.rowcount == 1

    def count_recovery_codes(self, user_id: UserId) -> int:
        """How many are left."""
        return self._connection.execute(
            sa.select(sa.func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.user_id == user_id)
        ).scalar_one()

    def make_party(self, user_id: UserId, document_id: DocumentId) -> None:
        """The document is about the person, who may read it from now on."""
        if not self.is_party(user_id, document_id):
            self._connection.execute(
                sa.insert(document_parties).values(user_id=user_id, document_id=document_id)
            )

    def is_party(self, user_id: UserId, document_id: DocumentId) -> bool:
        """Whether the document is about the person."""
        found = sa.exists().where(
            document_parties.c.user_id == user_id, document_parties.c.document_id == document_id
        )
        return bool(self._connection.execute(sa.select(found)).scalar_one())

    def _change_key(self, key_id: ApiKeyId, **values: str) -> None:
        self._connection.execute(sa.update(api_keys).where(api_keys.c.id == key_id).values(values))

    def _change(self, user_id: UserId, **values: object) -> None:
        self._connection.execute(sa.update(users).where(users.c.id == user_id).values(**values))

    def _read(self, which: sa.ColumnElement[bool]) -> list[User]:
        rows = self._connection.execute(sa.select(users).where(which).order_by(users.c.name)).all()
        roles = self._roles([row.id for row in rows])
        return [_user(row, roles.get(row.id, frozenset())) for row in rows]

    def _roles(self, user_ids: Sequence[str]) -> Mapping[str, frozenset[Role]]:
        found: defaultdict[str, set[Role]] = defaultdict(set)
        for row in self._connection.execute(
            sa.select(user_roles).where(user_roles.c.user_id.in_(user_ids))
        ):
            found[row.user_id].add(Role(row.role))
        return {user_id: frozenset(roles) for user_id, roles in found.items()}


def _api_key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=ApiKeyId(row.id),
        secret_sha256=row.secret_sha256,
        label=row.label,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        organisation_id=organisation_of(row),
        municipality_id=municipality_of(row),
        created_at=from_text(row.created_at),
        expires_at=_moment(row.expires_at),
        last_used_at=_moment(row.last_used_at),
        revoked_at=_moment(row.revoked_at),
    )


def _user(row: Row[Any], roles: frozenset[Role]) -> User:
    return User(
        id=UserId(row.id),
        login=row.login,
        name=row.name,
        roles=roles,
        password_hash=row.password_hash,
        organisation_id=organisation_of(row),
        municipality_id=municipality_of(row),
        created_at=from_text(row.created_at),
        email=row.email,
        blocked_at=_moment(row.blocked_at),
        second_factor=None
        if row.totp_secret is None
        else SecondFactor(row.totp_secret, row.totp_confirmed, row.totp_step),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def owned_by(
    table: sa.Table,
    organisation_ids: Sequence[OrganisationId],
    municipality_id: MunicipalityId | None,
) -> sa.ColumnElement[bool]:
    """The rows bound to these organisations, or to the municipality itself."""
    ours: sa.ColumnElement[bool] = table.c.organisation_id.in_(organisation_ids)
    if municipality_id is not None:
        ours |= table.c.municipality_id == municipality_id
    return ours


def organisation_of(row: Row[Any]) -> OrganisationId | None:
    """The organisation a row is bound to."""
    return None if row.organisation_id is None else OrganisationId(row.organisation_id)


def municipality_of(row: Row[Any]) -> MunicipalityId | None:
    """The municipality a row is bound to."""
    return None if row.municipality_id is None else MunicipalityId(row.municipality_id)
