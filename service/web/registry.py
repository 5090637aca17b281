"""The registry of pairs: a line for every pair that an order has assigned."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from service.domain.reading import Data, read_date, read_items, read_object, read_text
from service.operations.coverage import AssignedPair

_HEADER: Final = (
    "№", "Организация", "Наставники", "Наставляемые",
    "Начало", "Окончание", "Приказ", "Дата приказа",
)  # fmt: skip


def list_pair_rows(pairs: Sequence[AssignedPair]) -> tuple[Sequence[str], list[list[str | int]]]:
    """The header and the lines; people by their names alone (V12)."""
    return _HEADER, [_row(number, pair) for number, pair in enumerate(pairs, 1)]


def _row(number: int, assigned: AssignedPair) -> list[str | int]:
    data, order = assigned.pair.data, assigned.order.document
    period = read_object(data, "period")
    return [
        number,
        assigned.organisation.requisites.short_name,
        say_names(data, "mentors"),
        say_names(data, "mentees"),
        _day(read_date(period, "start")),
        _day(read_date(period, "end")),
        order.number,
        _day(order.doc_date),
    ]


def say_names(data: Data, key: str) -> str:
    """The full names of the people of a list, one after another."""
    return ", ".join(_name(person) for person in read_items(data, key))


def say_pair(data: Data) -> str:
    """Who mentors whom, in a pair of an order or in a document about a pair; "" when nobody."""
    mentors = say_names(data, "mentors") or _name(read_object(data, "mentor"))
    return " – ".join(filter(None, [mentors, say_names(data, "mentees")]))


def _name(person: Data) -> str:
    parts = (read_text(person, key) for key in ("surname", "given_name", "patronymic"))
    return read_text(read_object(person, "fio"), "nom") or " ".join(filter(None, parts))


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
