from pathlib import Path

import sqlalchemy as sa

from service.database.database import open_database
from service.database.migration import migrate, schema_differences
from service.database.schema import metadata
from tests.factories import SCHOOL, seed
from tests.threads import run_together


def list_tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names - {"alembic_version"}


def test_the_steps_make_exactly_the_tables_of_the_schema(empty_database_url: str) -> None:
    migrate(empty_database_url)

    assert list_tables(empty_database_url) == set(metadata.tables)
    assert schema_differences(empty_database_url) == []


def test_a_missing_step_would_be_noticed(empty_database_url: str) -> None:
    assert len(schema_differences(empty_database_url)) >= len(metadata.tables)


def test_down_leaves_nothing_and_up_again_works(empty_database_url: str) -> None:
    migrate(empty_database_url)
    migrate(empty_database_url, "base")
    assert list_tables(empty_database_url) == set()

    migrate(empty_database_url)

    assert schema_differences(empty_database_url) == []
    database = open_database(empty_database_url)
    seed(database)
    database.close()


def test_migrating_again_keeps_what_is_there(database_url: str) -> None:
    database = open_database(database_url)
    seed(database)

    migrate(database_url)

    with database.snapshot() as tx:
        assert tx.organisations.find(SCHOOL) is not None
    database.close()


def test_many_processes_may_migrate_at_once(empty_database_url: str) -> None:
    run_together(5, lambda _: migrate(empty_database_url))

    assert schema_differences(empty_database_url) == []


def test_a_step_that_breaks_off_changes_nothing(empty_database_url: str) -> None:
    engine = sa.create_engine(empty_database_url)
    with engine.begin() as connection:
        # The step will stumble over this table when it has made most of the others.
        connection.execute(sa.text("CREATE TABLE sessions (id integer)"))
    engine.dispose()

    try:
        migrate(empty_database_url)
    except sa.exc.DatabaseError:
        pass
    else:
        message = "the step should have stumbled"
        raise AssertionError(message)

    assert list_tables(empty_database_url) == {"sessions"}


def test_nobody_else_on_the_machine_can_read_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'grif.db'}"
    migrate(url)

    with open_database(url).transaction() as tx:
        tx.organisations.list_all()
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert modes == {"grif.db": 0o600, "grif.db-wal": 0o600, "grif.db-shm": 0o600}
