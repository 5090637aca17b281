"""What tests share: databases on both engines, the queue server, fakes of the ports."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from redis import Redis

from service.database.database import SqlDatabase, open_database
from service.database.migration import migrate
from service.database.schema import metadata
from tests.factories import seed
from tests.fakes import (
    FakeClock,
    FakeQueue,
    MemoryStore,
    SequentialIds,
    open_memory_database,
)
from tests.own_token import OwnToken, export_token
from tests.servers import PostgresqlCluster, run_postgresql, run_valkey
from tests.signing_house import (
    Authorities,
    SigningHouse,
    found_authorities,
    open_signing_house,
)

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
_NUMBERS = count(1)

# How long an example takes says what else the machine is doing, and nothing about the example.
settings.register_profile("grif", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("grif")


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgresqlCluster]:
    with run_postgresql() as cluster:
        cluster.let_app_in()
        migrate(cluster.create("migrated"), login=cluster.app_url("migrated"))
        yield cluster


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'grif.db'}"
        return
    cluster: PostgresqlCluster = request.getfixturevalue("postgresql_cluster")
    name = f"test_{next(_NUMBERS)}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "grif.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    cluster: PostgresqlCluster = request.getfixturevalue("postgresql_cluster")
    yield cluster.url("migrated")
    _wipe(cluster.url("migrated"))


@pytest.fixture
def walled_url(postgresql_cluster: PostgresqlCluster) -> Iterator[str]:
    """A migrated database without rows, for a login that the second wall holds back."""
    yield postgresql_cluster.app_url("migrated")
    _wipe(postgresql_cluster.url("migrated"))


@pytest.fixture
def walled(walled_url: str) -> Iterator[SqlDatabase]:
    """Three schools behind the second wall; for a test that says nothing all is in reach."""
    opened = open_database(walled_url)
    seed(opened)
    yield opened
    opened.close()


def _wipe(url: str) -> None:
    """Take all rows away, fifty times as fast as a new database; triggers are passed over."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[SqlDatabase]:
    """A migrated database with three schools, on SQLite and on PostgreSQL."""
    opened = open_database(database_url)
    seed(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def valkey_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with run_valkey(tmp_path_factory.mktemp("valkey")) as socket:
        yield socket


@pytest.fixture
def redis(valkey_socket: Path) -> Iterator[Redis]:
    """A connection to an empty queue server."""
    with Redis.from_url(f"unix://{valkey_socket}") as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> SequentialIds:
    return SequentialIds()


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def blobs() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def memory_database(request: pytest.FixtureRequest) -> Iterator[SqlDatabase]:
    """Three schools in a database in memory, for tests of one thread.

    With GRIF_TEST_WALLED=1 it is PostgreSQL with the second wall: slow, and the same to the tests.
    """
    if os.environ.get("GRIF_TEST_WALLED"):
        yield request.getfixturevalue("walled")
        return
    opened = open_memory_database()
    seed(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return found_authorities(tmp_path_factory.mktemp("authorities"))


@pytest.fixture(scope="session")
def tokens(
    authorities: Authorities, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, OwnToken]:
    """Tokens of the head (two kinds), the deputy, and a GOST stranger."""
    folder = tmp_path_factory.mktemp("tokens")
    return {
        "head": export_token(authorities.pki, "head", folder),
        "deputy": export_token(authorities.pki, "deputy", folder),
        "gost-head": authorities.gost.get_token(),
        "gost-stranger": authorities.gost.get_token("deputy"),
    }


@pytest.fixture
def signing(tmp_path: Path, memory_database: SqlDatabase, authorities: Authorities) -> SigningHouse:
    return open_signing_house(tmp_path, memory_database, authorities)
