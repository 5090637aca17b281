"""The timestamp authority is away for ten minutes in the middle of a batch.

The clock that counts is the database's, by which documents are put off: here it goes in steps.
"""

import math
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa

from service.database.schema import documents
from service.domain.documents import Document, State
from service.operations.stages import MAX_DELAY_SECONDS
from service.ports import DocumentFilter
from signing.errors import Code, TimestampError
from signing.report import Verdict
from signing.timestamping import TimestampAuthority
from signing.trust import load_trust
from signing.verification import verify
from tests.factories import SCHOOL
from tests.signing_house import SigningHouse

BATCH, LATER = 8, 3
SERVED_BEFORE = 3
MINUTE = 60.0
ORDER = "order_assign_pairs"
STEP, OUTAGE = 20.0, 10 * MINUTE
HEAD = {"role": "head", "method": "server_key"}


@dataclass
class MoodyAuthority:
    """Answers `left` more questions and then none until it is `repair`ed; counts refusals."""

    present: TimestampAuthority
    left: int
    refused: int = 0
    given: list[bytes] = field(default_factory=list)

    def issue_token(self, digest: bytes) -> bytes:
        if not self.left:
            self.refused += 1
            raise TimestampError(Code.TIMESTAMP_UNAVAILABLE, detail="away")
        self.left -= 1
        self.given.append(digest)
        return self.present.issue_token(digest)

    def repair(self) -> None:
        self.left = 1_000


@dataclass
class Outage:
    """A school that goes on ordering while its authority is away."""

    signing: SigningHouse
    authority: MoodyAuthority
    seconds: float = 0.0

    def order(self, numbers: range) -> None:
        for number in numbers:
            self.signing.order(f"key-{number}", HEAD, kind=ORDER, is_opened=False)
        self.signing.render()

    def pass_time(self, until: float) -> None:
        """Give the sign process a turn every few seconds."""
        while self.seconds < until:
            self.signing.work()
            self.seconds += STEP
            with self.signing.house.services.database.transaction() as tx:
                sooner = documents.c.due_at - STEP
                tx._connection.execute(sa.update(documents).values(due_at=sooner))  # type: ignore[attr-defined]  # noqa: SLF001 -- nobody else may move time

    def list_documents(self) -> list[Document]:
        with self.signing.house.services.database.snapshot() as tx:
            return list(tx.documents.search(DocumentFilter((SCHOOL,), limit=100)))

    def list_steps(self) -> Counter[tuple[str | None, str]]:
        with self.signing.house.services.database.snapshot() as tx:
            events = [one.event for one in tx.audit.read(SCHOOL)]
        return Counter((event.document_id, event.action) for event in events)


@pytest.fixture
def outage(signing: SigningHouse) -> Outage:
    """The authority leaves in the middle of a batch; more is ordered while it is away."""
    authority = MoodyAuthority(signing.desk.office.authority, SERVED_BEFORE)
    signing.desk = replace(signing.desk, office=replace(signing.desk.office, authority=authority))
    outage = Outage(signing, authority)
    outage.order(range(BATCH))
    outage.pass_time(OUTAGE / 2)
    outage.order(range(BATCH, BATCH + LATER))
    outage.pass_time(OUTAGE)
    return outage


def test_while_it_is_away_nothing_pretends_to_be_signed_and_it_is_not_asked_without_end(
    outage: Outage,
) -> None:
    shown = outage.list_documents()
    waiting = [one for one in shown if one.state is State.AWAITING_SIGNATURES]

    assert Counter(one.state for one in shown) == {
        State.ARCHIVED: SERVED_BEFORE,
        State.AWAITING_SIGNATURES: BATCH + LATER - SERVED_BEFORE,
    }
    assert {one.failure.code for one in waiting if one.failure} == {"waiting_tsa"}
    assert all(one.failure and one.files.signed is None for one in waiting)
    # Who failed waits twice as long the next time, up to a limit.
    tries = math.log2(MAX_DELAY_SECONDS) + 2 + OUTAGE / MAX_DELAY_SECONDS
    assert 0 < outage.authority.refused <= tries * len(waiting)


def test_when_it_is_back_everything_is_done_once_and_at_its_level(outage: Outage) -> None:
    outage.authority.repair()
    outage.pass_time(OUTAGE + MAX_DELAY_SECONDS + STEP)
    done, trust = (
        outage.list_documents(),
        load_trust([outage.signing.house.services.settings.trust]),
    )
    reports = [verify(outage.signing.pdf(one.id), trust) for one in done]

    assert Counter(one.state for one in done) == {State.ARCHIVED: BATCH + LATER}
    assert [one.failure for one in done if one.failure] == []
    assert {report.verdict for report in reports} == {Verdict.VALID}
    assert {one.level for report in reports for one in report.signatures} == {"B-T"}
    assert len(outage.authority.given) == len(set(outage.authority.given)) == BATCH + LATER
    _assert_nothing_is_lost_or_done_twice(outage)


def _assert_nothing_is_lost_or_done_twice(outage: Outage) -> None:
    steps = outage.list_steps()
    archived = [document for document, action in steps if action == "document:archived"]
    report = outage.signing.house.services.archive.check([SCHOOL])

    assert max(steps.values()) == 1
    assert len(archived) == BATCH + LATER
    assert sorted(one.number.seq for one in outage.list_documents()) == [
        *range(1, BATCH + LATER + 1)
    ]
    assert (report.faults, report.leftovers) == ((), ())
