"""How times are stored, and the database's own clock for leases.

Leases compare the database's time with the database's time: a host with a wrong clock cannot hold
a document too long or take it too early.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class EpochNow(FunctionElement[float]):
    """Seconds since 1970 by the database's clock, at the moment the statement runs."""

    type: sa.types.TypeEngine[float] = sa.Double()
    inherit_cache: bool | None = True
    name = "epoch_now"


@compiles(EpochNow, "sqlite")
def _sqlite_now(_element: EpochNow, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook signature
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(EpochNow, "postgresql")
def _postgresql_now(_element: EpochNow, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook signature
    return "extract(epoch from clock_timestamp())::double precision"


class UtcNowText(FunctionElement[str]):
    """The database's moment in the form of `to_text`."""

    type: sa.types.TypeEngine[str] = sa.String()
    inherit_cache: bool | None = True
    name = "utc_now_text"


@compiles(UtcNowText, "sqlite")
def _sqlite_text(_element: UtcNowText, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook signature
    return "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"


@compiles(UtcNowText, "postgresql")
def _postgresql_text(_element: UtcNowText, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's hook signature
    return "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"+00:00\"')"


def to_text(moment: datetime) -> str:
    """RFC 3339 UTC with milliseconds: sorts as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def from_text(text: str) -> datetime:
    """The moment that `to_text` wrote."""
    return datetime.fromisoformat(text)
