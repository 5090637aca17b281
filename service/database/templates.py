"""Published templates, in a table that the database itself refuses to change."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.schema import municipalities, organisations, template_versions
from service.database.times import from_text, to_text
from service.domain.ids import MunicipalityId, OrganisationId, TemplateVersionId
from service.domain.templates import Owner, TemplateVersion


class SqlTemplates:
    """One row per version; the newest of an owner and a kind is in force."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_number(self, owner: Owner, kind: str) -> int:
        """The number of the owner's next version; others wait for it until the end."""
        table = organisations if owner.organisation_id is not None else municipalities
        self._connection.execute(
            sa.select(table.c.id).where(table.c.id == owner.id).with_for_update()
        )
        latest = self.latest(owner, kind)
        return 1 if latest is None else latest.number + 1

    def add(self, version: TemplateVersion) -> None:
        """Append a version."""
        self._connection.execute(
            sa.insert(template_versions).values(
                id=version.id,
                organisation_id=version.owner.organisation_id,
                municipality_id=version.owner.municipality_id,
                kind=version.kind,
                number=version.number,
                sha256=version.sha256,
                kind_version=version.kind_version,
                published_by=version.published_by,
                published_at=to_text(version.published_at),
                note=version.note,
            )
        )

    def latest(self, owner: Owner, kind: str) -> TemplateVersion | None:
        """The owner's newest version, a withdrawal included."""
        found = self._read(self._of(owner, kind).limit(1))
        return found[0] if found else None

    def find(self, owner: Owner, kind: str, number: int) -> TemplateVersion | None:
        """One version or None."""
        found = self._read(self._of(owner, kind).where(template_versions.c.number == number))
        return found[0] if found else None

    def list_of(self, owners: Iterable[Owner], kind: str | None = None) -> list[TemplateVersion]:
        """All versions of these owners, by kind, the newest first."""
        chosen = list(owners)
        query = sa.select(template_versions).where(
            sa.or_(
                template_versions.c.organisation_id.in_(
                    [owner.organisation_id for owner in chosen if owner.organisation_id]
                ),
                template_versions.c.municipality_id.in_(
                    [owner.municipality_id for owner in chosen if owner.municipality_id]
                ),
            )
        )
        if kind is not None:
            query = query.where(template_versions.c.kind == kind)
        order = (
            template_versions.c.kind,
            template_versions.c.municipality_id,
            template_versions.c.organisation_id,
            template_versions.c.number.desc(),
        )
        return self._read(query.order_by(*order))

    def _of(self, owner: Owner, kind: str) -> sa.Select[Any]:
        columns = template_versions.c
        return (
            sa.select(template_versions)
            .where(
                columns.organisation_id == owner.organisation_id,  # «= None» is IS NULL
                columns.municipality_id == owner.municipality_id,
                columns.kind == kind,
            )
            .order_by(columns.number.desc())
        )

    def _read(self, query: sa.Select[Any]) -> list[TemplateVersion]:
        return [_to_version(row) for row in self._connection.execute(query)]


def _to_version(row: Row[Any]) -> TemplateVersion:
    owner = (
        Owner(municipality_id=MunicipalityId(row.municipality_id))
        if row.organisation_id is None
        else Owner(organisation_id=OrganisationId(row.organisation_id))
    )
    return TemplateVersion(
        id=TemplateVersionId(row.id),
        owner=owner,
        kind=row.kind,
        number=row.number,
        sha256=row.sha256,
        kind_version=row.kind_version,
        published_by=row.published_by,
        published_at=from_text(row.published_at),
        note=row.note,
    )
