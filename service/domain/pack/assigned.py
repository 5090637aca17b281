"""The pairs that orders assigned, as they stand on a day, and what a proposal gives to an order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.pack.coverage import Paper, Progress
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import Pair
from service.domain.pack.programs import PROGRAM, is_program_of
from service.domain.reading import (
    Data,
    normal_number,
    read_date,
    read_object,
    read_people,
    read_text,
)

TERMINATION: Final = "order_terminate_pair"
EXTENSION: Final = "order_extend_pair"
_ROLES: Final = ("mentor", "mentee")
_OWN_FIELDS: Final = frozenset({"doc_date"})
"""Fields that every document has for itself, whatever it is made from."""


class PairState(StrEnum):
    """How a pair stands on a day."""

    PREPARING = "preparing"
    COMING = "coming"
    GOING = "going"
    ENDED = "ended"
    TERMINATED = "terminated"


@dataclass(frozen=True)
class PairStanding:
    """Since when and until when a pair works (both days included) and how it stands.

    `change` is the order that ended it early or made it longer, `program` its programme.
    """

    start: date | None
    end: date | None
    state: PairState
    program: Paper | None = None
    change: Paper | None = None


def stand(order: Paper, pair: Pair, around: Iterable[Paper], today: date) -> PairStanding:
    """How a pair of this order stands among the other papers of the school.

    Orders that end or extend count once they are signed, for the assignment that they name, and
    only when they name everybody of the pair: a group that one of them leaves goes on.
    """
    papers = list(around)
    period = read_object(pair.data, "period")
    start, end = read_date(period, "start"), read_date(period, "end")
    changes = [one for one in papers if _changes(one, order.document, pair)]
    for paper in changes:
        end = _new_end(paper.document) or end
    change = changes[-1] if changes else None
    is_cut = change is not None and change.document.kind == TERMINATION
    programs = [one for one in papers if _is_program(one.document, pair)]
    program = max(programs, key=lambda one: one.progress, default=None)
    state = _state(order, (start, end), today, is_cut=is_cut)
    return PairStanding(start, end, state, program, change)


def _state(
    order: Paper, term: tuple[date | None, date | None], today: date, *, is_cut: bool
) -> PairState:
    start, end = term
    if order.progress is not Progress.DONE:
        return PairState.PREPARING
    if end is not None and end < today:
        return PairState.TERMINATED if is_cut else PairState.ENDED
    return PairState.COMING if start is not None and today < start else PairState.GOING


def _changes(paper: Paper, order: PackDocument, pair: Pair) -> bool:
    document = paper.document
    is_signed = paper.progress is Progress.DONE and document.doc_date >= order.doc_date
    is_change = is_signed and document.kind in {TERMINATION, EXTENSION}
    return is_change and _cites(document, order) and _names_all(document, pair)


def _cites(document: PackDocument, order: PackDocument) -> bool:
    """Whether the order is the one that is named: numbers begin anew with each year.

    The same people may be assigned twice. Of a document that names no order the people decide.
    """
    cited = read_object(document.data, "pairs_order")
    number, day = read_text(cited, "number"), read_date(cited, "date")
    is_same = normal_number(number) == normal_number(order.number)
    return not number or (is_same and (day is None or day.year == order.doc_date.year))


def _names_all(document: PackDocument, pair: Pair) -> bool:
    return all(
        any(person.is_same(one) for one in read_people(document.data, f"{role}s"))
        for role in _ROLES
        for person in pair.people(role)
    )


def _new_end(document: PackDocument) -> date | None:
    if document.kind == TERMINATION:
        return read_date(document.data, "effective_date")
    return read_date(read_object(document.data, "new_period"), "end")


def _is_program(document: PackDocument, pair: Pair) -> bool:
    return document.kind == PROGRAM and is_program_of(document.data, pair)


def share(data: Data, fields: Mapping[str, object], others: Mapping[str, object]) -> Data:
    """What a document of one schema gives to one of another: the fields that both ask for.

    `fields` and `others` are the properties of their schemas; of lists of objects each item gives
    the fields that items of both have.
    """
    return {
        key: _share_value(value, fields[key], others[key])
        for key, value in data.items()
        if key in fields and key in others and key not in _OWN_FIELDS
    }


def _share_value(value: object, field: object, other: object) -> object:
    mine, theirs = _item_fields(field), _item_fields(other)
    if not isinstance(value, list | tuple) or not mine or not theirs:
        return value
    return [share(item, mine, theirs) if isinstance(item, Mapping) else item for item in value]


def _item_fields(field: object) -> Data:
    items = read_object(field, "items") if isinstance(field, Mapping) else {}
    return read_object(items, "properties")
