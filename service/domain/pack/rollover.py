"""Days of one school year in another one, and what is said about them."""

from datetime import date

from service.domain.pack.calendar import previous_working_day
from service.domain.pack.school_year import SchoolYear

_LEAP_DAY = (2, 29)


def move_day(day: date, years: int) -> date:
    """The same day of another year; 29 February is 28 February where there is no such day."""
    year = day.year + years
    try:
        return day.replace(year=year)
    except ValueError:
        if (day.month, day.day) != _LEAP_DAY:
            raise
        return date(year, 2, 28)


def move_working_day(day: date, years: int) -> date:
    """The same day of another year, or the working day before it: «до …» moves no later."""
    return previous_working_day(move_day(day, years))


def move_doc_date(day: date, years: int, due: date | None) -> date:
    """The date of a document in another year: a working day, no later than the roadmap asks."""
    moved = move_day(day, years)
    return previous_working_day(min(moved, due) if due else moved)


def years_between(earlier: SchoolYear, later: SchoolYear) -> int:
    """By how many years days move from one school year to another."""
    return later.first - earlier.first
