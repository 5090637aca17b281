"""What goes into the archive, what is kept of it, and who may see it."""

from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.archive import Retention
from service.domain.documents import Document, State
from service.domain.errors import ForbiddenError, NotFoundError
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.stages import StageDesk
from service.ports import DocumentFilter
from tests.factories import (
    CLERK,
    CONSENT,
    OFFICER,
    SCHOOL,
    STRANGER,
    UNFILTERED,
    make_made_with,
    make_principal,
    make_request,
)
from tests.fakes import MemoryStore
from tests.line import convert, run_line, sign


def test_an_archived_document_has_a_manifest_of_its_files(
    archive: ArchiveDesk, order: Document
) -> None:
    entry = archive.get_entry(CLERK, order.id)

    assert order.state is State.ARCHIVED
    assert (entry.number, entry.title, entry.pages) == ("1-од", order.title, 2)
    assert entry.case_index == "01-05"
    assert entry.retention == Retention("19а", "постоянно", None)
    assert [(file.role, file.sha256) for file in entry.files] == [
        ("pdf", order.files.signed),
        ("docx", order.files.docx),
    ]
    assert [file.size_bytes for file in entry.files] == [
        len(content) for _, content in archive.read_files(entry)
    ]


def test_what_made_a_document_stays_with_it_through_every_later_stage(
    archive: ArchiveDesk, order: Document
) -> None:
    assert order.files.signed is not None
    assert order.made_with == make_made_with(order)
    assert archive.get_entry(CLERK, order.id).made_with == order.made_with


def test_a_storage_term_ends_with_a_year(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    consent = desk.register_document(CLERK, make_request(kind=CONSENT, sign=False))
    run_line(stages, archive, blobs)

    entry = archive.get_entry(CLERK, consent.id)
    assert entry.retention == Retention("19а", "5 лет", date(2031, 12, 31))


def test_archiving_is_in_the_audit_trail(order: Document, memory_database: SqlDatabase) -> None:
    with memory_database.snapshot() as tx:
        *_, last = [item.event for item in tx.audit.read(SCHOOL)]

    assert last.action == "document:archived"
    assert last.document_id == order.id
    assert last.detail["signed"] == order.files.signed


@pytest.mark.usefixtures("order")
def test_nothing_due_archives_nothing(archive: ArchiveDesk) -> None:
    assert archive.archive_documents(SCHOOL, limit=9) == 0


def test_a_document_whose_file_is_lost_does_not_hold_up_the_others(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    broken, healthy = (desk.register_document(CLERK, make_request(key)) for key in "12")
    convert(stages, blobs)
    sign(stages, blobs)
    blobs.lose(SCHOOL, desk.get_document(CLERK, broken.id).files.signed or "")

    assert archive.archive_documents(SCHOOL, limit=9) == 1

    assert desk.get_document(CLERK, healthy.id).state is State.ARCHIVED
    put_off = desk.get_document(CLERK, broken.id)
    assert put_off.state is State.SIGNED
    assert put_off.failure is not None
    assert put_off.failure.code == "blob_lost"


def test_a_document_cancelled_meanwhile_is_not_archived(
    desk: DocumentDesk,
    stages: StageDesk,
    archive: ArchiveDesk,
    blobs: MemoryStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    sign(stages, blobs)
    read = blobs.get

    def cancel_and_read(*name: str) -> bytes:
        if desk.get_document(CLERK, document.id).state is State.SIGNED:
            desk.cancel_document(CLERK, document.id)
        return read(*name)  # type: ignore[arg-type] # the same arguments

    monkeypatch.setattr(blobs, "get", cancel_and_read)

    assert archive.archive_documents(SCHOOL, limit=9) == 0
    with pytest.raises(NotFoundError):
        archive.get_entry(CLERK, document.id)


def test_another_organisation_cannot_see_the_archive(archive: ArchiveDesk, order: Document) -> None:
    with pytest.raises(NotFoundError):
        archive.get_entry(STRANGER, order.id)
    with pytest.raises(NotFoundError):
        archive.list_entries(STRANGER, DocumentFilter((SCHOOL,)))
    assert archive.list_entries(STRANGER, UNFILTERED) == []


def test_an_officer_sees_the_archive_of_the_municipality(
    archive: ArchiveDesk, order: Document
) -> None:
    assert [entry.document_id for entry in archive.list_entries(OFFICER, UNFILTERED)] == [order.id]


def test_the_archive_needs_its_own_right(archive: ArchiveDesk, order: Document) -> None:
    reader = make_principal(scopes=frozenset({Scope.READ, Scope.WRITE}))

    with pytest.raises(ForbiddenError):
        archive.list_entries(reader, UNFILTERED)
    with pytest.raises(ForbiddenError):
        archive.get_entry(reader, order.id)


def test_the_manifest_says_when_in_the_form_of_all_times(
    archive: ArchiveDesk, order: Document
) -> None:
    entry = archive.get_entry(CLERK, order.id)

    assert entry.archived_at == "2026-11-23T09:00:00.000+00:00"
