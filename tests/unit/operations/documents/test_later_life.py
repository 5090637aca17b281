"""What becomes of a registered document: its files, its end, another try, the trail."""

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import Failure, Stage, State
from service.domain.errors import ConflictError
from service.jobs import SignDocuments
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.stages import Setback, StageDesk
from tests.factories import CLERK, SCHOOL, make_request
from tests.fakes import FakeQueue, MemoryStore
from tests.line import convert, run_line, sign


def test_files_are_handed_out_when_they_are_made_and_the_signed_one_counts(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())
    for role in ("pdf", "docx"):
        with pytest.raises(ConflictError) as refusal:
            desk.get_file(CLERK, document.id, role)
        assert refusal.value.code == "not_ready"

    convert(stages, blobs)
    assert desk.get_file(CLERK, document.id, "pdf") == f"pdf of {document.id}".encode()
    sign(stages, blobs)
    assert desk.get_file(CLERK, document.id, "pdf") == f"signed {document.id}".encode()
    assert desk.get_file(CLERK, document.id, "docx") == f"docx of {document.id}".encode()


def test_a_cancelled_document_keeps_its_number_and_nobody_works_on_it(
    desk: DocumentDesk, stages: StageDesk
) -> None:
    first = desk.register_document(CLERK, make_request("1"))

    cancelled = desk.cancel_document(CLERK, first.id)

    assert cancelled.state is State.CANCELLED
    assert cancelled.number == first.number
    assert stages.claim(Stage.CONVERT, SCHOOL, limit=9) == []
    assert desk.register_document(CLERK, make_request("2")).number.text == "2-од"
    with pytest.raises(ConflictError):
        desk.cancel_document(CLERK, first.id)


def test_an_archived_document_can_still_be_annulled(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())
    run_line(stages, archive, blobs)

    assert desk.cancel_document(CLERK, document.id).state is State.CANCELLED


def test_a_failed_document_is_retried_from_its_last_finished_step(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, queue: FakeQueue
) -> None:
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    (claim,) = stages.claim(Stage.SIGN, SCHOOL, limit=1)
    stages.commit([Setback(claim, Failure("no_key", "Нет ключа."), again=False)])
    assert desk.get_document(CLERK, document.id).failure == Failure("no_key", "Нет ключа.")
    queue.take()

    retried = desk.retry_document(CLERK, document.id)

    assert retried.state is State.AWAITING_SIGNATURES
    assert retried.failure is None
    assert queue.take() == [SignDocuments(SCHOOL)]


def test_a_document_on_its_way_needs_no_retry(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request())

    with pytest.raises(ConflictError) as refusal:
        desk.retry_document(CLERK, document.id)

    assert refusal.value.code == "wrong_state"


def test_what_people_did_is_in_the_audit_trail_without_personal_data(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request(subject="Мельник О.С."))
    desk.cancel_document(CLERK, document.id)

    with memory_database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    assert [event.action for event in events] == ["document:registered", "document:cancelled"]
    assert {event.actor for event in events} == {CLERK.id}
    assert {event.document_id for event in events} == {document.id}
    assert "Мельник" not in repr(events)
