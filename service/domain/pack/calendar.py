"""Working days of a five-day week in Russia (ст. 111–112 ТК РФ).

Public holidays are computed; the days that the Government moves every year are a table. It holds
what was known for 2022–2026 when it was written. For 2027 the decree was not known: only what the
law itself moves counts there. A school adds nothing to it: a six-day week only makes more days
working ones, and the rules that use this calendar warn, or ask for more time rather than less.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_HOLIDAYS: Final = (
    *((1, day) for day in range(1, 9)),  # новогодние каникулы и Рождество
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
)

# «Выходной с … переносится на …»: постановления Правительства о переносе выходных дней.
# A Saturday or a Sunday on the left that is no holiday becomes a working day.
_MOVED: Final[dict[str, str]] = {
    "2022-01-01": "2022-05-03",
    "2022-01-02": "2022-05-10",
    "2022-03-05": "2022-03-07",
    "2023-01-01": "2023-02-24",
    "2023-01-08": "2023-05-08",
    "2024-01-06": "2024-05-10",
    "2024-01-07": "2024-12-31",
    "2024-04-27": "2024-04-29",
    "2024-11-02": "2024-04-30",
    "2024-12-28": "2024-12-30",
    "2025-01-04": "2025-05-02",
    "2025-01-05": "2025-12-31",
    "2025-02-23": "2025-05-08",
    "2025-03-08": "2025-06-13",
    "2025-11-01": "2025-11-03",
    "2026-01-03": "2026-01-09",
    "2026-01-04": "2026-12-31",
}
MOVED: Final = {date.fromisoformat(day): date.fromisoformat(to) for day, to in _MOVED.items()}
_DAYS_OFF_GIVEN: Final = frozenset(MOVED.values())


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday by ст. 112 ТК РФ."""
    return (day.month, day.day) in _HOLIDAYS


def is_working_day(day: date) -> bool:
    """Whether offices with a five-day week work on this day."""
    if is_holiday(day) or day in _DAYS_OFF_GIVEN or day in _moved_by_law(day.year):
        return False
    return day.weekday() < _SATURDAY or day in MOVED


def count_working_days_between(first: date, last: date) -> int:
    """Working days after `first` and before `last`: neither of the two counts."""
    days = (first + _DAY * number for number in range(1, (last - first).days))
    return sum(map(is_working_day, days))


def previous_working_day(day: date) -> date:
    """The day itself when it is a working one, else the nearest before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def name_day_off(day: date) -> str:
    """Why nobody works on this day, in Russian: «суббота», «праздничный день»."""
    if is_holiday(day):
        return "праздничный день"
    return {5: "суббота", 6: "воскресенье"}.get(day.weekday(), "перенесённый выходной")


@cache
def _moved_by_law(year: int) -> frozenset[date]:
    """Days off that ст. 112 ТК РФ itself gives: after a holiday on a Saturday or a Sunday.

    Days of the New Year's holidays are left to the Government, and so is what it moved elsewhere.
    """
    given: set[date] = set()
    for month, number in _HOLIDAYS:
        holiday = date(year, month, number)
        if month == 1 or holiday.weekday() < _SATURDAY or holiday in MOVED:
            continue
        day = holiday + _DAY
        while day.weekday() >= _SATURDAY or is_holiday(day) or day in given:
            day += _DAY
        given.add(day)
    return frozenset(given)
