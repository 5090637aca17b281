from dataclasses import replace

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import Claim, Document, Failure, Files, Stage, State
from service.domain.errors import ConflictError
from service.jobs import ConvertDocuments, SignDocuments
from service.operations.documents import DocumentDesk
from service.operations.stages import (
    MAX_DELAY_SECONDS,
    MAX_FAILURES,
    MAX_UNANSWERED,
    Setback,
    StageDesk,
)
from service.ports import Progress
from tests.factories import CLERK, CONSENT, OTHER_SCHOOL, SCHOOL, make_principal, make_request
from tests.fakes import FakeQueue, MemoryStore
from tests.line import convert, converted, sign

AWAY = Failure("tsa_away", "Служба меток времени не отвечает.")


def get(desk: DocumentDesk, document: Document) -> Document:
    return desk.get_document(CLERK, document.id)


def claim_one(stages: StageDesk, stage: Stage = Stage.CONVERT) -> Claim:
    (claim,) = stages.claim(stage, SCHOOL, limit=1)
    return claim


@pytest.fixture
def order(desk: DocumentDesk, queue: FakeQueue) -> Document:
    document = desk.register_document(CLERK, make_request())
    queue.take()
    return document


def test_an_order_is_converted_signed_and_hinted_on_its_way(
    desk: DocumentDesk,
    stages: StageDesk,
    blobs: MemoryStore,
    queue: FakeQueue,
    order: Document,
) -> None:
    convert(stages, blobs)
    assert get(desk, order).state is State.AWAITING_SIGNATURES
    assert get(desk, order).pages == 2
    assert queue.take() == [SignDocuments(SCHOOL)]

    sign(stages, blobs)
    assert get(desk, order).state is State.SIGNED
    assert queue.take() == [SignDocuments(SCHOOL)]


def test_a_consent_goes_to_the_archive_unsigned(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore
) -> None:
    consent = desk.register_document(CLERK, make_request(kind=CONSENT, sign=False))

    convert(stages, blobs)

    assert get(desk, consent).state is State.RENDERED
    assert stages.claim(Stage.SIGN, SCHOOL, limit=1) == []
    assert claim_one(stages, Stage.ARCHIVE).document.id == consent.id


def test_a_batch_is_hinted_once_per_organisation(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, queue: FakeQueue
) -> None:
    for number in range(5):
        desk.register_document(CLERK, make_request(f"k-{number}"))
    queue.take()

    convert(stages, blobs)

    assert queue.take() == [SignDocuments(SCHOOL)]


def test_a_claimed_document_is_nobody_elses(stages: StageDesk, order: Document) -> None:
    assert claim_one(stages).document.id == order.id
    assert stages.claim(Stage.CONVERT, SCHOOL, limit=1) == []


def test_what_happened_is_in_the_audit_trail_as_hashes(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request())
    convert(stages, blobs)
    sign(stages, blobs)

    files = get(desk, document).files
    with memory_database.snapshot() as tx:
        _, rendered, added = [item.event for item in tx.audit.read(SCHOOL)]
    assert rendered.action == "document:rendered"
    assert rendered.detail == {"fence": 1, "docx": files.docx, "pdf": files.pdf}
    assert added.action == "document:signature:added"
    assert added.detail["signed"] == files.signed
    assert added.actor == "worker"


def test_a_setback_that_may_pass_puts_the_document_off_and_says_why(
    desk: DocumentDesk, stages: StageDesk, queue: FakeQueue, order: Document
) -> None:
    claim = claim_one(stages)

    assert stages.commit([Setback(claim, AWAY, again=True)]) == [order.id]

    assert get(desk, order).state is State.REGISTERED
    assert get(desk, order).failure == AWAY
    assert stages.claim(Stage.CONVERT, SCHOOL, limit=1) == []
    assert queue.take() == []


def test_a_setback_that_cannot_pass_fails_the_document_with_a_trace(
    desk: DocumentDesk, stages: StageDesk, order: Document, memory_database: SqlDatabase
) -> None:
    stages.commit([Setback(claim_one(stages), AWAY, again=False)])

    assert get(desk, order).state is State.FAILED
    assert get(desk, order).failure == AWAY
    with memory_database.snapshot() as tx:
        *_, last = [item.event for item in tx.audit.read(SCHOOL)]
    assert (last.action, last.detail) == ("document:failed", {"code": "tsa_away"})


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("failures", "again", "patient", "final"),
    [
        (0, False, False, True),
        (0, True, False, False),
        (MAX_FAILURES - 2, True, False, False),
        (MAX_FAILURES - 1, True, False, True),
        (MAX_FAILURES - 1, True, True, False),
        (100_000, True, True, False),
    ],
)
def test_patience_ends_after_five_failures_unless_it_has_no_end(
    stages: StageDesk, failures: int, *, again: bool, patient: bool, final: bool
) -> None:
    claim = replace(claim_one(stages), failures=failures)

    assert Setback(claim, AWAY, again=again, patient=patient).is_final is final


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 1), (1, 2), (4, 16), (8, 256), (9, MAX_DELAY_SECONDS), (5000, MAX_DELAY_SECONDS)],
)
def test_each_delay_is_twice_the_one_before_up_to_five_minutes(
    stages: StageDesk,
    memory_database: SqlDatabase,
    failures: int,
    seconds: float,
) -> None:
    claim = replace(claim_one(stages), failures=failures)

    stages.commit([Setback(claim, AWAY, again=True, patient=True)])

    waits = read_wait(memory_database)
    assert seconds - 1 < waits <= seconds


def test_progress_forgets_earlier_failures(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, order: Document
) -> None:
    claim = replace(claim_one(stages), failures=3)

    stages.commit([converted(claim, blobs)])

    assert get(desk, order).failure is None
    assert claim_one(stages, Stage.SIGN).failures == 0


def test_an_outdated_claim_changes_nothing_and_leaves_no_trace(
    desk: DocumentDesk,
    stages: StageDesk,
    blobs: MemoryStore,
    order: Document,
    memory_database: SqlDatabase,
) -> None:
    late = replace(stages, lease_seconds=-1.0)
    outdated = claim_one(late)
    newest = claim_one(stages)

    for outcome in (
        converted(outdated, blobs),
        Setback(outdated, AWAY, again=True),
        Setback(outdated, AWAY, again=False),
    ):
        assert stages.commit([outcome]) == []

    assert get(desk, order).state is State.REGISTERED
    assert stages.commit([converted(newest, blobs)]) == [order.id]
    with memory_database.snapshot() as tx:
        actions = [item.event.action for item in tx.audit.read(SCHOOL)]
    assert actions == ["document:registered", "document:rendered"]


def test_a_step_that_a_documents_life_does_not_know_is_a_fault_of_the_worker(
    desk: DocumentDesk, stages: StageDesk, order: Document
) -> None:
    step = Progress(claim_one(stages), State.ARCHIVED, Files(), None)

    with pytest.raises(ConflictError):
        stages.commit([step])

    assert get(desk, order).state is State.REGISTERED


def test_the_work_of_a_cancelled_document_is_thrown_away(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, order: Document
) -> None:
    claim = claim_one(stages)
    desk.cancel_document(CLERK, order.id)

    assert stages.commit([converted(claim, blobs)]) == []
    assert get(desk, order).state is State.CANCELLED


def test_a_document_that_keeps_killing_its_workers_is_taken_out_of_the_way(
    desk: DocumentDesk, stages: StageDesk, order: Document
) -> None:
    dying = replace(stages, lease_seconds=-1.0)
    for _ in range(MAX_UNANSWERED):
        claim_one(dying)

    assert stages.claim(Stage.CONVERT, SCHOOL, limit=1) == []

    failed = get(desk, order)
    assert failed.state is State.FAILED
    assert failed.failure is not None
    assert failed.failure.code == "processing_interrupted"
    desk.retry_document(CLERK, order.id)
    assert claim_one(stages).unanswered == 0


def test_due_work_is_hinted_again_for_each_organisation_and_stage(
    desk: DocumentDesk, stages: StageDesk, blobs: MemoryStore, queue: FakeQueue
) -> None:
    desk.register_document(CLERK, make_request("1"))
    convert(stages, blobs)
    desk.register_document(CLERK, make_request("2"))
    desk.register_document(
        make_principal(OTHER_SCHOOL), make_request("3", organisation_id=OTHER_SCHOOL)
    )
    queue.take()

    assert stages.rehint() == 3
    assert set(queue.take()) == {
        ConvertDocuments(SCHOOL),
        ConvertDocuments(OTHER_SCHOOL),
        SignDocuments(SCHOOL),
    }


@pytest.mark.usefixtures("order")
def test_work_that_somebody_holds_or_that_waits_is_not_hinted(stages: StageDesk) -> None:
    claim = claim_one(stages)
    assert stages.rehint() == 0

    stages.commit([Setback(claim, AWAY, again=True)])
    assert stages.rehint() == 0


def test_an_extended_lease_holds(stages: StageDesk, order: Document) -> None:
    expired = claim_one(replace(stages, lease_seconds=-1.0))
    assert expired.document.id == order.id

    stages.extend([expired])

    assert stages.claim(Stage.CONVERT, SCHOOL, limit=1) == []


def read_wait(database: SqlDatabase) -> float:
    """Seconds until the only document is due."""
    with database._writer.begin() as connection:  # noqa: SLF001 -- no port tells when work is due
        statement = "SELECT due_at - (julianday('now') - 2440587.5) * 86400.0 FROM documents"
        return float(connection.exec_driver_sql(statement).scalar_one())
