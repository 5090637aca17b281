"""Use cases under pressure: many threads, one database, on both engines."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from service.domain.audit import first_break
from service.domain.documents import Document, Failure, Stage, State
from service.domain.errors import ConflictError
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.stages import Setback, StageDesk
from service.operations.templates import TemplateDesk
from service.ports import DocumentFilter
from service.storage.filesystem import FilesystemStore
from tests.factories import CLERK, ORDER, SCHOOL, make_catalogue, make_request
from tests.fakes import FakeClock, FakeQueue, MemoryStore, RandomIds
from tests.line import run_line
from tests.threads import run_together

THREADS = 50
EACH = 20
EVERYTHING = DocumentFilter((SCHOOL,), limit=10_000)


@dataclass(frozen=True)
class Office:
    """One school's desks over a real database and a real disk."""

    database: SqlDatabase
    blobs: FilesystemStore
    documents: DocumentDesk
    stages: StageDesk
    archive: ArchiveDesk

    def list_all(self) -> list[Document]:
        with self.database.snapshot() as tx:
            return tx.documents.search(EVERYTHING)


@pytest.fixture
def office(database: SqlDatabase, tmp_path: Path) -> Office:
    blobs, queue, clock = FilesystemStore(tmp_path / "archive"), FakeQueue(), FakeClock()
    stages = StageDesk(database, queue, clock, lease_seconds=60.0)
    catalogue, ids = make_catalogue(), RandomIds()
    templates = TemplateDesk(database, blobs, MemoryStore(), catalogue, clock, ids)
    return Office(
        database,
        blobs,
        DocumentDesk(database, blobs, queue, catalogue, clock, ids, templates),
        stages,
        ArchiveDesk(database, blobs, clock, stages),
    )


def test_a_thousand_registrations_at_once_give_a_thousand_numbers(office: Office) -> None:
    def register(thread: int) -> list[int]:
        return [
            office.documents.register_document(CLERK, make_request(f"{thread}-{n}")).number.seq
            for n in range(EACH)
        ]

    taken = [seq for batch in run_together(THREADS, register) for seq in batch]

    assert sorted(taken) == list(range(1, THREADS * EACH + 1))
    stored = office.list_all()
    assert sorted(document.number.seq for document in stored) == sorted(taken)
    assert len({document.number.text for document in stored}) == THREADS * EACH
    with office.database.snapshot() as tx:
        trail = list(tx.audit.read(SCHOOL))
        assert len(trail) == THREADS * EACH
        assert first_break(trail, tx.audit.head(SCHOOL)) is None


def test_fifty_equal_requests_at_once_make_one_document_with_one_number(office: Office) -> None:
    made = run_together(
        THREADS, lambda _: office.documents.register_document(CLERK, make_request("the-key"))
    )

    assert len({document.id for document in made}) == 1
    assert {document.number.seq for document in made} == {1}
    assert [document.id for document in office.list_all()] == [made[0].id]
    assert office.documents.register_document(CLERK, make_request("next")).number.seq == 2


def test_of_different_requests_with_one_key_one_wins_and_the_others_are_told(
    office: Office,
) -> None:
    def register(thread: int) -> str:
        try:
            request = make_request("the-key", subject=f"Вариант {thread}")
            return office.documents.register_document(CLERK, request).id
        except ConflictError as refusal:
            return refusal.code

    answers = run_together(20, register)

    (stored,) = office.list_all()
    assert sorted(answers) == sorted([stored.id, *["idempotency_key_reused"] * 19])


def test_registrations_that_break_off_leave_no_gap(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_tx: object, document: Document, *_: object) -> None:
        """Take the place of the last step inside the transaction."""
        if document.data["subject"] == "споткнётся":
            raise TimeoutError

    monkeypatch.setattr("service.operations.documents.keep_remarks", stumble)

    def register(thread: int) -> None:
        for n in range(6):
            subject = "споткнётся" if (thread + n) % 3 == 0 else "пройдёт"
            request = make_request(f"{thread}-{n}", subject=subject)
            if subject == "пройдёт":
                office.documents.register_document(CLERK, request)
            else:
                with pytest.raises(TimeoutError):
                    office.documents.register_document(CLERK, request)

    run_together(6, register)

    numbers = sorted(document.number.seq for document in office.list_all())
    assert numbers == list(range(1, 25))


def test_a_cancelled_document_keeps_its_number_among_its_neighbours(office: Office) -> None:
    made = [office.documents.register_document(CLERK, make_request(key)) for key in "123"]
    office.documents.cancel_document(CLERK, made[1].id)
    office.documents.register_document(CLERK, make_request("4"))

    numbers = {document.number.seq: document.state for document in office.list_all()}
    assert numbers == {
        1: State.REGISTERED,
        2: State.CANCELLED,
        3: State.REGISTERED,
        4: State.REGISTERED,
    }


def test_workers_and_people_never_wait_for_each_other_in_a_circle(office: Office) -> None:
    made = [office.documents.register_document(CLERK, make_request(f"{n}")) for n in range(40)]
    trouble = Failure("test", "Ошибка.")
    in_a_hurry = replace(office.stages, lease_seconds=-1.0)

    def work(thread: int) -> None:
        if thread < 4:
            for document in made[thread::4]:
                office.documents.cancel_document(CLERK, document.id)
        while held := in_a_hurry.claim(Stage.CONVERT, SCHOOL, limit=20):
            in_a_hurry.commit([Setback(claim, trouble, again=False) for claim in reversed(held)])

    run_together(6, work)

    with office.database.snapshot() as tx:
        assert first_break(tx.audit.read(SCHOOL), tx.audit.head(SCHOOL)) is None
    assert {document.state for document in office.list_all()} == {State.CANCELLED}


def test_of_many_who_cancel_and_retry_at_once_each_step_happens_once(office: Office) -> None:
    document = office.documents.register_document(CLERK, make_request())
    (held,) = office.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    office.stages.commit([Setback(held, Failure("test", "Ошибка."), again=False)])

    def act(thread: int) -> str:
        desk = office.documents
        step = desk.cancel_document if thread % 2 else desk.retry_document
        try:
            return step(CLERK, document.id).state
        except ConflictError as refusal:
            return refusal.code

    answers = run_together(12, act)

    assert office.documents.get_document(CLERK, document.id).state is State.CANCELLED
    assert answers.count(State.CANCELLED) == 1
    assert answers.count(State.REGISTERED) <= 1


def test_several_workers_archive_everything_exactly_once(office: Office) -> None:
    for number in range(30):
        office.documents.register_document(CLERK, make_request(f"{number}"))

    done = run_together(4, lambda _: run_line(office.stages, office.archive, office.blobs))
    while extra := run_line(office.stages, office.archive, office.blobs):
        done.append(extra)

    assert sum(done) == 30
    assert {document.state for document in office.list_all()} == {State.ARCHIVED}
    report = office.archive.check([SCHOOL])
    assert (report.files, report.events, report.faults) == (60, 120, ())
    assert {document.kind for document in office.list_all()} == {ORDER}
