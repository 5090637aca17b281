"""Who works on a document: leases by the database's clock, commits by the newest fence."""

import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from service.database.database import SqlDatabase, open_database
from service.database.engine import open_engines
from service.database.times import EpochNow, UtcNowText, from_text
from service.domain.documents import Claim, Failure, Files, Stage, State
from service.domain.ids import DocumentId
from service.ports import Progress
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document
from tests.threads import run_together

AWAY = Failure("tsa_away", "Служба меток времени не отвечает.")
EXPIRED = -1.0


def add(database: SqlDatabase, count: int = 1) -> list[DocumentId]:
    with database.transaction() as tx:
        return [tx.documents.add(make_new_document(n)).id for n in range(1, count + 1)]


def claim(
    database: SqlDatabase, *, stage: Stage = Stage.CONVERT, limit: int = 9, lease: float = 60.0
) -> list[Claim]:
    with database.transaction() as tx:
        return tx.documents.claim(stage, SCHOOL, limit=limit, lease_seconds=lease)


def advance(database: SqlDatabase, step: Progress) -> bool:
    with database.transaction() as tx:
        return tx.documents.advance(step)


def rendered(held: Claim) -> Progress:
    return Progress(held, State.AWAITING_SIGNATURES, Files(docx="d", pdf="p"), pages=3)


def state_of(database: SqlDatabase, document_id: DocumentId) -> State:
    with database.snapshot() as tx:
        document = tx.documents.find(document_id)
        assert document is not None
        return document.state


def test_a_stored_document_comes_back_as_it_was(database: SqlDatabase) -> None:
    new = replace(
        make_new_document(1),
        title="Приказ «О паре» — ё, №, 1/01-05",
        data={"пара": [{"имя": "Ё", "n": 1.5, "да": True, "нет": None}], "text": "<>&{{ }}'\";--"},
    )

    with database.transaction() as tx:
        added = tx.documents.add(new)
    with database.snapshot() as tx:
        found = tx.documents.find(new.id)

    assert found == added
    assert (added.data, added.title, added.number) == (new.data, new.title, new.number)
    assert (added.filing, added.signature_plan) == (new.filing, new.signature_plan)
    assert (added.created_at, added.doc_date) == (new.created_at, new.doc_date)
    assert (added.state, added.files, added.pages, added.failure) == (
        State.REGISTERED,
        Files(),
        None,
        None,
    )


def test_a_document_is_due_at_once_and_held_once(database: SqlDatabase) -> None:
    (document_id,) = add(database)

    (held,) = claim(database)

    assert (held.document.id, held.fence, held.failures, held.unanswered) == (document_id, 1, 0, 0)
    assert claim(database) == []


def test_the_oldest_come_first_and_no_more_than_asked_for(database: SqlDatabase) -> None:
    made = add(database, 5)

    assert [held.document.id for held in claim(database, limit=2)] == made[:2]
    assert [held.document.id for held in claim(database, limit=9)] == made[2:]


@pytest.mark.parametrize("stage", [Stage.SIGN, Stage.ARCHIVE])
def test_a_stage_takes_only_what_is_ready_for_it(database: SqlDatabase, stage: Stage) -> None:
    add(database)

    assert claim(database, stage=stage) == []


def test_a_lease_that_ran_out_can_be_taken_over(database: SqlDatabase) -> None:
    add(database)
    (first,) = claim(database, lease=0.05)
    assert claim(database) == []
    time.sleep(0.1)

    (second,) = claim(database)

    assert (second.fence, second.unanswered) == (first.fence + 1, 1)


def test_only_the_newest_fence_may_commit(database: SqlDatabase) -> None:
    (document_id,) = add(database)
    (late,) = claim(database, lease=EXPIRED)
    (newest,) = claim(database)

    with database.transaction() as tx:
        assert not tx.documents.advance(rendered(late))
        assert not tx.documents.postpone(late, AWAY, delay_seconds=1)
        assert not tx.documents.fail(late, AWAY)
    assert state_of(database, document_id) is State.REGISTERED
    assert advance(database, rendered(newest))


def test_a_late_commit_counts_while_nobody_else_took_over(database: SqlDatabase) -> None:
    add(database)
    (late,) = claim(database, lease=EXPIRED)

    assert advance(database, rendered(late))


def test_a_finished_stage_cannot_be_committed_twice(database: SqlDatabase) -> None:
    add(database)
    (held,) = claim(database)

    assert advance(database, rendered(held))
    assert not advance(database, rendered(held))


def test_progress_is_stored_and_the_next_stage_is_due(database: SqlDatabase) -> None:
    (document_id,) = add(database)
    (held,) = claim(database)

    advance(database, rendered(held))

    (next_held,) = claim(database, stage=Stage.SIGN)
    document = next_held.document
    assert (document.id, document.state) == (document_id, State.AWAITING_SIGNATURES)
    assert (document.files, document.pages) == (Files(docx="d", pdf="p"), 3)
    assert (next_held.failures, next_held.unanswered) == (0, 0)
    assert document.updated_at > document.created_at


def test_a_postponed_document_waits_its_time_and_says_why(database: SqlDatabase) -> None:
    add(database)
    (held,) = claim(database)

    with database.transaction() as tx:
        assert tx.documents.postpone(held, AWAY, delay_seconds=0.2)

    assert claim(database) == []
    time.sleep(0.25)
    (again,) = claim(database)
    assert (again.failures, again.unanswered, again.document.failure) == (1, 0, AWAY)


def test_a_failed_document_waits_for_a_person(database: SqlDatabase) -> None:
    (document_id,) = add(database)
    (held,) = claim(database)

    with database.transaction() as tx:
        assert tx.documents.fail(held, AWAY)

    assert state_of(database, document_id) is State.FAILED
    assert claim(database) == []


def test_a_forced_state_takes_the_work_out_of_every_hand(database: SqlDatabase) -> None:
    (document_id,) = add(database)
    (held,) = claim(database)

    with database.transaction() as tx:
        tx.documents.force_state(document_id, State.REGISTERED)

    assert not advance(database, rendered(held))
    (next_held,) = claim(database)
    assert next_held.fence > held.fence
    assert next_held.document.failure is None


def test_a_lease_can_be_extended_only_by_its_holder(database: SqlDatabase) -> None:
    add(database)
    (late,) = claim(database, lease=EXPIRED)
    (newest,) = claim(database, lease=EXPIRED)

    with database.transaction() as tx:
        tx.documents.extend([late], lease_seconds=60)
        assert tx.documents.due_organisations(Stage.CONVERT) == [SCHOOL]
        tx.documents.extend([newest], lease_seconds=60)
        assert tx.documents.due_organisations(Stage.CONVERT) == []


def test_due_organisations_are_those_with_work_that_nobody_holds(database: SqlDatabase) -> None:
    add(database, 2)
    with database.transaction() as tx:
        tx.documents.add(make_new_document(1, organisation_id=OTHER_SCHOOL))
        assert set(tx.documents.due_organisations(Stage.CONVERT)) == {SCHOOL, OTHER_SCHOOL}
        assert tx.documents.due_organisations(Stage.SIGN) == []

    claim(database, limit=1)
    with database.snapshot() as tx:
        assert set(tx.documents.due_organisations(Stage.CONVERT)) == {SCHOOL, OTHER_SCHOOL}
    claim(database, limit=1)
    with database.snapshot() as tx:
        assert tx.documents.due_organisations(Stage.CONVERT) == [OTHER_SCHOOL]


def test_a_suspect_is_leased_last_and_alone(database: SqlDatabase) -> None:
    suspects = add(database, 2)
    for _ in range(2):
        claim(database, lease=EXPIRED)
    with database.transaction() as tx:
        innocent = tx.documents.add(make_new_document(3)).id

    assert [held.document.id for held in claim(database)] == [innocent]
    assert [[held.document.id for held in claim(database)] for _ in range(3)] == [
        suspects[:1],
        suspects[1:],
        [],
    ]


def test_no_two_workers_ever_hold_the_same_document(
    database: SqlDatabase, database_url: str
) -> None:
    made = add(database, 60)

    def work(_number: int) -> list[DocumentId]:
        mine = open_database(database_url)
        held: list[DocumentId] = []
        while batch := claim(mine, limit=3):
            held += [item.document.id for item in batch]
        mine.close()
        return held

    held = [document_id for batch in run_together(6, work) for document_id in batch]

    assert sorted(held) == sorted(made)


def test_a_held_document_is_not_changed_by_anybody_else(
    database: SqlDatabase, database_url: str
) -> None:
    (document_id,) = add(database)
    (held,) = claim(database)
    order: list[str] = []

    def work(number: int) -> None:
        mine = open_database(database_url)
        if number == 0:
            with mine.transaction() as tx:
                assert tx.documents.hold(document_id) is not None
                time.sleep(0.2)
                tx.documents.force_state(document_id, State.CANCELLED)
                order.append("cancelled")
        else:
            time.sleep(0.1)
            assert not advance(mine, rendered(held))
            order.append("refused")
        mine.close()

    run_together(2, work)

    assert order == ["cancelled", "refused"]
    assert state_of(database, document_id) is State.CANCELLED


@pytest.mark.parametrize("name", ["no-such-id", "", "\x00", "\ud800", "A"])
def test_what_is_no_id_names_no_document(database: SqlDatabase, name: str) -> None:
    with database.transaction() as tx:
        assert tx.documents.find(DocumentId(name)) is None
        assert tx.documents.hold(DocumentId(name)) is None
        assert tx.archive.find(DocumentId(name)) is None


def test_both_clocks_of_a_database_tell_the_same_time(database_url: str) -> None:
    engine, reader = open_engines(database_url)
    with engine.begin() as connection:
        before = time.time()
        seconds, text = connection.execute(sa.select(EpochNow(), UtcNowText())).one()
        after = time.time()
    engine.dispose()
    reader.dispose()

    assert before - 0.01 <= seconds <= after + 0.01
    assert before - 0.01 <= from_text(text).timestamp() <= after + 0.01
    assert text.endswith("+00:00")
