"""What an order says of a pair, as a document about that pair asks for it."""

from collections.abc import Mapping
from typing import Final

from service.domain.ids import PersonId
from service.domain.pack.assigned import share
from service.domain.pack.facts import PackDocument
from service.domain.pack.pairs import Pair
from service.domain.pack.school_year import school_year_of
from service.domain.people import BankPerson
from service.domain.reading import (
    Data,
    normal_name,
    read_full_name,
    read_items,
    read_object,
    read_text,
)

_SAID_ANEW: Final = frozenset({"mentor_consent_date", "mentee_consent_date"})
"""Consents to an assignment: what changes it later needs consents of its own."""
_PEOPLE: Final = ("mentors", "mentees")

BankByCode = Mapping[str, BankPerson]


def is_about_a_pair(schema: Data) -> bool:
    """Whether documents of this schema are about one pair or group."""
    required = schema.get("required")
    asked = set(required) if isinstance(required, list | tuple) else set()
    return "mentees" in asked and not asked.isdisjoint({"mentor", "mentors"})


def tell_pair(
    order: PackDocument, pair: Pair, schemas: tuple[Data, Data], bank: BankByCode
) -> dict[str, object]:
    """The fields of a document that are this pair's own; `schemas`: of the order, of the document.

    People are as the bank has them today, or else as the order names them. A document that asks
    for one mentor gets the first of the pair.
    """
    asked = read_object(schemas[1], "properties")
    of_pair = read_object(read_object(_fields(schemas[0], "pairs"), "items"), "properties")
    data = {**pair.data, **{key: _list_people(pair.data, key, bank) for key in _PEOPLE}}
    told = {key: said for key, said in share(data, of_pair, asked).items() if key not in _SAID_ANEW}
    if "mentor" in asked:
        told["mentor"] = _list_people(pair.data, "mentors", bank)[0]
    if "pairs_order" in asked:
        told["pairs_order"] = {"date": order.doc_date.isoformat(), "number": order.number}
    return told


def tell_common(order: PackDocument, schemas: tuple[Data, Data]) -> dict[str, object]:
    """What the order says of all its pairs: who and by which acts, but no days, which pass."""
    ordered, asked = (read_object(schema, "properties") for schema in schemas)
    shared = share(order.data, ordered, asked)
    told: dict[str, object] = {
        key: said for key, said in shared.items() if isinstance(said, Mapping)
    }
    if "school_year" in asked:
        told["school_year"] = school_year_of(order.doc_date).title
    return told


def list_codes(pair: Pair) -> list[PersonId]:
    """The codes by which the bank may know the people of a pair."""
    named = (read_text(one, "person_id") for key in _PEOPLE for one in read_items(pair.data, key))
    return [PersonId(code) for code in named if code]


def _fields(schema: Data, key: str) -> Data:
    return read_object(read_object(schema, "properties"), key)


def _list_people(data: Data, key: str, bank: BankByCode) -> list[Data]:
    return [_renew(person, bank) for person in read_items(data, key)]


def _renew(named: Data, bank: BankByCode) -> Data:
    """The person with the name and the position of today; forms stay while those are the same."""
    known = bank.get(read_text(named, "person_id"))
    if known is None or known.archived_at is not None:
        return named
    card = known.card
    today = (card.full_name, card.gender, card.position, card.workplace_gen)
    then = (
        read_full_name(named),
        read_text(named, "gender"),
        read_text(read_object(named, "position"), "nom"),
        read_text(named, "workplace_gen"),
    )
    if list(map(normal_name, today)) == list(map(normal_name, then)):
        return named
    return known.data(with_position=True)
