import datetime as dt
from decimal import Decimal

import pytest

from doc_templates import formats
from doc_templates.formats import FILTERS, FormatError
from doc_templates.typography import NBSP, NO_BREAK_HYPHEN


def _plain(text: str) -> str:
    """Show «_» and «=» that do not break, so that a table of expectations can be read."""
    return text.replace(NBSP, "_").replace(NO_BREAK_HYPHEN, "=")


@pytest.mark.parametrize(
    ("value", "short", "long"),
    [
        ("2025-09-05", "05.09.2025", "5_сентября 2025_г."),
        ("2026-01-31", "31.01.2026", "31_января 2026_г."),
        ("2024-02-29", "29.02.2024", "29_февраля 2024_г."),
        (dt.date(2025, 12, 1), "01.12.2025", "1_декабря 2025_г."),
        (dt.date(999, 5, 9), "09.05.0999", "9_мая 0999_г."),
    ],
)
def test_dates_are_printed_in_digits_and_in_words(value: object, short: str, long: str) -> None:
    assert formats.date(value) == short
    assert _plain(formats.long_date(value)) == long


@pytest.mark.parametrize(
    "value",
    [
        "", "05.09.2025", "2025-9-5", "20250905", "2025-02-30", "2025-13-01", "2025-W01-1",
        "٢٠٢٥-٠٩-٠٥", "2025-09-05\n", None, 5, dt.datetime(2025, 9, 5, tzinfo=dt.UTC),
    ],
)  # fmt: skip
def test_what_is_not_a_day_is_not_printed_as_one(value: object) -> None:
    with pytest.raises(FormatError):
        formats.date(value)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("48-од", "№_48=од"), ("№48-од", "№_48=од"), ("№ 7", "№_7"), (" 7 ", "№_7"),
        ("88/01-05", "№_88/01=05"),
    ],
)  # fmt: skip
def test_a_number_has_one_sign_and_stays_in_one_line(value: str, printed: str) -> None:
    assert _plain(formats.number(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("О.С. Мельник", "О.С._Мельник"),
        ("Мельник О.С.", "Мельник_О.С."),
        ("О. С. Мельник", "О._С._Мельник"),
        ("Мамин-Сибиряк Д.Н.", "Мамин-Сибиряк_Д.Н."),
        ("Ван Дер Люббе А.", "Ван Дер Люббе_А."),
        ("Гаджиев Дж.А.", "Гаджиев_Дж.А."),
        ("Цой А.", "Цой_А."),
        ("Цой", "Цой"),
    ],
)
def test_initials_do_not_part_from_the_surname(value: str, printed: str) -> None:
    assert _plain(formats.nbsp_initials(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (15, "15_%"), (15.0, "15_%"), (12.5, "12,5_%"), (0.1, "0,1_%"), (0, "0_%"),
        (100, "100_%"), (Decimal("7.50"), "7,5_%"), (1e3, "1_000_%"),
    ],
)  # fmt: skip
def test_percents_have_a_comma_and_a_space(value: object, printed: str) -> None:
    assert _plain(formats.percent(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (3000, "3_000_рублей"), (1, "1_рубль"), (2, "2_рубля"), (5, "5_рублей"),
        (11, "11_рублей"), (21, "21_рубль"), (1111, "1_111_рублей"), (104, "104_рубля"),
        (1234567, "1_234_567_рублей"), (0, "0_рублей"), (1500.5, "1_500_рублей 50_копеек"),
        (1.01, "1_рубль 01_копейка"), (2.02, "2_рубля 02_копейки"),
        (0.1 + 0.2, "0_рублей 30_копеек"),
    ],
)  # fmt: skip
def test_sums_agree_with_their_words(value: object, printed: str) -> None:
    assert _plain(formats.rubles(value)) == printed


@pytest.mark.parametrize("value", [None, "3000", -1, True, float("nan"), float("inf"), 10**12, []])
def test_what_is_not_a_sum_is_not_printed_as_one(value: object) -> None:
    for printer in (formats.rubles, formats.percent, formats.decimal):
        with pytest.raises(FormatError):
            printer(value)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("пара", (1, 21, 101, 1001, -1)),
        ("пары", (2, 3, 4, 22, 34, 102)),
        ("пар", (0, 5, 10, 11, 12, 13, 14, 19, 20, 25, 100, 111, 112, 114)),
    ],
)
def test_a_word_agrees_with_its_number(words: str, numbers: tuple[int, ...]) -> None:
    assert {formats.plural(number, "пара", "пары", "пар") for number in numbers} == {words}


def test_words_agree_with_the_gender() -> None:
    assert formats.agree("m", "ознакомлен", "ознакомлена") == "ознакомлен"
    assert formats.agree("f", "ознакомлен", "ознакомлена") == "ознакомлена"
    approved = [formats.approval_word(gender) for gender in ("n", "m", "f", "pl")]
    assert approved == ["УТВЕРЖДЕНО", "УТВЕРЖДЁН", "УТВЕРЖДЕНА", "УТВЕРЖДЕНЫ"]


@pytest.mark.parametrize("gender", ["", "x", "M", None, 1, []])
def test_an_unknown_gender_is_not_guessed(gender: object) -> None:
    with pytest.raises(FormatError):
        formats.agree(gender, "ознакомлен", "ознакомлена")
    with pytest.raises(FormatError):
        formats.approval_word(gender)


@pytest.mark.parametrize(
    ("value", "large", "small"),
    [
        ("учитель МКОУ", "Учитель МКОУ", "учитель МКОУ"),
        ("Ёлка", "Ёлка", "ёлка"),
        ("", "", ""),
        ("я", "Я", "я"),
        ("«школа»", "«школа»", "«школа»"),
    ],
)
def test_only_the_first_letter_changes(value: str, large: str, small: str) -> None:
    assert formats.capitalize_first(value) == large
    assert formats.lower_first(value) == small


@pytest.mark.parametrize(
    ("value", "longest"),
    [("глава Администрации округа", "Администрации"), ("директор", "директор"), (" ", "")],
)
def test_the_longest_word_is_found(value: str, longest: str) -> None:
    assert formats.longest_word(value) == longest


@pytest.mark.parametrize(
    ("values", "printed"),
    [(["а"], "а"), (["а", "б"], "а и б"), (["а", "б", "в"], "а, б и в"), (("а", "б"), "а и б")],
)
def test_an_enumeration_ends_with_and(values: object, printed: str) -> None:
    assert formats.join_and(values) == printed


def test_lists_are_joined_by_what_is_asked() -> None:
    assert formats.semicolon_list(["а", "б"]) == "а; б"
    assert formats.join(["а", "б"], ", ") == "а, б"
    assert formats.join([]) == ""


@pytest.mark.parametrize("values", [None, "абв", {"а": 1}, [None], ["а", 1], 5])
def test_only_lists_of_texts_are_joined(values: object) -> None:
    for joiner in (formats.join_and, formats.semicolon_list, formats.join):
        with pytest.raises(FormatError):
            joiner(values)


def test_an_empty_enumeration_is_not_printed() -> None:
    with pytest.raises(FormatError):
        formats.join_and([])


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_no_filter_prints_a_missing_value(name: str) -> None:
    arguments = {"agree": ("а", "б"), "plural": ("а", "б", "в")}.get(name, ())
    with pytest.raises(FormatError):
        FILTERS[name](None, *arguments)


@pytest.mark.parametrize("name", ["date", "number", "rubles", "agree", "join_and"])
def test_a_refusal_does_not_repeat_the_value(name: str) -> None:
    arguments = ("а", "б") if name == "agree" else ()
    with pytest.raises(FormatError) as caught:
        FILTERS[name]([object(), "Тайный"] if name != "date" else "Тайный", *arguments)
    assert "Тайный" not in str(caught.value)
    assert caught.value.__cause__ is None
