"""What the keeper of the archive does at the console: list, export and check, for any organisation.

The keeper is whoever can run commands on the server; there is no tenant to hide things from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from service.domain.archive import Entry
from service.domain.blobs import BlobError
from service.domain.ids import OrganisationId
from service.domain.templates import Owner, TemplateVersion
from service.operations.containers import write_container
from service.ports import BlobStore, Database, DocumentFilter

_ALL = 1_000_000_000


@dataclass(frozen=True)
class KeeperDesk:
    """The keeper's use cases."""

    database: Database
    blobs: BlobStore

    def list_organisations(self) -> list[OrganisationId]:
        """Return every organisation that has an archive."""
        with self.database.snapshot() as tx:
            return [organisation.id for organisation in tx.organisations.list_all()]

    def list_entries(
        self,
        organisation_ids: Sequence[OrganisationId],
        *,
        kind: str | None = None,
        year: int | None = None,
        text: str | None = None,
    ) -> list[Entry]:
        """Archived documents of these organisations, newest first."""
        wanted = DocumentFilter(
            tuple(organisation_ids), kind=kind, year=year, text=text, limit=_ALL
        )
        with self.database.snapshot() as tx:
            return tx.archive.search(wanted)

    def find_damaged_templates(self, municipal_blobs: BlobStore) -> list[TemplateVersion]:
        """Versions of municipalities whose bytes are gone or changed.

        Those of organisations are among the files of their archive.
        """
        with self.database.snapshot() as tx:
            owners = {Owner(municipality_id=o.municipality_id) for o in tx.organisations.list_all()}
            versions = tx.templates.list_of(owners)
        return [one for one in versions if not _is_whole(municipal_blobs, one)]

    def export(self, entries: Sequence[Entry], target: IO[bytes]) -> int:
        """Write a ZIP container (see `write_container`); returns the number of files."""
        return write_container(self.blobs, entries, target)


def _is_whole(blobs: BlobStore, version: TemplateVersion) -> bool:
    if version.sha256 is None:
        return True
    try:
        blobs.get(version.owner.id, version.sha256)
    except BlobError:
        return False
    return True
