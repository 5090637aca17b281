from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.pack.calendar import is_working_day
from service.domain.pack.rollover import move_day, move_doc_date, move_working_day


def test_a_day_moves_to_the_same_day_of_another_year() -> None:
    assert move_day(date(2025, 9, 2), 1) == date(2026, 9, 2)
    assert move_day(date(2023, 9, 2), 3) == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("years", "moved"), [(1, date(2025, 2, 28)), (4, date(2028, 2, 29)), (0, date(2024, 2, 29))]
)
def test_the_leap_day_is_the_last_of_february_where_there_is_none(years: int, moved: date) -> None:
    assert move_day(date(2024, 2, 29), years) == moved


def test_the_last_of_february_does_not_become_a_leap_day() -> None:
    assert move_day(date(2023, 2, 28), 1) == date(2024, 2, 28)


def test_a_deadline_that_would_be_a_day_off_comes_earlier() -> None:
    assert move_working_day(date(2025, 9, 19), 1) == date(2026, 9, 18)  # a Saturday
    assert move_working_day(date(2025, 9, 2), 1) == date(2026, 9, 2)


def test_a_late_document_is_dated_in_time_the_next_year() -> None:
    due = date(2026, 9, 9)

    assert move_doc_date(date(2025, 9, 8), 1, due) == date(2026, 9, 8)
    assert move_doc_date(date(2025, 12, 1), 1, due) == due
    assert move_doc_date(date(2025, 12, 1), 1, None) == date(2026, 12, 1)
    assert move_doc_date(date(2025, 9, 21), 1, date(2026, 9, 20)) == date(2026, 9, 18)


@given(
    st.lists(st.dates(date(2022, 8, 1), date(2026, 12, 31)), min_size=2, max_size=5),
    st.integers(1, 3),
)
def test_the_order_of_days_stays(days: list[date], years: int) -> None:
    ordered = sorted(days)

    for moved in (
        [move_day(day, years) for day in ordered],
        [move_working_day(day, years) for day in ordered],
    ):
        assert moved == sorted(moved)
    assert all(is_working_day(move_working_day(day, years)) for day in ordered)
