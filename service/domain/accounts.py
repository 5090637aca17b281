"""API keys, users, their sessions and invitations, without their secrets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.access import (
    ROLES_OF_MUNICIPALITIES,
    ROLES_OF_ORGANISATIONS,
    Principal,
    Role,
    Scope,
    scopes_of,
)
from service.domain.ids import (
    ApiKeyId,
    InvitationId,
    LetterId,
    MunicipalityId,
    OrganisationId,
    UserId,
)
from service.domain.reading import normal_name

SESSION_LIFETIME = timedelta(hours=12)
"""From signing in, whatever happens: a working day."""

SESSION_IDLE = timedelta(hours=2)
"""From the last page that was asked for: a long meeting."""

AFTERLIFE = timedelta(days=1)
"""So long it is known whose a session was that ended by itself: a form may still come of it."""

CODE_PATIENCE = timedelta(minutes=10)
"""How long the page that asks for the second factor waits."""

LOGIN_WINDOW = timedelta(minutes=15)
LOGIN_ATTEMPTS = 10
CODE_ATTEMPTS = 5
RESET_ATTEMPTS = 3

KEY_USE_NOTED = timedelta(minutes=10)
"""How exactly the last use of a key is known: not every request need write."""

INVITATION_LIFETIME = timedelta(days=7)
RESET_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class ApiKey:
    """A bearer key of a program. Only the hash of its secret is known."""

    id: ApiKeyId
    secret_sha256: str
    label: str
    scopes: frozenset[Scope]
    organisation_id: OrganisationId | None
    municipality_id: MunicipalityId | None
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def tenant(self) -> "Tenant":
        """Whose documents it opens."""
        return Tenant(self.organisation_id, self.municipality_id)

    def is_alive(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def principal(self) -> Principal:
        """The key as somebody who asks."""
        return Principal(f"key:{self.id}", self.scopes, self.organisation_id, self.municipality_id)


@dataclass(frozen=True)
class Tenant:
    """What an account is bound to: exactly one of the two is set."""

    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None

    @property
    def fitting_roles(self) -> frozenset[Role]:
        """The roles there are in such a place."""
        return ROLES_OF_ORGANISATIONS if self.organisation_id else ROLES_OF_MUNICIPALITIES


@dataclass(frozen=True)
class SecondFactor:
    """A secret shared with somebody's telephone (RFC 6238).

    It counts once it is confirmed; `last_step` is the newest step of time whose code was used.
    """

    secret: str
    is_confirmed: bool = False
    last_step: int = 0


@dataclass(frozen=True)
class User:
    """A person who signs in with a password, of one organisation or one municipality."""

    id: UserId
    login: str
    name: str
    roles: frozenset[Role]
    password_hash: str
    organisation_id: OrganisationId | None
    municipality_id: MunicipalityId | None
    created_at: datetime
    email: str = ""
    blocked_at: datetime | None = None
    second_factor: SecondFactor | None = None

    @property
    def tenant(self) -> Tenant:
        """Where the person works."""
        return Tenant(self.organisation_id, self.municipality_id)

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not open the door."""
        return self.second_factor is not None and self.second_factor.is_confirmed

    def is_called(self, names: Collection[str]) -> bool:
        """Whether the person has one of these full names; see `normal_name`."""
        return normal_name(self.name) in names

    def signs_as(self, role: str) -> bool:
        """Whether a role of the person is the one of a signature; an acting head is a head."""
        roles = {Role.HEAD, Role.ACTING_HEAD} if role == Role.HEAD else {role}
        return not self.roles.isdisjoint(roles)

    def principal(self) -> Principal:
        """The person as somebody who asks."""
        return Principal(
            f"user:{self.id}",
            scopes_of(self.roles),
            self.organisation_id,
            self.municipality_id,
            self.id,
        )


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `csrf_token` goes into its forms.

    While it `awaits_code`, it opens nothing but the page that asks for the second factor.
    """

    token_sha256: str
    user_id: UserId
    csrf_token: str
    created_at: datetime
    expires_at: datetime
    last_seen_at: datetime
    browser: str = ""
    awaits_code: bool = False

    @property
    def handle(self) -> str:
        """Names the session on its owner's page; it opens nothing."""
        return self.token_sha256[:16]

    def is_alive(self, now: datetime) -> bool:
        """Whether it has neither grown old nor been left alone."""
        return now < self.expires_at and now - self.last_seen_at < SESSION_IDLE


@dataclass(frozen=True)
class Invitation:
    """Somebody may come in by a link that was sent to them, once."""

    id: InvitationId
    token_sha256: str
    email: str
    name: str
    roles: frozenset[Role]
    tenant: Tenant
    letter_id: LetterId
    invited_by: str
    created_at: datetime
    expires_at: datetime
