"""Signs of life are read alike from both databases."""

import time

from service.database.database import SqlDatabase
from service.domain.documents import Failure, Stage
from service.domain.ids import LetterId
from service.domain.letters import Letter
from tests.factories import SCHOOL, make_made_with, make_new_document
from tests.fakes import MONDAY, MemoryStore
from tests.line import converted


def test_the_database_names_itself(database: SqlDatabase, database_url: str) -> None:
    with database.snapshot() as tx:
        name, _, number = tx.vitals.database_version().partition(" ")

    assert name.lower() in database_url
    assert number[0].isdigit()


def test_where_nothing_waits_the_wait_is_naught(database: SqlDatabase) -> None:
    with database.snapshot() as tx:
        assert [tx.vitals.longest_wait(stage) for stage in Stage] == [0.0] * len(Stage)
        assert tx.vitals.longest_letter_wait() == 0.0
        assert tx.vitals.find_last_made() is None
        assert tx.vitals.list_reports() == {}


def test_a_wait_counts_from_when_the_document_was_due_and_ends_when_somebody_holds_it(
    database: SqlDatabase,
) -> None:
    with database.transaction() as tx:
        tx.documents.add(make_new_document(1))
    time.sleep(0.3)

    with database.snapshot() as tx:
        assert 0.2 < tx.vitals.longest_wait(Stage.CONVERT) < 60
        assert tx.vitals.longest_wait(Stage.SIGN) == 0.0
    with database.transaction() as tx:
        tx.documents.claim(Stage.CONVERT, SCHOOL, limit=1, lease_seconds=60)
        assert tx.vitals.longest_wait(Stage.CONVERT) == 0.0


def test_letters_that_nobody_takes_are_seen_to_wait(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.letters.add(Letter(LetterId("l-1"), "a@b.example", "", "", MONDAY, MONDAY))
    time.sleep(0.2)

    with database.snapshot() as tx:
        assert 0.1 < tx.vitals.longest_letter_wait() < 60


def test_documents_that_wait_for_a_reason_are_counted_by_it(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.documents.add(make_new_document(1))
        (claim,) = tx.documents.claim(Stage.CONVERT, SCHOOL, limit=1, lease_seconds=60)
        tx.documents.postpone(claim, Failure("waiting_tsa", "…"), delay_seconds=60)

    with database.snapshot() as tx:
        assert tx.vitals.count_waiting_for("waiting_tsa") == 1
        assert tx.vitals.count_waiting_for("credential_not_found") == 0


def test_the_newest_document_says_what_makes_documents(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        document = tx.documents.add(make_new_document(1))
        tx.documents.add(make_new_document(2))
        (claim, *_) = tx.documents.claim(Stage.CONVERT, SCHOOL, limit=1, lease_seconds=60)
        tx.documents.advance(converted(claim, MemoryStore()))

    with database.snapshot() as tx:
        assert tx.vitals.find_last_made() == make_made_with(document)


def test_a_process_says_how_it_is_in_place_of_what_it_said_before(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.vitals.report("sign", {"tsa": ""}, MONDAY)
        tx.vitals.report("sign", {"tsa": "set"}, MONDAY)
        tx.vitals.report("tick", {}, MONDAY)

    with database.snapshot() as tx:
        reports = tx.vitals.list_reports()
    assert set(reports) == {"sign", "tick"}
    assert (reports["sign"].detail, reports["sign"].at) == ({"tsa": "set"}, MONDAY)
