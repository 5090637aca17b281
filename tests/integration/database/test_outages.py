"""What is said when the database cannot be used: that, and not that the program broke."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from service.database.database import SqlDatabase, open_database
from service.database.engine import open_engines
from service.database.migration import migrate
from service.domain.errors import UnavailableError, UnfitDatabaseError
from service.domain.ids import MunicipalityId
from service.domain.organisations import Municipality
from tests.servers import PostgresqlCluster


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "grif.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def engines(file: Path) -> Iterator[tuple[Engine, Engine]]:
    pair = open_engines(f"sqlite:///{file}")
    yield pair
    for engine in pair:
        engine.dispose()


def _limit(engine: Engine, pragma: str) -> None:
    """Set what holds for the one connection of the engine."""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def test_a_database_locked_by_another_program_is_unavailable(
    file: Path, engines: tuple[Engine, Engine]
) -> None:
    _limit(engines[0], "busy_timeout=1")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError), SqlDatabase(*engines).transaction():
            pass


def test_a_full_disk_makes_the_database_unavailable_and_loses_nothing(
    engines: tuple[Engine, Engine],
) -> None:
    _limit(engines[0], "max_page_count=1")
    database, added = SqlDatabase(*engines), MunicipalityId("district")

    with pytest.raises(UnavailableError), database.transaction() as tx:
        tx.organisations.add_municipality(Municipality(added, "Округ " * 100_000))

    with database.snapshot() as tx:
        assert tx.organisations.find_municipality(added) is None


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    database = open_database("postgresql+psycopg://127.0.0.1:1/grif")
    with pytest.raises(UnavailableError), database.snapshot():
        pass


def test_a_database_without_tables_names_the_command_that_makes_them(
    empty_database_url: str,
) -> None:
    database = open_database(empty_database_url)
    with pytest.raises(UnavailableError) as caught, database.snapshot() as tx:
        tx.organisations.list_all()
    assert "./grif migrate" in caught.value.message
    database.close()


def test_a_database_of_another_program_is_left_alone(empty_database_url: str) -> None:
    _execute(empty_database_url, "CREATE TABLE documents (id INTEGER)")

    with pytest.raises(UnfitDatabaseError) as caught:
        migrate(empty_database_url)

    assert "другой программы" in caught.value.message
    assert _tables(empty_database_url) == ["documents"]


def test_a_database_of_a_newer_version_is_left_alone(empty_database_url: str) -> None:
    migrate(empty_database_url)
    _execute(empty_database_url, "UPDATE alembic_version SET version_num = '9999'")
    before = _tables(empty_database_url)

    with pytest.raises(UnfitDatabaseError) as caught:
        migrate(empty_database_url)

    assert "более новая" in caught.value.message
    assert _tables(empty_database_url) == before


def test_a_file_that_is_no_database_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(b"PK" * 4096)

    for use in (migrate, _look):
        with pytest.raises(UnfitDatabaseError) as caught:
            use(f"sqlite:///{file}")
        assert "GRIF_DATABASE_URL" in caught.value.message
    assert file.read_bytes() == b"PK" * 4096


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_read_only_file_is_named_so(tmp_path: Path, *, is_empty: bool) -> None:
    file = tmp_path / "grif.db"
    file.touch()
    if not is_empty:
        migrate(f"sqlite:///{file}", "0001")

    with pytest.raises(UnfitDatabaseError) as caught:
        migrate(f"sqlite:///file:{file}?mode=ro&uri=true")

    assert "нельзя писать" in caught.value.message


@pytest.mark.postgresql
def test_a_user_who_may_not_make_tables_is_named_so(postgresql_cluster: PostgresqlCluster) -> None:
    url = postgresql_cluster.create("locked")
    _execute(url, "CREATE ROLE reader LOGIN")
    with pytest.raises(UnfitDatabaseError) as caught:
        migrate(url.replace("postgres@", "reader@"))
    assert "нельзя писать" in caught.value.message
    postgresql_cluster.drop("locked")


def _look(url: str) -> None:
    database = open_database(url)
    try:
        with database.snapshot() as tx:
            tx.organisations.list_all()
    finally:
        database.close()


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _tables(url: str) -> list[str]:
    engine = sa.create_engine(url)
    tables = sorted(sa.inspect(engine).get_table_names())
    engine.dispose()
    return tables
