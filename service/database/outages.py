"""Which errors of a driver say that the database cannot be used now, and not that we misuse it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from service.domain.errors import UnavailableError

_NOT_CREATED = "База данных ещё не создана или от другой версии. Выполните ./grif migrate."
# BUSY, LOCKED, IOERR, FULL, CANTOPEN (https://www.sqlite.org/rescode.html).
_SQLITE_OUTAGES = {5, 6, 10, 13, 14}
_PRIMARY_CODE = 0xFF  # the rest of the number is detail
_UNDEFINED_TABLE = "42P01"  # PostgreSQL, appendix A


@contextmanager
def outages_named() -> Iterator[None]:
    """Raise UnavailableError in place of what a driver says about an outage."""
    try:
        yield
    except sa.exc.TimeoutError as error:  # the one writing connection is busy for too long
        raise UnavailableError from error
    except sa.exc.DBAPIError as error:
        if _lacks_tables(error.orig):
            raise UnavailableError(_NOT_CREATED) from error
        if _is_outage(error):
            raise UnavailableError from error
        raise


def _is_outage(error: sa.exc.DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & _PRIMARY_CODE in _SQLITE_OUTAGES
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)


def _lacks_tables(driver: object) -> bool:
    is_undefined = getattr(driver, "sqlstate", None) == _UNDEFINED_TABLE
    return is_undefined or str(driver).startswith("no such table")
