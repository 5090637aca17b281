"""What the keeper of the archive does at the console: list, export and check, for any organisation.

The keeper is whoever can run commands on the server; there is no tenant to hide things from.
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO

from service.domain.archive import Entry
from service.domain.blobs import BlobError
from service.domain.ids import OrganisationId
from service.domain.templates import Owner, TemplateVersion
from service.ports import BlobStore, Database, DocumentFilter

_ALL = 1_000_000_000
_NAMES = {"pdf": "document.pdf", "docx": "source.docx"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP can hold: same archive, same bytes


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
        """Write a ZIP container: `manifest.json` and `docs/<id>/…`; returns the number of files.

        Every file is checked against its hash on the way out. The layout follows the container of
        electronic documents of Правила № 77 (content, metadata). Raises BlobError.
        """
        count = 0
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
            _add(container, "manifest.json", _json([_describe(entry) for entry in entries]))
            for entry in entries:
                folder = f"docs/{entry.document_id}"
                _add(container, f"{folder}/metadata.json", _json(_describe(entry)))
                for file in entry.files:
                    content = self.blobs.get(entry.organisation_id, file.sha256)
                    _add(container, f"{folder}/{_NAMES.get(file.role, file.role)}", content)
                    count += 1
        return count


def _is_whole(blobs: BlobStore, version: TemplateVersion) -> bool:
    if version.sha256 is None:
        return True
    try:
        blobs.get(version.owner.id, version.sha256)
    except BlobError:
        return False
    return True


def _describe(entry: Entry) -> dict[str, object]:
    files = [
        {"name": _NAMES.get(file.role, file.role), "sha256": file.sha256, "size": file.size_bytes}
        for file in entry.files
    ]
    until = entry.retention.keep_until
    metadata = asdict(entry)
    # As the interface for programs spells it.
    return {
        "document_id": metadata.pop("document_id"),
        "organization_id": metadata.pop("organisation_id"),
        **metadata,
        "doc_date": entry.doc_date.isoformat(),
        "retention": {**asdict(entry.retention), "keep_until": until and until.isoformat()},
        "files": files,
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _add(container: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    container.writestr(info, content)
