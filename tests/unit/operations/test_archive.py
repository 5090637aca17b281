from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.archive import Retention
from service.domain.audit import GENESIS, Event, chain
from service.domain.documents import Document, Failure, Files, Stage, State
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.signatures import StepState, open_due, plan_steps
from service.domain.testimony import Ledger, list_discrepancies
from service.operations.archive import ArchiveDesk, Finding
from service.operations.declining import DeclineDesk
from service.operations.documents import DocumentDesk
from service.operations.signatures import SignatureDesk, Successor
from service.operations.signer_checks import SignerCheck
from service.operations.stages import Setback, StageDesk
from service.ports import DocumentFilter, Progress
from signing.trust import load_trust
from tests.factories import (
    CLERK,
    CONSENT,
    OFFICER,
    SCHOOL,
    STRANGER,
    make_made_with,
    make_new_document,
    make_principal,
    make_request,
)
from tests.fakes import MONDAY, FakeClock, FakeQueue, MemoryStore
from tests.line import convert, run_line, sign, signed

ANY = DocumentFilter(())


@pytest.fixture
def order(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> Document:
    document = desk.register_document(CLERK, make_request())
    assert run_line(stages, archive, blobs) == 1
    return desk.get_document(CLERK, document.id)


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
    assert archive.list_entries(STRANGER, ANY) == []


def test_an_officer_sees_the_archive_of_the_municipality(
    archive: ArchiveDesk, order: Document
) -> None:
    assert [entry.document_id for entry in archive.list_entries(OFFICER, ANY)] == [order.id]


def test_the_archive_needs_its_own_right(archive: ArchiveDesk, order: Document) -> None:
    reader = make_principal(scopes=frozenset({Scope.READ, Scope.WRITE}))

    with pytest.raises(ForbiddenError):
        archive.list_entries(reader, ANY)
    with pytest.raises(ForbiddenError):
        archive.get_entry(reader, order.id)


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


@pytest.fixture
def awaiting(desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore) -> Document:
    """A document whose plan has been opened."""
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    (claim,) = stages.claim(Stage.SIGN, SCHOOL, limit=1)
    files = claim.document.files
    opened = open_due(plan_steps(claim.document.signature_plan), MONDAY)
    state = State.AWAITING_SIGNATURES
    stages.commit([Progress(claim, state, files, 2, steps=opened, waits=True)])
    return desk.get_document(CLERK, document.id)


@pytest.fixture
def signatures(memory_database: SqlDatabase, queue: FakeQueue, clock: FakeClock) -> SignatureDesk:
    return SignatureDesk(memory_database, queue, clock)


@pytest.fixture
def declining(signatures: SignatureDesk, clock: FakeClock) -> DeclineDesk:
    return DeclineDesk(signatures, SignerCheck(clock, lambda: load_trust([])))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signature_steps SET content = json_set(content, '$.state', 'done')",
        "UPDATE signature_steps SET content = json_set(content, '$.plan.signer', 'Иной')",
        "UPDATE signature_steps SET content = json_set(content, '$.decision.reason', 'иная')",
        "DELETE FROM signature_steps WHERE place = 1",
        "UPDATE signature_steps SET organisation_id = 's-02'",
    ],
)
def test_a_changed_signature_of_the_plan_is_found(
    archive: ArchiveDesk,
    memory_database: SqlDatabase,
    awaiting: Document,
    declining: DeclineDesk,
    statement: str,
) -> None:
    declining.decline_step(CLERK, awaiting.id, 1, "в отпуске")
    assert archive.check([SCHOOL]).faults == ()
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- behind the port's back
        connection.exec_driver_sql(statement)

    (fault,) = archive.check([SCHOOL]).faults

    assert (fault.finding, fault.subject) == (Finding.ROW_CHANGED, awaiting.id)
    assert fault.fields == ("signatures",)


def test_the_trail_agrees_with_signatures_through_all_that_becomes_of_them(
    desk: DocumentDesk,
    archive: ArchiveDesk,
    awaiting: Document,
    signatures: SignatureDesk,
    declining: DeclineDesk,
) -> None:
    declining.decline_step(CLERK, awaiting.id, 1, "в отпуске")
    assert archive.check([SCHOOL]).faults == ()
    deputy = Successor("Скляр Лев Кузьмич", "приказ № 5")
    signatures.replace_signer(CLERK, awaiting.id, 1, deputy)
    assert archive.check([SCHOOL]).faults == ()
    desk.cancel_document(CLERK, awaiting.id)
    assert archive.check([SCHOOL]).faults == ()


def test_a_time_that_runs_out_after_all_is_over_is_told_as_well(
    desk: DocumentDesk,
    stages: StageDesk,
    archive: ArchiveDesk,
    signatures: SignatureDesk,
    blobs: MemoryStore,
    clock: FakeClock,
) -> None:
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    (claim,) = stages.claim(Stage.SIGN, SCHOOL, limit=1)
    plan = [replace(one, days=3) for one in claim.document.signature_plan]
    opened = open_due(plan_steps(plan), clock.now())
    files, state = claim.document.files, State.AWAITING_SIGNATURES
    stages.commit([Progress(claim, state, files, 2, steps=opened, waits=True)])
    desk.cancel_document(CLERK, document.id)
    clock.go(timedelta(days=4))

    assert signatures.expire_overdue() == 1

    assert archive.check([SCHOOL]).faults == ()
    (steps,) = signatures.list_steps([document]).values()
    assert [step.state for step in steps] == [StepState.EXPIRED]


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


def test_the_manifest_says_when_in_the_form_of_all_times(
    archive: ArchiveDesk, order: Document
) -> None:
    entry = archive.get_entry(CLERK, order.id)

    assert entry.archived_at == "2026-11-23T09:00:00.000+00:00"
