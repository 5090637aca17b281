"""Who has consented to what, and what else names a person of the bank."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.documents import Document, State
from service.domain.ids import OrganisationId, PersonId
from service.domain.pack.bank import Bank
from service.domain.pack.consents import OWNERS, Consent, list_consents
from service.domain.pack.people import WITHDRAWAL
from service.domain.people import BankPerson
from service.domain.reading import Data, Person, list_objects, read_person
from service.domain.search import read_terms
from service.operations.people import find_person
from service.pack_ports import PaperQuestion
from service.people_ports import PeopleFilter
from service.ports import Clock, Database, DocumentFilter, Transaction

MOST_PAPERS: Final = 100
"""So many of the newest documents are looked through for a person."""

_COUNTING: Final = tuple(state for state in State if state is not State.CANCELLED)


@dataclass(frozen=True)
class PersonPapers:
    """The consents of a person, and the other documents that name this person, newest first."""

    consents: list[Consent]
    others: list[Document]


@dataclass(frozen=True)
class ConsentDesk:
    """The use cases of consents; nothing is changed here."""

    database: Database
    clock: Clock

    def list_consents(self, principal: Principal, organisation_id: OrganisationId) -> list[Consent]:
        """The consents that people gave an organisation, by names.

        Raises ForbiddenError, NotFoundError.
        """
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            return self._list(tx, organisation_id)

    def list_of_person(self, principal: Principal, person_id: PersonId) -> PersonPapers:
        """What there is of a person of the bank. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            person = find_person(tx, principal, person_id)
            is_this = _recognise(tx, person)
            consents = [
                one
                for one in self._list(tx, person.organisation_id)
                if one.person is not None and is_this(one.person)
            ]
            others = _list_naming(tx, person, is_this)
        shown = {one.document.id for one in consents}
        return PersonPapers(consents, [one for one in others if one.id not in shown])

    def _list(self, tx: Transaction, organisation_id: OrganisationId) -> list[Consent]:
        kinds = {*OWNERS, WITHDRAWAL}
        asked = PaperQuestion([organisation_id], kinds, date.min, date.max)
        return list_consents(tx.papers.list_whole(asked), self.clock.today())


def _recognise(tx: Transaction, person: BankPerson) -> Callable[[Person], bool]:
    """Tells whether whom a document names is this person and no namesake."""
    known = [
        one
        for is_archived in (False, True)
        for one in tx.people.search(
            PeopleFilter(
                (person.organisation_id,), text=person.card.full_name, is_archived=is_archived
            )
        )
    ]
    bank = Bank(known)

    def is_this(named: Person) -> bool:
        found = bank.find(named)
        return found is not None and found.id == person.id

    return is_this


def _list_naming(
    tx: Transaction, person: BankPerson, is_this: Callable[[Person], bool]
) -> list[Document]:
    wanted = DocumentFilter(
        (person.organisation_id,),
        states=_COUNTING,
        terms=read_terms(person.card.full_name, {}),
        limit=MOST_PAPERS,
    )
    found = tx.documents.search(wanted)
    return [one for one in found if any(map(is_this, _list_named(one.data)))]


def _list_named(data: Data) -> list[Person]:
    return [one for value in list_objects(data) if (one := read_person(value)) is not None]
