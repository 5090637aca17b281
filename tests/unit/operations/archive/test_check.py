"""The check of the archive: files, rows and the audit trail, against what was done to them."""

from dataclasses import replace

import pytest

from service.database.database import SqlDatabase
from service.domain.audit import GENESIS, Event, chain
from service.domain.documents import Document, Failure, Files, Stage, State
from service.domain.testimony import Ledger, list_discrepancies
from service.operations.archive import ArchiveDesk, Finding
from service.operations.documents import DocumentDesk
from service.operations.stages import Setback, StageDesk
from tests.factories import CLERK, SCHOOL, make_new_document, make_request
from tests.fakes import MONDAY, MemoryStore
from tests.line import convert, run_line, signed


@pytest.mark.usefixtures("order")
def test_a_healthy_archive_has_no_fault(archive: ArchiveDesk) -> None:
    report = archive.check([SCHOOL])

    assert (report.files, report.events) == (2, 4)
    assert (report.faults, report.leftovers) == ((), ())


@pytest.mark.parametrize("finding", [Finding.MISSING, Finding.CHANGED])
def test_a_lost_or_changed_file_is_found(
    archive: ArchiveDesk, blobs: MemoryStore, order: Document, finding: Finding
) -> None:
    digest = order.files.signed or ""
    (blobs.lose if finding is Finding.MISSING else blobs.damage)(SCHOOL, digest)

    assert [(fault.finding, fault.subject) for fault in archive.check([SCHOOL]).faults] == [
        (finding, digest)
    ]


@pytest.mark.usefixtures("order")
def test_a_file_that_no_document_knows_is_named_and_is_no_fault(
    archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    (digest,) = blobs.put(SCHOOL, [b"left by a worker that was killed"])

    report = archive.check([SCHOOL])

    assert report.faults == ()
    assert [(item.finding, item.subject) for item in report.leftovers] == [
        (Finding.UNTRACKED, digest)
    ]


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE audit_events SET action = 'document:cancelled' WHERE seq = 2", "2"),
        ("DELETE FROM audit_events WHERE seq = 1", "1"),
        ("DELETE FROM audit_events WHERE seq = 4", "4"),
        ("DELETE FROM audit_events", "1"),
    ],
)
def test_a_changed_audit_trail_is_found_where_it_was_changed(
    archive: ArchiveDesk,
    memory_database: SqlDatabase,
    statement: str,
    place: str,
) -> None:
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- behind the port's back
        connection.exec_driver_sql(statement)

    fault, *_ = archive.check([SCHOOL]).faults

    assert (fault.finding, fault.subject) == (Finding.AUDIT_BROKEN, place)


@pytest.mark.parametrize(
    ("statement", "fields"),
    [
        ("UPDATE archive_entries SET number = '99-од'", ("manifest", "number")),
        ("UPDATE archive_entries SET doc_date = '2026-11-22'", ("manifest", "date")),
        ("UPDATE archive_entries SET kind = 'consent_check'", ("manifest", "kind")),
        ("UPDATE archive_entries SET title = 'О другом'", ("manifest",)),
        ("UPDATE archive_entries SET keep_until = '2027-12-31'", ("manifest",)),
        ("UPDATE archive_entries SET pages = 3", ("manifest",)),
        ("UPDATE archive_entries SET archived_at = '2020'", ("manifest",)),
        ("UPDATE archive_entries SET files = json_remove(files, '$[1]')", ("manifest", "files")),
        ("DELETE FROM archive_entries", ("manifest",)),
        ("UPDATE documents SET number = '99-од'", ("number",)),
        ("UPDATE documents SET doc_date = '2026-11-22'", ("date",)),
        ("UPDATE documents SET kind = 'consent_check'", ("kind",)),
        ("UPDATE documents SET title = 'О другом'", ("content",)),
        ("UPDATE documents SET data = json_set(data, '$.subject', 'Иной')", ("content",)),
        ("UPDATE documents SET requisites = json_set(requisites, '$.inn', '1')", ("content",)),
        ("UPDATE documents SET signed_sha256 = pdf_sha256", ("files",)),
        ("UPDATE documents SET docx_sha256 = NULL", ("files",)),
        ("UPDATE documents SET state = 'cancelled'", ("state",)),
        (
            "UPDATE documents SET signature_plan = json_set(signature_plan, '$[0].role', 'seal')",
            ("plan",),
        ),
        ("UPDATE documents SET signature_plan = '[]'", ("plan",)),
        (
            "UPDATE documents SET made_with = json_set(made_with, '$.engine', 'other')",
            ("made_with",),
        ),
        (
            "UPDATE archive_entries SET made_with = json_set(made_with, '$.libreoffice', '1')",
            ("made_with",),
        ),
        ("UPDATE archive_entries SET made_with = NULL", ("made_with",)),
        ("DELETE FROM documents", ("row",)),
    ],
)
def test_a_changed_row_is_found_and_its_field_named(
    archive: ArchiveDesk,
    memory_database: SqlDatabase,
    order: Document,
    statement: str,
    fields: tuple[str, ...],
) -> None:
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- behind the port's back
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(statement)

    faults = archive.check([SCHOOL]).faults

    assert [(f.finding, f.subject, f.fields) for f in faults] == [
        (Finding.ROW_CHANGED, order.id, fields)
    ]


def test_what_made_a_document_cannot_be_changed_in_both_tables_at_once(
    archive: ArchiveDesk, memory_database: SqlDatabase, order: Document
) -> None:
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- behind the port's back
        for table in ("documents", "archive_entries"):
            connection.exec_driver_sql(f"UPDATE {table} SET made_with = NULL")  # noqa: S608 -- ours

    (fault,) = archive.check([SCHOOL]).faults

    assert (fault.subject, fault.fields) == (order.id, ("made_with",))


@pytest.mark.usefixtures("order")
def test_a_document_that_was_put_in_behind_the_trail_is_found(
    archive: ArchiveDesk, memory_database: SqlDatabase
) -> None:
    with memory_database.transaction() as tx:
        added = tx.documents.add(make_new_document(7))

    (fault,) = archive.check([SCHOOL]).faults
    assert (fault.subject, fault.fields) == (added.id, ("registration",))


def test_the_trail_agrees_with_documents_at_every_step(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    done, failed, again = (desk.register_document(CLERK, make_request(key)) for key in "123")
    assert archive.check([SCHOOL]).faults == ()
    convert(stages, blobs)
    assert archive.check([SCHOOL]).faults == ()
    claims = {claim.document.id: claim for claim in stages.claim(Stage.SIGN, SCHOOL, limit=9)}
    lost = Failure("blob_lost", "Файл потерян.")
    stages.commit([Setback(claims[one.id], lost, again=False) for one in (failed, again)])
    stages.commit([signed(claims[done.id], blobs)])
    desk.retry_document(CLERK, again.id)
    assert archive.check([SCHOOL]).faults == ()
    desk.cancel_document(CLERK, failed.id)
    run_line(stages, archive, blobs)
    desk.cancel_document(CLERK, done.id)
    assert archive.check([SCHOOL]).faults == ()


def test_rows_are_held_against_what_events_of_an_older_version_say(order: Document) -> None:
    event = Event("document:registered", "clerk", order.id, {"number": "7-од", "kind": order.kind})
    trail = [chain(SCHOOL, 1, "2025", event, GENESIS)]

    row = replace(order, state=State.REGISTERED, files=Files())
    (found,) = list_discrepancies(Ledger([row], []), trail)

    assert found.fields == ("number",)


def test_each_organisation_is_checked_for_itself(
    archive: ArchiveDesk, order: Document, memory_database: SqlDatabase
) -> None:
    with memory_database.transaction() as tx:
        tx.audit.append(SCHOOL, Event("archive:exported", "keeper", order.id, {}), MONDAY)

    assert archive.check([]).events == 0
    assert archive.check([SCHOOL]).events == 5
