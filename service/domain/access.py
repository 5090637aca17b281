"""Who asks, and whose things they may see or make."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import MunicipalityId, OrganisationId
from service.domain.organisations import Organisation


class Scope(StrEnum):
    """What a key or a user may do."""

    READ = "documents:read"
    WRITE = "documents:write"
    ARCHIVE = "archive:read"
    TEMPLATES = "templates:write"
    SIGNERS = "signers:write"


@dataclass(frozen=True)
class Principal:
    """An API key or a signed-in person, bound to one organisation or to one municipality.

    `id` is opaque and safe for logs and the audit trail: `key:…` or `user:…`.
    """

    id: str
    scopes: frozenset[Scope]
    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None

    def sees(self, organisation: Organisation) -> bool:
        """Whether the organisation exists for this principal."""
        if self.organisation_id is not None:
            return organisation.id == self.organisation_id
        return (
            self.municipality_id is not None
            and organisation.municipality_id == self.municipality_id
        )


def require_scope(principal: Principal, scope: Scope) -> None:
    """Refuse a principal without `scope`. Raises ForbiddenError."""
    if scope not in principal.scopes:
        message = f"Для этого действия нужно право «{scope}»."
        raise ForbiddenError(message, code="scope_required")


def require_sight(principal: Principal, organisation: Organisation | None) -> Organisation:
    """The organisation, if it exists for the principal; somebody else's does not exist.

    Raises NotFoundError.
    """
    if organisation is None or not principal.sees(organisation):
        raise NotFoundError
    return organisation
