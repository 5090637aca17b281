import pytest

from service.domain.registers import DEFAULT_PATTERNS, TITLES, Register
from tests.factories import make_organisation


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [("{seq}-од", "48-од"), ("{seq}/01-05", "48/01-05"), ("{seq}-Д", "48-Д"), ("{seq}", "48")],
)
def test_a_number_is_printed_as_the_school_writes_it(pattern: str, printed: str) -> None:
    number = Register("od", pattern).number(2026, 48)

    assert (number.text, number.seq, number.year, number.register) == (printed, 48, 2026, "od")


@pytest.mark.parametrize(
    "pattern",
    ["", "од", "{seq}-{seq}", "{n}-од", "{seq}{year}", "{seq}-од\n", "{seq!r}", "x" * 31 + "{seq}"],
)
def test_a_pattern_without_exactly_one_running_number_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Register("od", pattern)


@pytest.mark.parametrize("first_seq", [0, -1])
def test_numbers_count_from_one(first_seq: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        Register("od", "{seq}-од", first_seq)


def test_every_usual_register_has_a_title_and_prints_numbers() -> None:
    assert set(TITLES) == set(DEFAULT_PATTERNS)
    for code, pattern in DEFAULT_PATTERNS.items():
        assert Register(code, pattern).number(2026, 1).text.startswith("1-")


def test_a_schools_own_register_goes_before_the_usual_one() -> None:
    school = make_organisation(registers={"od": Register("od", "{seq}/01-05", first_seq=49)})

    assert school.register("od").pattern == "{seq}/01-05"
    assert school.register("ls").pattern == "{seq}-лс"
