"""The people of an organisation whom its documents name: mentors, mentees and others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from service.domain.errors import Problem
from service.domain.ids import OrganisationId, PersonId
from service.domain.search import searchable

MAJORITY: Final = 18
MAX_EXPERIENCE: Final = 80
LONGEST: Final[Mapping[str, int]] = MappingProxyType({
    "surname": 100, "given_name": 100, "patronymic": 100, "position": 300, "workplace_gen": 300,
    "email": 254,
})  # fmt: skip
_REQUIRED: Final = ("surname", "given_name", "position")
_NAMES: Final = ("surname", "given_name", "patronymic")
_ODD: Final = re.compile(r"[^\W_а-яёА-ЯЁ]|[\d_@<>{}]")  # other letters than Russian, digits, marks
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EARLIEST: Final = date(1900, 1, 1)


class Part(StrEnum):
    """What a person is in mentoring; one may be both, and somebody else is neither."""

    MENTOR = "mentor"
    MENTEE = "mentee"


PART_TITLES: Final[Mapping[Part, str]] = MappingProxyType({
    Part.MENTOR: "Наставник",
    Part.MENTEE: "Наставляемый",
})  # fmt: skip
GENDER_TITLES: Final[Mapping[str, str]] = MappingProxyType({"m": "мужской", "f": "женский"})
CATEGORY_TITLES: Final[Mapping[str, str]] = MappingProxyType({
    "none": "без категории",
    "conformity": "соответствие занимаемой должности",
    "first": "первая категория",
    "highest": "высшая категория",
    "methodist_teacher": "педагог-методист",
    "mentor_teacher": "педагог-наставник",
})  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What is known of a person. `workplace_gen` only of those who work somewhere else.

    Empty text and None: not known. `category` is a code of CATEGORY_TITLES.
    """

    surname: str
    given_name: str
    patronymic: str
    gender: str
    position: str
    workplace_gen: str = ""
    born: date | None = None
    email: str = ""
    experience_years: int | None = None
    category: str = ""
    parts: frozenset[Part] = frozenset()

    @property
    def full_name(self) -> str:
        """«Мельник Ольга Сергеевна»."""
        return " ".join(text for text in (self.surname, self.given_name, self.patronymic) if text)

    @property
    def search_text(self) -> str:
        """In which a person is looked for."""
        return searchable(self.full_name, self.position, self.workplace_gen, self.email)

    def is_minor(self, day: date) -> bool | None:
        """Whether the person is under age on `day`; None when the birthday is not known."""
        if self.born is None:
            return None
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (not had_birthday) < MAJORITY

    def is_same_as(self, other: "Card") -> bool:
        """Whether two cards are of one person: the name, and the birthday or else the position."""
        if searchable(self.full_name) != searchable(other.full_name):
            return False
        if self.born and other.born:
            return self.born == other.born
        return searchable(self.position) == searchable(other.position)


@dataclass(frozen=True)
class BankPerson:
    """A card in the bank of an organisation; an archived one is offered no more."""

    id: PersonId
    organisation_id: OrganisationId
    card: Card
    archived_at: datetime | None = None

    @property
    def label(self) -> str:
        """What tells the person from others in a list of choices."""
        return f"{self.card.full_name}, {self.card.position}"

    def data(self, *, with_position: bool) -> dict[str, object]:
        """The person as documents name people: `person_ref`, or `person_name` of the library."""
        card = self.card
        named: dict[str, object] = {
            "person_id": self.id,
            "surname": card.surname,
            "given_name": card.given_name,
            "patronymic": card.patronymic,
            "gender": card.gender,
            "fio": {"nom": card.full_name},
        }
        if with_position:
            named["position"] = {"nom": card.position}
            named |= {"workplace_gen": card.workplace_gen} if card.workplace_gen else {}
        return named


def check_card(card: Card, today: date) -> tuple[Problem, ...]:
    """What is wrong with a card, by its fields."""
    return (
        *_check_texts(card),
        *_check_choices(card),
        *_check_numbers(card, today),
    )


def _check_texts(card: Card) -> list[Problem]:
    texts = {name: str(getattr(card, name)) for name in LONGEST}
    found = [_wrong(name, "required", _EMPTY[name]) for name in _REQUIRED if not texts[name]]
    found += [
        _wrong(name, "too_long", f"Сократите до {most} знаков.")
        for name, most in LONGEST.items()
        if len(texts[name]) > most
    ]
    found += [
        _wrong(name, "pattern", "Напишите русскими буквами, без цифр и знаков.")
        for name in _NAMES
        if _ODD.search(texts[name])
    ]
    found += [
        _wrong(name, "control_character", "Уберите невидимые символы: наберите текст заново.")
        for name, text in texts.items()
        if not text.isprintable()
    ]
    if card.email and not _EMAIL.fullmatch(card.email):
        found.append(_wrong("email", "pattern", "Проверьте адрес почты: имя@сайт.ru."))
    return found


def _check_choices(card: Card) -> list[Problem]:
    found = []
    if card.gender not in GENDER_TITLES:
        found.append(_wrong("gender", "choice", "Укажите пол: от него зависят слова документов."))
    if card.category and card.category not in CATEGORY_TITLES:
        found.append(_wrong("category", "choice", "Выберите категорию из списка."))
    return found


def _check_numbers(card: Card, today: date) -> list[Problem]:
    found = []
    if card.born is not None and not _EARLIEST <= card.born <= today:
        found.append(
            _wrong("born", "out_of_range", "Проверьте дату рождения: такой быть не может.")
        )
    years = card.experience_years
    if years is not None and not 0 <= years <= MAX_EXPERIENCE:
        found.append(
            _wrong("experience_years", "out_of_range", f"Стаж – от 0 до {MAX_EXPERIENCE} лет.")
        )
    return found


_EMPTY: Final = {
    "surname": "Укажите фамилию.",
    "given_name": "Укажите имя.",
    "position": "Укажите должность.",
}


def _wrong(name: str, code: str, message: str) -> Problem:
    return Problem(f"#/{name}", code, message)
