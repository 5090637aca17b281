"""What is said when the database cannot be used: that, and not that the program broke."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from service.database.database import SqlDatabase, open_database
from service.database.engine import open_engines
from service.database.migration import migrate
from service.domain.errors import UnavailableError
from service.domain.ids import MunicipalityId
from service.domain.organisations import Municipality


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
