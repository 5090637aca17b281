"""Keep the bank of people: list, add, change, put away, and take in many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from doc_templates.declension.spelling import tidy, tidy_name
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId, PersonId
from service.domain.people import BankPerson, Card, check_card
from service.domain.search import searchable
from service.people_ports import PeopleFilter
from service.ports import Clock, Database, IdSource, Transaction

IMPORTED = "people:imported"
_EVERYBODY = 20_000


@dataclass(frozen=True)
class PeopleList:
    """A part of the bank, and how many there are in all."""

    people: list[BankPerson]
    total: int


@dataclass(frozen=True)
class Intake:
    """What became of many cards: how many are new, how many were known before."""

    added: int
    known: int


@dataclass(frozen=True)
class PeopleDesk:
    """The use cases of the bank of people."""

    database: Database
    clock: Clock
    ids: IdSource

    def list_people(self, principal: Principal, wanted: PeopleFilter) -> PeopleList:
        """People whom the principal may see, by the alphabet. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            narrowed = _narrowed(tx, principal, wanted)
            return PeopleList(tx.people.search(narrowed), tx.people.count(narrowed))

    def get_person(self, principal: Principal, person_id: PersonId) -> BankPerson:
        """The person. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return find_person(tx, principal, person_id)

    def add_person(
        self, principal: Principal, organisation_id: OrganisationId, card: Card
    ) -> BankPerson:
        """Take a person in. Raises NotFoundError, InvalidRequestError (fields)."""
        require_scope(principal, Scope.WRITE)
        person = BankPerson(PersonId(self.ids.new()), organisation_id, self._checked(card))
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            tx.people.add([person])
            self._note(tx, person, "person:added", principal)
        return person

    def change_person(self, principal: Principal, person_id: PersonId, card: Card) -> BankPerson:
        """Replace the card. Documents that are there keep theirs.

        Raises NotFoundError, InvalidRequestError (fields).
        """
        require_scope(principal, Scope.WRITE)
        checked = self._checked(card)
        with self.database.transaction() as tx:
            person = replace(find_person(tx, principal, person_id), card=checked)
            tx.people.put(person)
            self._note(tx, person, "person:changed", principal)
        return person

    def set_archived(self, principal: Principal, person_id: PersonId, *, archived: bool) -> None:
        """Put a person away, or bring the person back. Raises NotFoundError."""
        require_scope(principal, Scope.WRITE)
        at = self.clock.now() if archived else None
        with self.database.transaction() as tx:
            person = replace(find_person(tx, principal, person_id), archived_at=at)
            tx.people.put(person)
            action = "person:archived" if archived else "person:restored"
            self._note(tx, person, action, principal)

    def take_in(
        self, principal: Principal, organisation_id: OrganisationId, cards: Sequence[Card]
    ) -> Intake:
        """Take in everybody who is not there yet; the cards have been checked.

        Raises NotFoundError, InvalidRequestError (fields of the first card that is wrong).
        """
        require_scope(principal, Scope.WRITE)
        with self.database.transaction() as tx:
            require_sight(principal, tx.organisations.find(organisation_id))
            checked = [self._checked(card) for card in cards]
            _, added = enter_cards(tx, organisation_id, checked, self.ids)
            event = Event(IMPORTED, principal.id, None, {"added": added})
            tx.audit.append(organisation_id, event, self.clock.now())
        return Intake(added, len(cards) - added)

    def _checked(self, card: Card) -> Card:
        """The card as it is kept. Raises InvalidRequestError."""
        kept = tidy_card(card)
        if problems := check_card(kept, self.clock.today()):
            raise InvalidRequestError(problems)
        return kept

    def _note(self, tx: Transaction, person: BankPerson, action: str, who: Principal) -> None:
        # Without the name: the trail is kept for longer than a name may be.
        event = Event(action, who.id, None, {"person": person.id})
        tx.audit.append(person.organisation_id, event, self.clock.now())


class _Known:
    """Whom the bank knows already, also from an earlier line of the same file."""

    def __init__(self, people: Sequence[BankPerson]) -> None:
        self._by_name: dict[str, list[BankPerson]] = {}
        for person in people:
            self.add(person)

    def add(self, person: BankPerson) -> None:
        self._by_name.setdefault(searchable(person.card.full_name), []).append(person)

    def find(self, card: Card) -> BankPerson | None:
        namesakes = self._by_name.get(searchable(card.full_name), ())
        return next((one for one in namesakes if card.is_same_as(one.card)), None)


def enter_cards(
    tx: Transaction, organisation_id: OrganisationId, cards: Sequence[Card], ids: IdSource
) -> tuple[list[BankPerson], int]:
    """The people of checked cards, and how many the bank did not know and has taken in."""
    known = _Known(tx.people.search(PeopleFilter((organisation_id,), limit=_EVERYBODY)))
    people, added = [], []
    for card in cards:
        person = known.find(card)
        if person is None:
            person = BankPerson(PersonId(ids.new()), organisation_id, card)
            known.add(person)
            added.append(person)
        people.append(person)
    tx.people.add(added)
    return people, len(added)


def find_person(tx: Transaction, principal: Principal, person_id: PersonId) -> BankPerson:
    """The person, if the principal may see the organisation. Raises NotFoundError."""
    person = tx.people.find(person_id)
    if person is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(person.organisation_id))
    return person


def tidy_card(card: Card) -> Card:
    """The card with its spaces and dashes as they are printed."""
    return replace(
        card,
        surname=tidy_name(card.surname),
        given_name=tidy_name(card.given_name),
        patronymic=tidy_name(card.patronymic),
        position=tidy(card.position),
        workplace_gen=tidy(card.workplace_gen),
        email=tidy(card.email),
    )


def _narrowed(tx: Transaction, principal: Principal, wanted: PeopleFilter) -> PeopleFilter:
    seen = {organisation.id for organisation in tx.organisations.list_seen_by(principal)}
    asked = set(wanted.organisation_ids) or seen
    if not asked <= seen:
        raise NotFoundError
    return replace(wanted, organisation_ids=tuple(sorted(asked)))
