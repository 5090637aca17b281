from datetime import date

import pytest

from service.domain.archive import keep_until


@pytest.mark.parametrize(
    ("completed", "years", "last_day"),
    [
        (date(2026, 1, 1), 5, date(2031, 12, 31)),
        (date(2026, 12, 31), 5, date(2031, 12, 31)),
        (date(2026, 6, 1), 75, date(2101, 12, 31)),
        (date(2026, 6, 1), 0, date(2026, 12, 31)),
    ],
)
def test_a_storage_term_runs_from_the_first_of_january_after(
    completed: date, years: int, last_day: date
) -> None:
    assert keep_until(completed, years) == last_day


def test_what_is_kept_for_good_has_no_last_day() -> None:
    assert keep_until(date(2026, 6, 1), None) is None


def test_a_term_beyond_the_calendar_ends_with_the_calendar() -> None:
    assert keep_until(date(9990, 6, 1), 75) == date.max
