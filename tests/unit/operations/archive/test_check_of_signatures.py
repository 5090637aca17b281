"""The check of the archive, where a document waits for the signatures of its plan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import Document, Stage, State
from service.domain.signatures import StepState, open_due, plan_steps
from service.operations.archive import ArchiveDesk, Finding
from service.operations.declining import DeclineDesk
from service.operations.documents import DocumentDesk
from service.operations.signatures import SignatureDesk, Successor
from service.operations.signer_checks import SignerCheck
from service.operations.stages import StageDesk
from service.ports import Progress
from signing.trust import load_trust
from tests.factories import CLERK, SCHOOL, make_request
from tests.fakes import MONDAY, FakeClock, FakeQueue, MemoryStore
from tests.line import convert


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
