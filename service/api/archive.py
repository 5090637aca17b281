"""The archive: what is kept, how long, and the hashes of every file."""

from datetime import datetime

from apiflask import APIBlueprint
from flask import url_for

from service.api.schemas import (
    ArchivedFileOut,
    ArchiveEntryOut,
    ArchiveList,
    ArchiveQuery,
    RetentionOut,
)
from service.domain.archive import ArchivedFile, Entry
from service.domain.ids import OrganisationId
from service.http.cursors import read_cursor, write_cursor
from service.http.exchange import principal, services
from service.ports import DocumentFilter

archive = APIBlueprint("archive", __name__, url_prefix="/archive", tag="Архив")


@archive.get("")
@archive.doc(summary="Опись архива, сначала новые")
@archive.input(ArchiveQuery, location="query")
@archive.output(ArchiveList)
def list_all(query_data: ArchiveQuery) -> ArchiveList:
    """Archived documents of the organisations the key sees."""
    query = query_data
    organisation = query.organization_id
    found = services().archive.list_entries(
        principal(),
        DocumentFilter(
            organisation_ids=(OrganisationId(organisation),) if organisation else (),
            kind=query.kind,
            year=query.year,
            text=query.q,
            before=read_cursor(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        ),
    )
    shown = found[: query.limit]
    more = len(found) > query.limit
    last = (shown[-1].archived_at, shown[-1].document_id) if more else None
    return ArchiveList(
        items=[_represent(entry) for entry in shown],
        next_cursor=write_cursor(last) if last else None,
    )


def _represent(entry: Entry) -> ArchiveEntryOut:
    retention = entry.retention
    return ArchiveEntryOut(
        document_id=entry.document_id,
        organization_id=entry.organisation_id,
        kind=entry.kind,
        number=entry.number,
        date=entry.doc_date,
        title=entry.title,
        case_index=entry.case_index,
        retention=RetentionOut(
            article=retention.article, term=retention.term, keep_until=retention.keep_until
        ),
        files=[_represent_file(entry, file) for file in entry.files],
        pages=entry.pages,
        archived_at=datetime.fromisoformat(entry.archived_at),
        renewed_at=datetime.fromisoformat(entry.renewed_at) if entry.renewed_at else None,
    )


def _represent_file(entry: Entry, file: ArchivedFile) -> ArchivedFileOut:
    return ArchivedFileOut(
        role=file.role,
        sha256=file.sha256,
        size=file.size_bytes,
        link=url_for(f"api.documents.{file.role}", document_id=entry.document_id),
    )
