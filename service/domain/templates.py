"""Templates that a municipality or an organisation has published over the one of the library."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.access import Principal
from service.domain.errors import ForbiddenError, InvalidRequestError, NotFoundError, Problem
from service.domain.ids import MunicipalityId, OrganisationId, TemplateVersionId
from service.domain.organisations import Organisation

MAX_NOTE_LENGTH = 500


class Level(StrEnum):
    """Whose template it is; of several the nearest to the document wins, the last of these."""

    BUILTIN = "builtin"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organization"


@dataclass(frozen=True)
class Owner:
    """Who published a template: exactly one of the two is set."""

    organisation_id: OrganisationId | None = None
    municipality_id: MunicipalityId | None = None

    def __post_init__(self) -> None:
        if (self.organisation_id is None) == (self.municipality_id is None):
            message = "a template belongs to one organisation or to one municipality"
            raise ValueError(message)

    @property
    def level(self) -> Level:
        """Which of the two."""
        return Level.MUNICIPALITY if self.organisation_id is None else Level.ORGANISATION

    @property
    def id(self) -> OrganisationId | MunicipalityId:
        """The id of whichever it is."""
        owner = self.organisation_id or self.municipality_id
        assert owner is not None  # noqa: S101 -- __post_init__ has seen to it
        return owner


@dataclass(frozen=True)
class TemplateVersion:
    """What an owner wants for a kind from here on. Never changed: the next one takes its place.

    `number` counts from 1 for each owner and kind. `sha256` is None when the owner gave up a
    template of its own. `kind_version` is the version of the kind it was checked against.
    """

    id: TemplateVersionId
    owner: Owner
    kind: str
    number: int
    sha256: str | None
    kind_version: int
    published_by: str
    published_at: datetime
    note: str


class TemplateRejectedError(InvalidRequestError):
    """The check found errors; `problems` name them and never quote the template."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems, code="template_rejected")
        self.message = "Шаблон не опубликован: в нём ошибки. Исправьте их и проверьте ещё раз."


def owner_of(principal: Principal) -> Owner:
    """The owner for whom a principal publishes when it does not say. Raises NotFoundError."""
    if principal.organisation_id is None and principal.municipality_id is None:
        raise NotFoundError
    if principal.organisation_id is not None:
        return Owner(organisation_id=principal.organisation_id)
    return Owner(municipality_id=principal.municipality_id)


def require_own(principal: Principal, owner: Owner) -> None:
    """Let everybody publish for themselves only; what is asked about must exist for them.

    Raises ForbiddenError.
    """
    if owner != owner_of(principal):
        message = "Шаблон публикует сама организация или сам муниципалитет, каждый за себя."
        raise ForbiddenError(message)


def owners_over(organisation: Organisation) -> tuple[Owner, Owner]:
    """Whose templates an organisation's documents are made by, the nearest first."""
    return (
        Owner(organisation_id=organisation.id),
        Owner(municipality_id=organisation.municipality_id),
    )


def note_problems(note: str) -> list[Problem]:
    """What keeps a publisher's words from being one line that people read."""
    if len(note) > MAX_NOTE_LENGTH:
        message = f"Пояснение – не длиннее {MAX_NOTE_LENGTH} знаков."
        return [Problem("#/note", "too_long", message)]
    if not note.isprintable():
        return [Problem("#/note", "control_character", "Пояснение – одна строка печатных знаков.")]
    return []
