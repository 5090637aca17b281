"""Links that open a door once: invitations, and ways back for a forgotten password."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import invitations, password_resets
from service.database.accounts import municipality_of, organisation_of
from service.database.times import from_text, to_text
from service.database.walls import reveal
from service.domain.access import Role
from service.domain.accounts import Invitation, Tenant
from service.domain.ids import InvitationId, LetterId, MunicipalityId, OrganisationId, UserId


class SqlInvitations:
    """A row goes when its link is used: of two who try, one finds it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Store an invitation."""
        self._connection.execute(
            sa.insert(invitations).values(
                id=invitation.id,
                token_sha256=invitation.token_sha256,
                email=invitation.email,
                name=invitation.name,
                roles=sorted(invitation.roles),
                organisation_id=invitation.tenant.organisation_id,
                municipality_id=invitation.tenant.municipality_id,
                letter_id=invitation.letter_id,
                invited_by=invitation.invited_by,
                created_at=to_text(invitation.created_at),
                expires_at=to_text(invitation.expires_at),
            )
        )

    def find(self, token_sha256: str) -> Invitation | None:
        """The invitation of this link."""
        reveal(self._connection, secret=token_sha256)
        row = self._connection.execute(
            sa.select(invitations).where(invitations.c.token_sha256 == token_sha256)
        ).one_or_none()
        return None if row is None else _invitation(row)

    def list_of(
        self, organisation_ids: Sequence[OrganisationId], municipality_id: MunicipalityId | None
    ) -> list[Invitation]:
        """Invitations to these organisations and to the municipality, newest first."""
        ours: sa.ColumnElement[bool] = invitations.c.organisation_id.in_(organisation_ids)
        if municipality_id is not None:
            ours |= invitations.c.municipality_id == municipality_id
        rows = self._connection.execute(
            sa.select(invitations).where(ours).order_by(invitations.c.created_at.desc())
        )
        return [_invitation(row) for row in rows]

    def remove(self, invitation_id: InvitationId) -> bool:
        """Use up or take back an invitation; False when it is gone already."""
        result = self._connection.execute(
            sa.delete(invitations).where(invitations.c.id == invitation_id)
        )
        return result.rowcount == 1

    def add_reset(self, token_sha256: str, user_id: UserId, expires_at: datetime) -> None:
        """Remember a way back."""
        self._connection.execute(
            sa.insert(password_resets).values(
                token_sha256=token_sha256, user_id=user_id, expires_at=to_text(expires_at)
            )
        )

    def find_reset(self, token_sha256: str, now: datetime) -> UserId | None:
        """Whose way back this is, while it is open; who that is can be asked next."""
        reveal(self._connection, secret=token_sha256)
        found = self._connection.execute(
            sa.select(password_resets.c.user_id).where(
                password_resets.c.token_sha256 == token_sha256,
                password_resets.c.expires_at > to_text(now),
            )
        ).scalar_one_or_none()
        if found is None:
            return None
        reveal(self._connection, user=found)
        return UserId(found)

    def remove_resets(self, user_id: UserId) -> bool:
        """Close every way back of a person; False when there was none."""
        result = self._connection.execute(
            sa.delete(password_resets).where(password_resets.c.user_id == user_id)
        )
        return result.rowcount > 0


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=InvitationId(row.id),
        token_sha256=row.token_sha256,
        email=row.email,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        tenant=Tenant(organisation_of(row), municipality_of(row)),
        letter_id=LetterId(row.letter_id),
        invited_by=row.invited_by,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
    )
