"""Tables from outside: what is read, what is refused, and what a row says."""

import io
import zipfile
from datetime import date

import pytest

from service.domain.errors import InvalidRequestError
from service.domain.people import Part
from service.operations.people_rows import (
    Column,
    check_matching,
    faulty_table,
    guess_columns,
    read_card,
    sort_rows,
)
from service.operations.spreadsheets import MAX_ROWS, read_table, write_xlsx

HEADING = ["ФИО", "Должность"]
ROWS = [HEADING, ["Цой Артём Маратович", "учитель математики"]]
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_csv_is_read_whatever_program_wrote_it(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [*ROWS, ["", ""]])

    assert read_table(text.encode(encoding)) == ROWS


def test_an_xlsx_is_read_as_it_was_written_and_formulas_stay_text() -> None:
    rows = [HEADING, ["=1+1", "+7"], ["@a", "-b"]]
    content = write_xlsx(rows)

    assert read_table(content) == rows
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("odd", ["\x00", "\x01", "\x1b", "\ufffe", "\ud800"])
def test_a_workbook_holds_everything_but_what_no_cell_can(odd: str) -> None:
    assert read_table(write_xlsx([HEADING, [f"Ц{odd}ой", f"учи\N{SOFT HYPHEN}тель{odd}"]])) == [
        HEADING,
        ["Цой", "учи\N{SOFT HYPHEN}тель"],
    ]


@pytest.mark.parametrize("odd", ["\x01", "\x7f", "\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_with_signs_that_nobody_sees_is_to_be_mended(odd: str, place: int) -> None:
    cells = ["Цой Артём Маратович", "учитель"]
    cells[place] += odd
    done = sort_rows([cells], [Column.FULL_NAME, Column.POSITION], TODAY)
    assert done.cards == []
    assert "невидимые символы" in done.faulty[0].messages[0]


def _repacked(name: str, extra: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx(ROWS))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for member in source.namelist():
            content = source.read(member)
            package.writestr(member, extra + content if member == name else content)
        package.writestr("xl/more.bin", b"" if name else extra)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DANGEROUS = {
    "nothing": b"",
    "no zip": b"PK\x03\x04 and nothing more",
    "cut off": write_xlsx(ROWS)[:-40],
    "old excel": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "a picture": b"\x89PNG\r\n\0\0",
    "a heading alone": "ФИО;Должность".encode(),
    "entities": _repacked(SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]>'),
    "a bomb": _repacked("", b"\0" * 40_000_000),
    "too many rows": ("ФИО\n" + "Цой\n" * (MAX_ROWS + 1)).encode(),
    "broken xml": _repacked(SHEET, b"<"),
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_what_is_no_table_is_refused_in_words_for_people(name: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        read_table(DANGEROUS[name])

    (problem,) = refused.value.problems
    assert problem.pointer == "#/file"
    assert problem.message.endswith(".")


def test_columns_are_guessed_by_their_headings_each_once() -> None:
    heading = ["№", "Фамилия", "Имя", "Отчество", "Пол", "Класс/должность", "E-mail", "Д.р.",
               "Пед. стаж", "Кв. категория", "Роль", "Фамилия до брака"]  # fmt: skip

    assert guess_columns(heading) == [
        None, Column.SURNAME, Column.GIVEN_NAME, Column.PATRONYMIC, Column.GENDER, Column.POSITION,
        Column.EMAIL, Column.BORN, Column.EXPERIENCE, Column.CATEGORY, Column.PART, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("matching", "is_enough"),
    [
        ([Column.FULL_NAME, Column.POSITION], True),
        ([Column.SURNAME, Column.GIVEN_NAME, Column.POSITION], True),
        ([Column.SURNAME, Column.POSITION], False),
        ([Column.FULL_NAME, None], False),
        ([Column.FULL_NAME, Column.POSITION, Column.POSITION], False),
    ],
    ids=str,
)
def test_columns_must_name_people_and_positions(
    matching: list[Column | None], *, is_enough: bool
) -> None:
    assert (check_matching(matching) == ()) is is_enough


def test_a_row_says_everything_in_the_words_of_people() -> None:
    matching = [Column.FULL_NAME, Column.POSITION, Column.BORN, Column.EXPERIENCE,
                Column.CATEGORY, Column.PART]  # fmt: skip

    card = read_card(
        ["Королёва  Любовь Фоминична", "учитель", "6.05.1970", "27 лет", "Высшая", "Наставник"],
        matching,
    )

    assert (card.surname, card.given_name, card.patronymic) == ("Королёва", "Любовь", "Фоминична")
    assert (card.gender, card.born, card.experience_years) == ("f", date(1970, 5, 6), 27)
    assert (card.category, card.parts) == ("highest", frozenset({Part.MENTOR}))


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("наставляемый", {Part.MENTEE}),
        ("молодой специалист", {Part.MENTEE}),
        ("наставник и наставляемый", {Part.MENTOR, Part.MENTEE}),
        ("педагог", set()),
    ],
)
def test_a_mentee_is_not_taken_for_a_mentor(said: str, parts: set[Part]) -> None:
    assert read_card([said], [Column.PART]).parts == parts


def test_bad_rows_are_told_apart_and_come_back_with_a_column_of_errors() -> None:
    matching = [Column.FULL_NAME, Column.POSITION, Column.BORN]
    heading = ["ФИО", "Должность", "Родился", "Ошибка"]
    rows = [["Цой Артём Маратович", "учитель", "нет"], ["Цой", "", "вчера", "старая ошибка"]]

    done = sort_rows(rows, matching, TODAY)

    assert [card.surname for card in done.cards] == ["Цой"]
    assert [row.number for row in done.faulty] == [3]
    table = faulty_table(heading, done.faulty)
    assert table[0] == heading
    assert table[1][:3] == ["Цой", "", "вчера"]
    for words in ("Укажите имя", "Укажите должность", "Проверьте дату рождения", "Укажите пол"):
        assert words in table[1][3]
    assert "старая" not in table[1][3]
