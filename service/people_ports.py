"""What the use cases of people and batches need from the database; see `service.ports`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.domain.batches import Batch, BatchItem
from service.domain.ids import BatchId, OrganisationId, PersonId
from service.domain.people import BankPerson, Part


@dataclass(frozen=True)
class PeopleFilter:
    """Which people a list shows; None = any. `text` looks in names, position and e-mail."""

    organisation_ids: tuple[OrganisationId, ...]
    text: str = ""
    part: Part | None = None
    is_other: bool = False
    """Only those who are neither mentors nor mentees."""
    is_archived: bool = False
    limit: int = 100
    offset: int = 0


class People(Protocol):
    """The bank of people; `put` replaces a card."""

    def add(self, people: Sequence[BankPerson]) -> None: ...
    def put(self, person: BankPerson) -> None: ...
    def find(self, person_id: PersonId) -> BankPerson | None: ...
    def find_all(self, person_ids: Collection[PersonId]) -> Mapping[PersonId, BankPerson]: ...
    def search(self, wanted: PeopleFilter) -> list[BankPerson]: ...
    def count(self, wanted: PeopleFilter) -> int: ...


class Batches(Protocol):
    """What was ordered for many people at once, and how far it is."""

    def add(self, batch: Batch) -> None: ...
    def find(self, batch_id: BatchId) -> Batch | None: ...
    def find_by_token(self, organisation_id: OrganisationId, token: str) -> Batch | None: ...
    def list_of(self, organisation_ids: Sequence[OrganisationId]) -> list[Batch]: ...
    def put_item(self, batch_id: BatchId, item: BatchItem) -> None: ...
