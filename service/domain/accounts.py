"""API keys, users and sessions, without their secrets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.access import Principal, Scope
from service.domain.ids import ApiKeyId, MunicipalityId, OrganisationId, UserId

SESSION_LIFETIME = timedelta(hours=12)
"""From signing in, whatever happens: a working day."""

LOGIN_WINDOW = timedelta(minutes=15)
LOGIN_ATTEMPTS = 10

HEAD, OFFICER = "head", "officer"
"""Who answers for what an organisation, or a municipality, prints on its documents."""


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

    def principal(self) -> Principal:
        """The key as somebody who asks."""
        return Principal(f"key:{self.id}", self.scopes, self.organisation_id, self.municipality_id)


@dataclass(frozen=True)
class User:
    """A person who signs in with a password, of one organisation or one municipality."""

    id: UserId
    login: str
    name: str
    role: str
    password_hash: str
    organisation_id: OrganisationId | None
    municipality_id: MunicipalityId | None
    created_at: datetime

    def principal(self) -> Principal:
        """The person as somebody who asks; a municipal officer reads and makes no documents."""
        scopes = {Scope.READ, Scope.ARCHIVE}
        if self.role in {HEAD, OFFICER}:
            scopes.add(Scope.TEMPLATES)
        if self.organisation_id is not None:
            scopes.add(Scope.WRITE)
        return Principal(
            f"user:{self.id}", frozenset(scopes), self.organisation_id, self.municipality_id
        )


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `csrf_token` goes into its forms."""

    token_sha256: str
    user_id: UserId
    csrf_token: str
    created_at: datetime
    expires_at: datetime
