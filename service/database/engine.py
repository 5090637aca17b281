"""Opening SQLite or PostgreSQL so that no write is ever lost.

SQLite: the driver's own transaction handling is switched off (it loses updates under concurrency);
writers begin with BEGIN IMMEDIATE, readers with plain BEGIN on an engine of their own, WAL with
full synchronisation.
"""

from sqlite3 import Connection as SqliteConnection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=full",
    "busy_timeout=30000",
    "foreign_keys=on",
)


def open_engines(url: str) -> tuple[Engine, Engine]:
    """Engines for writing and for reading the database at `url`.

    `sqlite:///path` or `postgresql+psycopg://…`; other databases raise ValueError.
    """
    name = sa.make_url(url).get_backend_name()
    if name == "postgresql":
        engine = sa.create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
        return engine, engine
    if name != "sqlite":
        message = f"unsupported database: {name}"
        raise ValueError(message)
    return _sqlite(url, "BEGIN IMMEDIATE"), _sqlite(url, "BEGIN")


def _sqlite(url: str, begin: str) -> Engine:
    engine = sa.create_engine(url, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def is_unique_violation(error: sa.exc.IntegrityError) -> bool:
    """Whether the statement broke a unique or primary key, and not some other constraint."""
    driver: Any = error.orig
    if getattr(driver, "sqlstate", None) == "23505":
        return True
    return "UNIQUE constraint failed" in str(driver)
