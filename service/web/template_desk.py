"""What the pages of templates are about: whose they are, which are in force, who published them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from doc_templates.catalogue import Kind
from doc_templates.errors import UnknownKindError
from service.domain.access import Scope
from service.domain.errors import NotFoundError
from service.domain.organisations import Organisation
from service.domain.templates import Level, Owner, TemplateVersion, owner_of, owners_over
from service.http.exchange import principal, services

LEVELS: Mapping[str, str] = {
    Level.ORGANISATION: "Организация",
    Level.MUNICIPALITY: "Муниципалитет",
    Level.BUILTIN: "Встроенный",
}


@dataclass(frozen=True)
class Desk:
    """Whose templates the page shows: `owners` are the levels over the documents, nearest first."""

    owners: tuple[Owner, ...]
    organisation: Organisation | None
    organisations: Sequence[Organisation]

    @property
    def owner(self) -> Owner:
        """For whom a template would be published."""
        return self.owners[0]

    @property
    def can_publish(self) -> bool:
        """Whether the visitor may give this owner a template of its own."""
        may = Scope.TEMPLATES in principal().scopes
        return may and self.owner == owner_of(principal())

    @property
    def is_elsewhere(self) -> bool:
        """Whether the page must keep saying whose it is: an officer looks at a school."""
        return self.owner != owner_of(principal())

    def at(self, level: str) -> Owner:
        """The owner at a level. Raises NotFoundError."""
        found = next((owner for owner in self.owners if owner.level == level), None)
        if found is None:
            raise NotFoundError
        return found

    def url(self, endpoint: str, **values: object) -> str:
        """The address of a page about the same owner's templates."""
        if self.is_elsewhere:
            values["organisation"] = self.owner.id
        return url_for(f"desk.{endpoint}", **values)  # type: ignore[arg-type]

    def versions(self, kind: str | None = None) -> list[TemplateVersion]:
        """What was published over the documents: all versions of a kind, or the newest of each."""
        seen = services().templates.list_versions(
            principal(), self.organisation.id if self.organisation else None, kind
        )
        return [version for version in seen if version.owner in self.owners]

    def in_force(self, versions: Iterable[TemplateVersion]) -> Mapping[str, TemplateVersion]:
        """Of the newest versions, by kind, the one of the nearest owner that has a template."""
        found: dict[str, TemplateVersion] = {}
        seen: set[tuple[Owner, str]] = set()
        for version in sorted(versions, key=self._nearness):
            place = version.owner, version.kind
            if place not in seen and version.sha256 is not None:
                found.setdefault(version.kind, version)
            seen.add(place)
        return found

    def _nearness(self, version: TemplateVersion) -> tuple[int, int]:
        return self.owners.index(version.owner), -version.number


def open_desk() -> Desk:
    """The desk that the address asks for. Raises NotFoundError (another's organisation)."""
    organisations = services().organisations.list_organisations(principal())
    asked = request.values.get("organisation") or principal().organisation_id
    if not asked:
        return Desk((owner_of(principal()),), None, organisations)
    found = next((one for one in organisations if one.id == asked), None)
    if found is None:
        raise NotFoundError
    return Desk(owners_over(found), found, organisations)


def get_kind(code: str) -> Kind:
    """The kind. Raises NotFoundError."""
    try:
        return services().catalogue.get_kind(code)
    except UnknownKindError as error:
        raise NotFoundError(error.message) from error


def name_publishers(versions: Iterable[TemplateVersion]) -> Mapping[str, str]:
    """Who published, in words, by the id that a version remembers."""
    return services().users.name_principals({version.published_by for version in versions})
