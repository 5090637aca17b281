"""Opening SQLite or PostgreSQL so that no write is ever lost.

SQLite: the driver's own transaction handling is switched off (it loses updates under concurrency);
writers begin with BEGIN IMMEDIATE, readers with plain BEGIN on an engine of their own, WAL with
full synchronisation. A process has one writing connection: its threads queue for it in order,
where SQLite's own lock lets them race.

Readers see one state of the database for the whole of a transaction and cannot write, on both.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = (
    "synchronous=full",
    "busy_timeout=30000",
    "foreign_keys=on",
)
# Russian takes two bytes a letter, escaped it would take six: shorter rows are read faster.
_write_json = partial(json.dumps, ensure_ascii=False)
_PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.02


def open_engines(url: str) -> tuple[Engine, Engine]:
    """Engines for writing and for reading the database at `url`.

    `sqlite:///path` or `postgresql+psycopg://…`; other databases raise ValueError.
    """
    name = sa.make_url(url).get_backend_name()
    if name == "postgresql":
        return _postgresql(url)
    if name != "sqlite":
        message = f"unsupported database: {name}"
        raise ValueError(message)
    make = partial(sa.create_engine, url, connect_args={"timeout": 30}, json_serializer=_write_json)
    writer = make(pool_size=1, max_overflow=0)
    _prepare_sqlite(writer, "BEGIN IMMEDIATE", _PRAGMAS)
    reader = make()
    _prepare_sqlite(reader, "BEGIN", (*_PRAGMAS, "query_only=on"))
    return writer, reader


def _postgresql(url: str) -> tuple[Engine, Engine]:
    engine = sa.create_engine(
        url, pool_pre_ping=True, isolation_level="READ COMMITTED", json_serializer=_write_json
    )
    return engine, engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def _prepare_sqlite(engine: Engine, begin: str, pragmas: Sequence[str]) -> None:
    @sa.event.listens_for(engine, "do_connect")
    def _make_ready(*_: object) -> None:
        with suppress(OSError):  # opening it will say what is wrong, to everybody in the same words
            _make_private(engine.url.database)

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves
        _enter_wal(connection)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _make_private(file: str | None) -> None:
    """Make SQLite's file before SQLite does, which would let everybody on the machine read it.

    The files SQLite puts beside it get the same permissions.
    """
    if file not in (None, "", ":memory:"):
        Path(file).touch(mode=0o600)


def _enter_wal(connection: SqliteConnection) -> None:
    """Switch to the write-ahead log, which a fresh database does once.

    SQLite does not wait for other connections here, whatever the busy timeout says: when several
    processes open a fresh database at once, all but one are told that it is locked.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=wal")
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def is_unique_violation(error: sa.exc.IntegrityError) -> bool:
    """Whether the statement broke a unique or primary key, and not some other constraint."""
    driver: Any = error.orig
    if getattr(driver, "sqlstate", None) == "23505":
        return True
    return "UNIQUE constraint failed" in str(driver)
