"""Rows of a table become cards: which column says what, and what is wrong with a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from doc_templates.declension.full_names import split_full_name
from doc_templates.declension.gender import detect_gender
from doc_templates.declension.spelling import tidy
from service.domain.errors import Problem
from service.domain.people import CATEGORY_TITLES, Card, Part, check_card
from service.domain.search import searchable
from service.operations.people import tidy_card

ERROR_COLUMN: Final = "Ошибка"
_NO_DAY: Final = date.min
_NO_YEARS: Final = -1


class Column(StrEnum):
    """What a column of the table may say."""

    FULL_NAME = "full_name"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    PATRONYMIC = "patronymic"
    GENDER = "gender"
    POSITION = "position"
    WORKPLACE = "workplace_gen"
    BORN = "born"
    EMAIL = "email"
    EXPERIENCE = "experience_years"
    CATEGORY = "category"
    PART = "part"


COLUMN_TITLES: Final[Mapping[Column, str]] = MappingProxyType({
    Column.FULL_NAME: "Фамилия, имя, отчество",
    Column.SURNAME: "Фамилия",
    Column.GIVEN_NAME: "Имя",
    Column.PATRONYMIC: "Отчество",
    Column.GENDER: "Пол",
    Column.POSITION: "Должность",
    Column.WORKPLACE: "Место работы (другая организация)",
    Column.BORN: "Дата рождения",
    Column.EMAIL: "Почта",
    Column.EXPERIENCE: "Стаж",
    Column.CATEGORY: "Категория",
    Column.PART: "Роль в наставничестве",
})  # fmt: skip
# Read from above: the first that is found in a heading names the column.
_SIGNS: Final = (
    (Column.FULL_NAME, r"фио|ф\. ?и\. ?о|фамилия,? имя|полное имя"),
    (Column.SURNAME, r"фамили"),
    (Column.PATRONYMIC, r"отчеств"),
    (Column.GIVEN_NAME, r"^имя"),
    (Column.GENDER, r"^пол\b"),
    (Column.BORN, r"рожден|^д\. ?р"),
    (Column.EMAIL, r"почт|mail"),
    (Column.EXPERIENCE, r"стаж"),
    (Column.CATEGORY, r"категор"),
    (Column.PART, r"роль|наставнич"),
    (Column.WORKPLACE, r"место работы|организаци"),
    (Column.POSITION, r"должност|класс"),
)
_DAY_FORMATS: Final = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
_YEARS: Final = re.compile(r"(\d{1,3})( ?(лет|год|года|г\.?))?")
_NOT_KNOWN: Final = frozenset({"", "-", "нет"})

Matching = Sequence[Column | None]


@dataclass(frozen=True)
class FaultyRow:
    """A row that cannot become a card: its number in the table, its cells, and what to mend."""

    number: int
    cells: Sequence[str]
    messages: Sequence[str]


@dataclass(frozen=True)
class Sorted:
    """The rows of a table: those that are cards, and those that have to be mended."""

    cards: Sequence[Card]
    faulty: Sequence[FaultyRow]


def guess_columns(heading: Sequence[str]) -> list[Column | None]:
    """What each column says, by its heading; no two columns say the same."""
    found: list[Column | None] = []
    for title in heading:
        column = _guess(searchable(title))
        found.append(None if column in found else column)
    return found


def check_matching(matching: Matching) -> tuple[Problem, ...]:
    """Whether the columns are enough for cards, and none is chosen twice."""
    chosen = [column for column in matching if column is not None]
    found = []
    if len(set(chosen)) < len(chosen):
        found.append(Problem("#/columns", "twice", "Каждое сведение выберите только один раз."))
    named = Column.FULL_NAME in chosen or {Column.SURNAME, Column.GIVEN_NAME} <= set(chosen)
    if not named:
        message = "Укажите, где фамилия, имя и отчество: в одном столбце или в разных."
        found.append(Problem("#/columns", "required", message))
    if Column.POSITION not in chosen:
        found.append(Problem("#/columns", "required", "Укажите, в каком столбце должность."))
    return tuple(found)


def sort_rows(rows: Sequence[Sequence[str]], matching: Matching, today: date) -> Sorted:
    """Tell cards from rows that have to be mended; the heading is row 1."""
    cards, faulty = [], []
    for number, cells in enumerate(rows, start=2):
        card = read_card(cells, matching)
        if problems := check_card(card, today):
            faulty.append(FaultyRow(number, cells, [_say(problem) for problem in problems]))
        else:
            cards.append(card)
    return Sorted(cards, faulty)


def read_card(cells: Sequence[str], matching: Matching) -> Card:
    """The card of a row, right or wrong; a gender that is not said is read from the name."""
    said = {
        column: tidy(text or "")
        for column, text in zip_longest(matching, cells)
        if column is not None
    }
    surname, given_name, patronymic = _read_name(said)
    card = Card(
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        gender=_read_gender(said.get(Column.GENDER, "")),
        position=said.get(Column.POSITION, ""),
        workplace_gen=said.get(Column.WORKPLACE, ""),
        born=_read_day(said.get(Column.BORN, "")),
        email=said.get(Column.EMAIL, ""),
        experience_years=_read_years(said.get(Column.EXPERIENCE, "")),
        category=_read_category(said.get(Column.CATEGORY, "")),
        parts=_read_parts(said.get(Column.PART, "")),
    )
    card = tidy_card(card)
    if card.gender:
        return card
    guess = detect_gender(card.surname, card.given_name, card.patronymic)
    return replace(card, gender=guess.gender.value if guess.gender else "")


def faulty_table(heading: Sequence[str], faulty: Sequence[FaultyRow]) -> list[list[str]]:
    """The rows to be mended with a last column that says what is wrong."""
    kept = [place for place, title in enumerate(heading) if title != ERROR_COLUMN]
    rows = [[heading[place] for place in kept] + [ERROR_COLUMN]]
    for row in faulty:
        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
        rows.append([*cells, " ".join(row.messages)])
    return rows


def _guess(heading: str) -> Column | None:
    return next((column for column, sign in _SIGNS if re.search(sign, heading)), None)


def _read_name(said: Mapping[Column, str]) -> tuple[str, str, str]:
    if full_name := said.get(Column.FULL_NAME):
        person = split_full_name(full_name)
        return person.surname, person.given_name, person.patronymic
    return (
        said.get(Column.SURNAME, ""),
        said.get(Column.GIVEN_NAME, ""),
        said.get(Column.PATRONYMIC, ""),
    )


def _read_gender(text: str) -> str:
    letter = text.casefold()[:1]
    return {"м": "m", "m": "m", "ж": "f", "f": "f"}.get(letter, "")


def _read_day(text: str) -> date | None:
    if text.casefold() in _NOT_KNOWN:
        return None
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return _NO_DAY


def _read_years(text: str) -> int | None:
    if text.casefold() in _NOT_KNOWN:
        return None
    match = _YEARS.fullmatch(text.casefold())
    return int(match[1]) if match else _NO_YEARS


def _read_category(text: str) -> str:
    wanted = searchable(text).removesuffix(" категория")
    if wanted in _NOT_KNOWN:
        return ""
    titles = {searchable(title).removesuffix(" категория"): code for code, title in _CATEGORIES}
    return titles.get(wanted, text)


def _read_parts(text: str) -> frozenset[Part]:
    folded = searchable(text)
    found = {Part.MENTEE} if re.search(r"наставляем|молодой", folded) else set()
    return frozenset(found | ({Part.MENTOR} if "наставник" in folded else set()))


def _say(problem: Problem) -> str:
    column = Column(problem.pointer.removeprefix("#/"))
    return f"{COLUMN_TITLES[column]}: {problem.message}"


_CATEGORIES: Final = (
    *CATEGORY_TITLES.items(),
    ("first", "первая"),
    ("first", "1"),
    ("highest", "высшая"),
    ("conformity", "соответствие"),
    ("conformity", "сзд"),
)
