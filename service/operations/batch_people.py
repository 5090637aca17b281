"""Who a batch is for: people of the bank, and those whom a program names for the first time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from service.domain.batches import MAX_PEOPLE, Batch
from service.domain.errors import InvalidRequestError, NotFoundError, Problem
from service.domain.ids import OrganisationId, PersonId
from service.domain.people import BankPerson, Card, check_card
from service.operations.batch_kinds import BatchKind
from service.operations.people import enter_cards, tidy_card
from service.ports import IdSource, Transaction


@dataclass(frozen=True)
class BatchRow:
    """One person, and what the document of this person alone says by the fields of its kind.

    A card that the bank does not hold yet is taken in. A row without a person says all by itself.
    """

    person: PersonId | Card | None
    own: Mapping[str, object] = field(default_factory=dict)


def check_rows(kind: BatchKind, rows: Sequence[BatchRow], today: date) -> None:
    """Find what is wrong with the rows themselves. Raises InvalidRequestError (`#/people…`)."""
    if not 0 < len(rows) <= MAX_PEOPLE:
        message = f"Выберите, для кого: от одного до {MAX_PEOPLE}."
        raise InvalidRequestError((Problem("#/people", "out_of_range", message),))
    if problems := tuple(_problems(kind, rows, today)):
        raise InvalidRequestError(problems)


def _problems(kind: BatchKind, rows: Sequence[BatchRow], today: date) -> Iterator[Problem]:
    for place, row in enumerate(rows):
        for name in sorted(row.own.keys() - kind.own):
            message = "Это поле общее для всех документов: его место в data запроса."
            yield Problem(f"#/people/{place}/data/{name}", "not_own", message)
        if kind.subject and row.person is None:
            yield Problem(f"#/people/{place}", "one_of", "Назовите человека.")
        if isinstance(row.person, Card):
            for found in check_card(tidy_card(row.person), today):
                pointer = f"#/people/{place}/person{found.pointer.removeprefix('#')}"
                yield Problem(pointer, found.code, found.message)


def find_people(
    tx: Transaction, organisation_id: OrganisationId, rows: Sequence[BatchRow], ids: IdSource
) -> tuple[list[BankPerson | None], int]:
    """Who stands in each row, in their order, and how many of them the bank has taken in.

    Raises NotFoundError (somebody else's person), InvalidRequestError (twice the same one).
    """
    given = [row.person for row in rows if isinstance(row.person, str)]
    known = tx.people.find_all(given)
    if any(_is_foreign(known.get(one), organisation_id) for one in given):
        raise NotFoundError
    cards = [tidy_card(row.person) for row in rows if isinstance(row.person, Card)]
    entered, added = enter_cards(tx, organisation_id, cards, ids) if cards else ([], 0)
    of_cards = iter(entered)
    people = [
        next(of_cards) if isinstance(who, Card) else known[who] if who else None
        for who in (row.person for row in rows)
    ]
    _refuse_twins(people)
    return people, added


def find_named(tx: Transaction, batch: Batch) -> Mapping[PersonId, BankPerson]:
    """The people of the bank whom the rows name; a code of elsewhere names nobody."""
    found = tx.people.find_all({code for item in batch.items for _, code in item.codes})
    return {
        code: one for code, one in found.items() if one.organisation_id == batch.organisation_id
    }


def _refuse_twins(people: Sequence[BankPerson | None]) -> None:
    seen: set[PersonId] = set()
    known = [(place, person) for place, person in enumerate(people) if person is not None]
    for place, person in known:
        if person.id in seen:
            message = "Этот человек уже есть в запросе: оставьте одну строку."
            raise InvalidRequestError((Problem(f"#/people/{place}", "repeated", message),))
        seen.add(person.id)


def _is_foreign(person: BankPerson | None, organisation_id: OrganisationId) -> bool:
    return person is None or person.organisation_id != organisation_id
