"""The bank of people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.people_tables import people
from service.database.times import from_text, to_text
from service.domain.ids import OrganisationId, PersonId, is_safe_id
from service.domain.people import BankPerson, Card, Part
from service.domain.search import searchable
from service.people_ports import PeopleFilter

_COLUMNS = tuple(one.name for one in fields(Card) if one.name != "parts")
_BATCH = 500  # SQLite and PostgreSQL both take some thousands of parameters


class SqlPeople:
    """A row per person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, added: Sequence[BankPerson]) -> None:
        """Store new cards."""
        if added:
            self._connection.execute(sa.insert(people), [_row(person) for person in added])

    def put(self, person: BankPerson) -> None:
        """Store the card in the place of the earlier one, in its own organisation only."""
        self._connection.execute(
            sa.update(people)
            .where(people.c.id == person.id, people.c.organisation_id == person.organisation_id)
            .values(_row(person))
        )

    def find(self, person_id: PersonId) -> BankPerson | None:
        """The person or None."""
        return self.find_all([person_id]).get(person_id)

    def find_all(self, person_ids: Collection[PersonId]) -> Mapping[PersonId, BankPerson]:
        """Those of the people who are known."""
        wanted = [one for one in person_ids if is_safe_id(one)]
        found: dict[PersonId, BankPerson] = {}
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            rows = self._connection.execute(sa.select(people).where(people.c.id.in_(some)))
            found.update((person.id, person) for person in map(_read, rows))
        return found

    def search(self, wanted: PeopleFilter) -> list[BankPerson]:
        """People by the alphabet."""
        rows = self._connection.execute(
            sa.select(people)
            .where(*_conditions(wanted))
            .order_by(people.c.search_text, people.c.id)
            .limit(wanted.limit)
            .offset(wanted.offset)
        )
        return [_read(row) for row in rows]

    def count(self, wanted: PeopleFilter) -> int:
        """How many there are, whatever part of the list is shown."""
        question = sa.select(sa.func.count()).select_from(people).where(*_conditions(wanted))
        return int(self._connection.execute(question).scalar_one())


def _conditions(wanted: PeopleFilter) -> list[sa.ColumnElement[bool]]:
    archived = people.c.archived_at
    found: list[sa.ColumnElement[bool]] = [
        people.c.organisation_id.in_(wanted.organisation_ids),
        archived.is_not(None) if wanted.is_archived else archived.is_(None),
    ]
    found += [
        people.c.search_text.contains(word, autoescape=True)
        for word in searchable(wanted.text).split()
    ]
    if wanted.part is not None:
        found.append(people.c[f"is_{wanted.part}"])
    if wanted.is_other:
        found.append(~people.c.is_mentor & ~people.c.is_mentee)
    return found


def _row(person: BankPerson) -> dict[str, object]:
    return {
        "id": person.id,
        "organisation_id": person.organisation_id,
        **{name: getattr(person.card, name) for name in _COLUMNS},
        **{f"is_{part}": part in person.card.parts for part in Part},
        "search_text": person.card.search_text,
        "archived_at": person.archived_at and to_text(person.archived_at),
    }


def _read(row: Row[tuple[object, ...]]) -> BankPerson:
    said = row._mapping  # noqa: SLF001 -- public by SQLAlchemy's documentation
    parts = frozenset(part for part in Part if said[f"is_{part}"])
    return BankPerson(
        id=PersonId(said["id"]),
        organisation_id=OrganisationId(said["organisation_id"]),
        card=Card(**{name: said[name] for name in _COLUMNS}, parts=parts),
        archived_at=from_text(said["archived_at"]) if said["archived_at"] else None,
    )
