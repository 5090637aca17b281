from datetime import date, timedelta

import pytest

from service.domain.pack.calendar import (
    MOVED,
    count_working_days_between,
    is_working_day,
    name_day_off,
    previous_working_day,
)

#: Days off in a year of a five-day week, as production calendars counted them.
DAYS_OFF = {2022: 118, 2023: 118, 2024: 118, 2025: 118, 2026: 118}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", DAYS_OFF)
def test_a_year_has_as_many_days_off_as_its_production_calendar(year: int) -> None:
    assert sum(not is_working_day(day) for day in days_of(year)) == DAYS_OFF[year]


@pytest.mark.parametrize(
    "day",
    [
        "2022-05-03", "2022-06-13", "2023-02-24", "2023-11-06", "2024-04-29", "2024-12-30",
        "2025-05-02", "2025-06-13", "2025-11-03", "2025-12-31", "2026-01-09", "2026-03-09",
        "2026-05-11", "2025-11-04", "2025-09-20", "2027-05-03",
    ],
)  # fmt: skip
def test_nobody_works_on_holidays_weekends_and_days_moved_to(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    ["2022-03-05", "2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01", "2025-02-24",
     "2025-03-10", "2025-09-24", "2023-01-09"],
)  # fmt: skip
def test_people_work_on_usual_days_and_on_saturdays_that_were_moved(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_days_are_moved_from_a_weekend_to_a_weekday() -> None:
    assert all(day.weekday() >= 5 and to.weekday() < 5 for day, to in MOVED.items())
    assert len(set(MOVED.values())) == len(MOVED)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2025-12-05", "2025-12-08", 0),
        ("2025-12-01", "2025-12-05", 3),
        ("2025-12-01", "2025-12-04", 2),
        ("2025-10-31", "2025-11-06", 2),  # the 1st works, the 3rd and the 4th do not
        ("2025-12-05", "2025-12-05", 0),
        ("2025-12-08", "2025-12-05", 0),
    ],
)
def test_working_days_are_counted_between_two_dates(first: str, last: str, count: int) -> None:
    assert count_working_days_between(date.fromisoformat(first), date.fromisoformat(last)) == count


def test_the_working_day_before_a_weekend_is_friday() -> None:
    assert previous_working_day(date(2025, 9, 20)) == date(2025, 9, 19)
    assert previous_working_day(date(2025, 9, 19)) == date(2025, 9, 19)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 9, 20), "суббота"),
        (date(2025, 9, 21), "воскресенье"),
        (date(2025, 11, 4), "праздничный день"),
        (date(2025, 11, 3), "перенесённый выходной"),
    ],
)
def test_a_day_off_is_called_by_its_name(day: date, name: str) -> None:
    assert name_day_off(day) == name
