from pathlib import Path

import pytest
import sqlalchemy as sa

from service.database.database import SqlDatabase, open_database
from service.database.engine import open_engines
from service.domain.audit import Event
from service.domain.documents import Stage, State
from service.domain.errors import UnfitDatabaseError
from service.domain.organisations import Municipality
from service.domain.registers import Register
from tests.factories import MUNICIPALITY, SCHOOL, make_new_document
from tests.fakes import MONDAY
from tests.threads import run_together

REGISTER = Register("od", "{seq}-од")


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_engines("mysql://localhost/grif")


def test_sqlite_is_opened_by_the_recipe_that_loses_nothing(tmp_path: Path) -> None:
    for engine in open_engines(f"sqlite:///{tmp_path / 'grif.db'}"):
        with engine.connect() as connection:
            values = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            ]
        assert values == ["wal", 2, 30000, 1]
        engine.dispose()


def test_a_failed_transaction_leaves_nothing_and_no_gap(database: SqlDatabase) -> None:
    def register_and_stumble() -> None:
        with database.transaction() as tx:
            tx.registers.take(SCHOOL, REGISTER, 2026)
            tx.documents.add(make_new_document(1))
            tx.audit.append(SCHOOL, Event("document:registered", "key:1", None, {}), MONDAY)
            raise TimeoutError

    with pytest.raises(TimeoutError):
        register_and_stumble()

    with database.transaction() as tx:
        assert tx.registers.take(SCHOOL, REGISTER, 2026).seq == 1
        assert tx.documents.count_by_state([SCHOOL]) == {}
        assert list(tx.audit.read(SCHOOL)) == []
        assert tx.audit.head(SCHOOL).seq == 0


def test_a_snapshot_cannot_write(database: SqlDatabase) -> None:
    with pytest.raises(UnfitDatabaseError), database.snapshot() as tx:
        tx.registers.take(SCHOOL, REGISTER, 2026)

    with database.transaction() as tx:
        assert tx.registers.take(SCHOOL, REGISTER, 2026).seq == 1


def test_a_snapshot_sees_one_state_while_others_write(database: SqlDatabase) -> None:
    with database.snapshot() as before:
        assert before.documents.count_by_state([SCHOOL]) == {}
        with database.transaction() as tx:
            tx.documents.add(make_new_document(1))
        assert before.documents.count_by_state([SCHOOL]) == {}

    with database.snapshot() as after:
        assert after.documents.count_by_state([SCHOOL]) == {State.REGISTERED: 1}


def test_no_read_modify_write_is_lost_between_threads_and_connections(
    database: SqlDatabase, database_url: str
) -> None:
    def take(number: int) -> list[int]:
        mine = database if number % 2 else open_database(database_url)
        taken = []
        for _ in range(10):
            with mine.transaction() as tx:
                taken.append(tx.registers.take(SCHOOL, REGISTER, 2026).seq)
        if mine is not database:
            mine.close()
        return taken

    taken = sorted(seq for batch in run_together(8, take) for seq in batch)

    assert taken == list(range(1, 81))


def test_a_database_that_answers_passes_the_probe(database: SqlDatabase) -> None:
    database.probe()


def test_a_database_goes_on_after_it_was_closed(database: SqlDatabase) -> None:
    database.close()

    with database.transaction() as tx:
        assert tx.documents.claim(Stage.CONVERT, SCHOOL, limit=1, lease_seconds=1) == []


def test_what_refers_to_nothing_is_refused(database: SqlDatabase) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.transaction() as tx:
        tx.documents.add(make_new_document(1, organisation_id=type(SCHOOL)("s-404")))


def test_a_municipality_is_found_by_its_id(database: SqlDatabase) -> None:
    with database.snapshot() as tx:
        found = tx.organisations.find_municipality(MUNICIPALITY)

    assert found == Municipality(MUNICIPALITY, f"Округ {MUNICIPALITY}")
