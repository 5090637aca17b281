"""Who annulled a document, when and why is held against the audit trail."""

import pytest

from service.database.database import SqlDatabase
from service.domain.audit import Event
from service.domain.signatures import Decision
from service.domain.testimony import CANCELLED
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from tests.factories import CLERK, SCHOOL, make_request


@pytest.mark.parametrize("reason", ["Ошибка в дате.", ""])
def test_the_trail_agrees_with_what_was_annulled(
    desk: DocumentDesk, archive: ArchiveDesk, reason: str
) -> None:
    document = desk.register_document(CLERK, make_request())
    desk.cancel_document(CLERK, document.id, reason)
    assert archive.check([SCHOOL]).faults == ()


@pytest.mark.parametrize(
    "change",
    [
        "cancel_reason = 'Иная'",
        "cancel_reason = ''",
        "cancelled_at = NULL",
        "cancelled_by = 'user:other'",
        "cancelled_at = '2026-11-23T05:00:00.000+00:00'",
        "cancelled_by = NULL, cancelled_at = NULL, cancel_reason = NULL",
    ],
)
def test_a_changed_cancellation_is_found(
    desk: DocumentDesk, archive: ArchiveDesk, memory_database: SqlDatabase, change: str
) -> None:
    document = desk.register_document(CLERK, make_request())
    desk.cancel_document(CLERK, document.id, "Ошибка в дате.")

    _write(memory_database, change)

    (fault,) = archive.check([SCHOOL]).faults
    assert (fault.subject, fault.fields) == (document.id, ("cancellation",))


@pytest.mark.parametrize(
    "change",
    [
        "cancelled_by = 'user:other'",
        "cancelled_at = '2026-11-23T05:00:00.000+00:00'",
        "cancelled_by = NULL, cancelled_at = NULL, cancel_reason = NULL",
    ],
)
def test_what_was_annulled_without_a_reason_is_witnessed_as_well(
    desk: DocumentDesk, archive: ArchiveDesk, memory_database: SqlDatabase, change: str
) -> None:
    document = desk.register_document(CLERK, make_request())
    desk.cancel_document(CLERK, document.id)

    _write(memory_database, change)

    (fault,) = archive.check([SCHOOL]).faults
    assert (fault.subject, fault.fields) == (document.id, ("cancellation",))


def test_a_reason_that_nobody_gave_is_found(
    desk: DocumentDesk, archive: ArchiveDesk, memory_database: SqlDatabase
) -> None:
    silent, alive = (desk.register_document(CLERK, make_request(key)) for key in "12")
    desk.cancel_document(CLERK, silent.id)

    moment = "cancelled_at = '2026-11-23T05:00:00.000Z'"
    _write(memory_database, f"cancelled_by = 'key:x', {moment}, cancel_reason = 'Выдумана'")

    found = {fault.subject: fault.fields for fault in archive.check([SCHOOL]).faults}
    assert found == {silent.id: ("cancellation",), alive.id: ("cancellation",)}


def test_what_an_older_version_annulled_is_no_fault(
    desk: DocumentDesk, archive: ArchiveDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request())
    told = {"kind": document.kind, "number": document.number.text}
    with memory_database.transaction() as tx:
        tx.documents.cancel(document.id, Decision(CLERK.id, document.created_at))
        event = Event(CANCELLED, CLERK.id, document.id, told)
        tx.audit.append(SCHOOL, event, document.created_at)
    assert archive.check([SCHOOL]).faults == ()  # nothing is said of when, nothing differs

    _write(memory_database, "cancelled_by = NULL, cancelled_at = NULL, cancel_reason = NULL")

    assert desk.get_document(CLERK, document.id).cancellation is None
    assert archive.check([SCHOOL]).faults == ()


def _write(database: SqlDatabase, change: str) -> None:
    with database._writer.begin() as connection:  # noqa: SLF001 -- behind the port's back
        connection.exec_driver_sql(f"UPDATE documents SET {change}")  # noqa: S608 -- ours
