"""Manifest rows of archived documents, in a table that the database itself refuses to change."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.document_rows import to_made_with
from service.database.lists import newest_first
from service.database.schema import archive_entries, archive_renewals, documents
from service.domain.archive import PDF, ArchivedFile, Entry, Renewal, Retention
from service.domain.ids import DocumentId, OrganisationId, is_safe_id
from service.ports import DocumentFilter


class SqlArchive:
    """One row per archived document."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: Entry, *, search_text: str) -> None:
        """Write the manifest row, once and for all."""
        self._connection.execute(
            sa.insert(archive_entries).values(
                document_id=entry.document_id,
                organisation_id=entry.organisation_id,
                kind=entry.kind,
                year=entry.doc_date.year,
                number=entry.number,
                doc_date=entry.doc_date,
                title=entry.title,
                search_text=search_text,
                case_index=entry.case_index,
                retention_article=entry.retention.article,
                retention_term=entry.retention.term,
                keep_until=entry.retention.keep_until,
                files=[[file.role, file.sha256, file.size_bytes] for file in entry.files],
                pages=entry.pages,
                made_with=None if entry.made_with is None else entry.made_with.to_dict(),
                archived_at=entry.archived_at,
            )
        )

    def search(self, wanted: DocumentFilter) -> list[Entry]:
        """Newest first; `wanted.before` continues after the last (archived_at, document_id)."""
        place = (archive_entries.c.archived_at, archive_entries.c.document_id)
        also = []
        if wanted.states is not None:
            of_state = sa.select(documents.c.id).where(documents.c.state.in_(wanted.states))
            also.append(archive_entries.c.document_id.in_(of_state))
        query = newest_first(archive_entries, place, wanted, *also)
        page = query.subquery()
        renewals = self._list_renewals(
            archive_renewals.c.document_id.in_(sa.select(page.c.document_id))
        )
        entries = [_entry(row) for row in self._connection.execute(query)]
        return [entry.with_renewals(renewals[entry.document_id]) for entry in entries]

    def find(self, document_id: DocumentId) -> Entry | None:
        """The row of this document or None."""
        if not is_safe_id(document_id):
            return None
        row = self._connection.execute(
            sa.select(archive_entries).where(archive_entries.c.document_id == document_id)
        ).one_or_none()
        if row is None:
            return None
        return _entry(row).with_renewals(self._list_renewals_of(document_id))

    def add_renewal(self, renewal: Renewal) -> None:
        """Write the row of a renewal, the next one of its document, once and for all."""
        earlier = self._list_renewals_of(renewal.document_id)
        self._connection.execute(
            sa.insert(archive_renewals).values(
                document_id=renewal.document_id,
                number=len(earlier) + 1,
                organisation_id=renewal.organisation_id,
                sha256=renewal.file.sha256,
                size_bytes=renewal.file.size_bytes,
                renewed_at=renewal.renewed_at,
            )
        )

    def _list_renewals_of(self, document_id: DocumentId) -> list[Renewal]:
        return self._list_renewals(archive_renewals.c.document_id == document_id)[document_id]

    def _list_renewals(
        self, which: sa.ColumnElement[bool]
    ) -> defaultdict[DocumentId, list[Renewal]]:
        found = defaultdict[DocumentId, list[Renewal]](list)
        query = sa.select(archive_renewals).where(which).order_by(archive_renewals.c.number)
        for row in self._connection.execute(query):
            found[DocumentId(row.document_id)].append(_renewal(row))
        return found


def _renewal(row: Row[Any]) -> Renewal:
    return Renewal(
        document_id=DocumentId(row.document_id),
        organisation_id=OrganisationId(row.organisation_id),
        file=ArchivedFile(PDF, row.sha256, row.size_bytes),
        renewed_at=row.renewed_at,
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        document_id=DocumentId(row.document_id),
        organisation_id=OrganisationId(row.organisation_id),
        kind=row.kind,
        number=row.number,
        doc_date=row.doc_date,
        title=row.title,
        case_index=row.case_index,
        retention=Retention(row.retention_article, row.retention_term, row.keep_until),
        files=tuple(ArchivedFile(*file) for file in row.files),
        pages=row.pages,
        archived_at=row.archived_at,
        made_with=to_made_with(row.made_with),
    )
