"""The bank of people held against the people whom documents name."""

from collections.abc import Iterable

from service.domain.people import BankPerson
from service.domain.reading import Person, normal_name


class Bank:
    """Who is in the bank of an organisation, and who was put away.

    Documents name people by the code of the bank, by another code, or by name alone.
    """

    def __init__(self, people: Iterable[BankPerson] = ()) -> None:
        self._by_code: dict[str, BankPerson] = {}
        self._by_name: dict[tuple[str, str], list[BankPerson]] = {}
        for person in people:
            self._by_code[person.id] = person
            name = (normal_name(person.card.full_name), person.card.gender)
            self._by_name.setdefault(name, []).append(person)

    @property
    def is_kept(self) -> bool:
        """Whether the organisation keeps a bank at all: of an empty one nobody is missing."""
        return bool(self._by_code)

    def find(self, person: Person) -> BankPerson | None:
        """The card of this person; of namesakes the one who is still there."""
        if person.code in self._by_code:
            return self._by_code[person.code]
        found = self._by_name.get((person.name, person.gender), [])
        present = [one for one in found if one.archived_at is None]
        return next(iter([*present, *found]), None)

    def has_left(self, person: Person) -> bool:
        """Whether the person was in the bank and was put away."""
        found = self.find(person)
        return found is not None and found.archived_at is not None
