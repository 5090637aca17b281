"""Which school year a page is about: the one that is asked for among the last ones."""

from collections.abc import Sequence
from typing import Final

from flask import request

from service.domain.pack.school_year import SchoolYear, school_year_of
from service.http.exchange import services

_SHOWN: Final = 5


def list_years() -> Sequence[SchoolYear]:
    """The years that can be asked for, the present one first."""
    newest = school_year_of(services().clock.today()).first
    return [SchoolYear(first) for first in range(newest, newest - _SHOWN, -1)]


def read_year() -> SchoolYear:
    """The year of `?year=2025`; the present one when none or another is asked for."""
    years = list_years()
    return next((year for year in years if str(year.first) == request.args.get("year")), years[0])
