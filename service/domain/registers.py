"""Registers: journals that give running numbers per organisation and year, without gaps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_PATTERN = re.compile(r"[^{}\x00-\x1f]{0,30}\{seq\}[^{}\x00-\x1f]{0,30}")

TITLES: Mapping[str, str] = {
    "od": "Приказы по основной деятельности",
    "ls": "Приказы по личному составу",
    "consents": "Согласия и заявления участников",
    "agreements": "Дополнительные соглашения к трудовым договорам",
    "programs": "Персонализированные программы",
    "sheets": "Листы ознакомления и согласования",
    "registries": "Банки данных и реестры",
    "surveys": "Анкеты и сводки анкетирования",
    "reports": "Представления, отчёты, акты",
}
DEFAULT_PATTERNS: Mapping[str, str] = {
    "od": "{seq}-од",
    "ls": "{seq}-лс",
    "consents": "{seq}-с",
    "agreements": "{seq}-дс",
    "programs": "{seq}-пн",
    "sheets": "{seq}-л",
    "registries": "{seq}-р",
    "surveys": "{seq}-ан",
    "reports": "{seq}-о",
}
EARLIEST = date(2000, 1, 1)
"""Older documents were filed long before anybody could have used this."""

_AHEAD = timedelta(days=366)


def misplaced(day: date, today: date) -> str | None:
    """The code of what is wrong with the date of a document registered today, if anything is."""
    if day < EARLIEST:
        return "too_early"
    return "too_late" if day - today > _AHEAD else None


@dataclass(frozen=True)
class Number:
    """A registration number: the running number in its register and year, and how it is printed."""

    register: str
    year: int
    seq: int
    text: str


@dataclass(frozen=True)
class Register:
    """One journal of an organisation. `pattern` prints the number, e.g. ``{seq}/01-05``.

    `first_seq` is the number the first document gets in a year when the journal was begun on paper.
    """

    code: str
    pattern: str
    first_seq: int = 1

    def __post_init__(self) -> None:
        if not _PATTERN.fullmatch(self.pattern):
            message = f"a number pattern holds one {{seq}} and nothing else in braces: {self.code}"
            raise ValueError(message)
        if self.first_seq < 1:
            message = f"numbers count from 1: {self.code}"
            raise ValueError(message)

    @property
    def blank(self) -> str:
        """The number as it looks before there is one: `___-од`."""
        return self.pattern.replace("{seq}", "___")

    def number(self, year: int, seq: int) -> Number:
        """Print `seq` as this register's number of `year`."""
        return Number(self.code, year, seq, self.pattern.replace("{seq}", str(seq)))
