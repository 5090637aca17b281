"""Who asks, whose things they may see or make, and which role may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import MunicipalityId, OrganisationId, UserId
from service.domain.organisations import Organisation


class Scope(StrEnum):
    """What a key or a user may do."""

    READ = "documents:read"
    WRITE = "documents:write"
    ARCHIVE = "archive:read"
    TEMPLATES = "templates:write"
    SIGNERS = "signers:write"
    MUNICIPAL = "municipal:write"
    OWN = "documents:read-own"
    USERS = "users:write"
    ORGANISATIONS = "organizations:write"
    WEBHOOKS = "webhooks:write"


KEY_SCOPES = (
    *(Scope.READ, Scope.WRITE, Scope.ARCHIVE, Scope.TEMPLATES, Scope.SIGNERS, Scope.WEBHOOKS),
)
"""What a key of a program may be given; the other rights are for people."""


SCOPE_TITLES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.READ: "Читать документы, виды и шаблоны",
        Scope.WRITE: "Заказывать, повторять и аннулировать документы",
        Scope.ARCHIVE: "Искать в описи архива",
        Scope.TEMPLATES: "Публиковать шаблоны",
        Scope.SIGNERS: "Записывать, кто вправе подписывать",
        Scope.WEBHOOKS: "Добавлять и удалять адреса уведомлений",
    }
)
"""What those rights come to, for whoever grants them."""


class Role(StrEnum):
    """What somebody is in an organisation or a municipality; one person may be several things."""

    HEAD = "head"
    ACTING_HEAD = "acting_head"
    CURATOR = "curator"
    CLERK = "clerk"
    PARTICIPANT = "participant"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


ROLE_TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.HEAD: "Руководитель",
        Role.ACTING_HEAD: "Исполняющий обязанности руководителя",
        Role.CURATOR: "Куратор",
        Role.CLERK: "Секретарь",
        Role.PARTICIPANT: "Наставник или наставляемый",
        Role.OFFICER: "Специалист муниципалитета",
        Role.ADMINISTRATOR: "Администратор",
    }
)

_R, _W, _A, _T = Scope.READ, Scope.WRITE, Scope.ARCHIVE, Scope.TEMPLATES
_S, _M, _O, _U = Scope.SIGNERS, Scope.MUNICIPAL, Scope.OWN, Scope.USERS
_G, _N = Scope.ORGANISATIONS, Scope.WEBHOOKS

# Who may do what. Read along a line; whoever has several roles may do what any of them may.
#                       documents archive templates signers municipal own users schools notices
PERMISSIONS: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.HEAD:          frozenset({_R, _W,   _A,     _T,       _S}),
        Role.ACTING_HEAD:   frozenset({_R, _W,   _A,     _T,       _S}),
        Role.CURATOR:       frozenset({_R, _W,   _A}),
        Role.CLERK:         frozenset({_R, _W,   _A}),
        Role.PARTICIPANT:   frozenset({                                      _O}),
        Role.OFFICER:       frozenset({_R,       _A,     _T,              _M}),
        Role.ADMINISTRATOR: frozenset({                  _T,       _S,           _U,   _G,     _N}),
    }
)  # fmt: skip

ROLES_OF_ORGANISATIONS = frozenset(Role) - {Role.OFFICER}
ROLES_OF_MUNICIPALITIES = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


def scopes_of(roles: Iterable[Role]) -> frozenset[Scope]:
    """Everything these roles may do together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


@dataclass(frozen=True)
class Principal:
    """An API key or a signed-in person, bound to one organisation or to one municipality.

    `id` is opaque and safe for logs and the audit trail: `key:…` or `user:…`; `user_id` is there
    for people.
    """

    id: str
    scopes: frozenset[Scope]
    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None
    user_id: UserId | None = None

    def sees(self, organisation: Organisation) -> bool:
        """Whether the organisation exists for this principal."""
        if self.organisation_id is not None:
            return organisation.id == self.organisation_id
        return (
            self.municipality_id is not None
            and organisation.municipality_id == self.municipality_id
        )

    @property
    def reads_own_only(self) -> bool:
        """Whether only documents about this very person exist for them."""
        return Scope.OWN in self.scopes and Scope.READ not in self.scopes


def require_scope(principal: Principal, *scopes: Scope) -> None:
    """Refuse a principal who has none of `scopes`. Raises ForbiddenError."""
    if principal.scopes.isdisjoint(scopes):
        message = f"Для этого действия нужно право «{scopes[0]}»."
        raise ForbiddenError(message, code="scope_required")


def may_write(principal: Principal, *, is_municipal: bool) -> bool:
    """Whether the principal makes and changes documents of such a kind."""
    wanted = {Scope.WRITE, Scope.MUNICIPAL} if is_municipal else {Scope.WRITE}
    return not principal.scopes.isdisjoint(wanted)


def require_writing(principal: Principal, *, is_municipal: bool) -> None:
    """Refuse a principal who may not make or change such a document. Raises ForbiddenError."""
    if not may_write(principal, is_municipal=is_municipal):
        require_scope(principal, Scope.WRITE)


def require_sight(principal: Principal, organisation: Organisation | None) -> Organisation:
    """The organisation, if it exists for the principal; somebody else's does not exist.

    Raises NotFoundError.
    """
    if organisation is None or not principal.sees(organisation):
        raise NotFoundError
    return organisation
