from datetime import date

import pytest

from service.web.days import iso_day, read_day, show_day


@pytest.mark.parametrize(
    "text",
    ["24.09.2025", "24092025", "2025-09-24", " 24.9.2025 ", "24/09/2025", "24.09.2025 г."],
)
def test_a_day_is_read_as_people_and_programs_write_it(text: str) -> None:
    assert read_day(text) == date(2025, 9, 24)
    assert (iso_day(text), show_day(text)) == ("2025-09-24", "24.09.2025")


@pytest.mark.parametrize("text", ["", "скоро", "31.02.2026", "09/24/2025", "24.09.25", "20260924"])
def test_what_is_no_day_stays_as_it_was_typed(text: str) -> None:
    assert read_day(text) is None
    assert (iso_day(text), show_day(text)) == (text, text)
