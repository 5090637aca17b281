"""Which errors of a driver say that the database cannot be used now, and not that we misuse it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from service.domain.errors import UnavailableError, UnfitDatabaseError

_NOT_CREATED = "База данных ещё не создана или от другой версии. Выполните ./grif migrate."
_READ_ONLY = (
    "В базу данных нельзя писать. Дайте пользователю службы права на файл базы и его папку, "
    "в PostgreSQL – на создание таблиц."
)
_NO_DATABASE = (
    "Файл базы данных повреждён или принадлежит другой программе. Восстановите его из копии или "
    "укажите другой в GRIF_DATABASE_URL."
)
# READONLY, CORRUPT, NOTADB; PostgreSQL: insufficient_privilege, read_only_sql_transaction.
_UNFIT = {8: _READ_ONLY, 11: _NO_DATABASE, 26: _NO_DATABASE}
_UNFIT_STATES = {"42501": _READ_ONLY, "25006": _READ_ONLY}
# BUSY, LOCKED, IOERR, FULL, CANTOPEN (https://www.sqlite.org/rescode.html).
_SQLITE_OUTAGES = {5, 6, 10, 13, 14}
_PRIMARY_CODE = 0xFF  # the rest of the number is detail
_UNDEFINED_TABLE = "42P01"  # PostgreSQL, appendix A


@contextmanager
def outages_named() -> Iterator[None]:
    """Raise UnavailableError in place of what a driver says about an outage.

    UnfitDatabaseError when the outage will not pass by itself.
    """
    try:
        yield
    except sa.exc.TimeoutError as error:  # the one writing connection is busy for too long
        raise UnavailableError from error
    except sa.exc.DBAPIError as error:
        if _lacks_tables(error.orig):
            raise UnavailableError(_NOT_CREATED) from error
        if fault := _unfitness(error.orig):
            raise UnfitDatabaseError(fault) from error
        if _is_outage(error):
            raise UnavailableError from error
        raise


def _unfitness(driver: object) -> str | None:
    code = getattr(driver, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _UNFIT.get(code & _PRIMARY_CODE)
    return _UNFIT_STATES.get(getattr(driver, "sqlstate", None) or "")


def _is_outage(error: sa.exc.DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & _PRIMARY_CODE in _SQLITE_OUTAGES
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)


def _lacks_tables(driver: object) -> bool:
    is_undefined = getattr(driver, "sqlstate", None) == _UNDEFINED_TABLE
    return is_undefined or str(driver).startswith("no such table")
