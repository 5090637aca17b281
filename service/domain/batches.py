"""A batch: documents of one kind, one for each of the chosen people, or of the chosen pairs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.domain.errors import Problem
from service.domain.ids import BatchId, DocumentId, OrganisationId, PersonId
from service.domain.reading import read_text, walk

MAX_PEOPLE: Final = 200


@dataclass(frozen=True)
class BatchItem:
    """One row of a batch: a document, or what is in its way, or neither while it waits."""

    place: int
    person_id: PersonId | None
    """Whose card the document takes in; None where the row says all by itself, as of a pair."""
    own: Mapping[str, object]
    """What this document alone says, by the fields of its kind."""
    document_id: DocumentId | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether nobody has tried to make the document yet."""
        return self.document_id is None and not self.problems

    @property
    def codes(self) -> Iterator[tuple[str, PersonId]]:
        """Whom of the bank the row names, each with the place (JSON Pointer) in the data."""
        if self.person_id is not None:
            yield "#/data", self.person_id
        for pointer, said in walk(self.own, "#/data"):
            if isinstance(said, Mapping) and (code := read_text(said, "person_id")):
                yield pointer, PersonId(code)


@dataclass(frozen=True)
class Batch:
    """What was ordered: `data` is common to all; `token` makes one batch of a form sent twice.

    `request_sha256` is what a program asked for under its key; a form has none.
    """

    id: BatchId
    organisation_id: OrganisationId
    kind: str
    data: Mapping[str, object]
    token: str
    created_by: str
    created_at: datetime
    items: tuple[BatchItem, ...]
    request_sha256: str | None = None

    @property
    def is_of_people(self) -> bool:
        """Whether its rows are people of the bank."""
        return any(item.person_id is not None for item in self.items)

    @property
    def waiting(self) -> tuple[BatchItem, ...]:
        """The documents that are still to be made."""
        return tuple(item for item in self.items if item.waits)

    @property
    def faulty(self) -> tuple[BatchItem, ...]:
        """The documents that could not be made."""
        return tuple(item for item in self.items if item.problems)

    @property
    def made(self) -> tuple[DocumentId, ...]:
        """The documents, in the order of the rows."""
        return tuple(item.document_id for item in self.items if item.document_id is not None)

    def key_of(self, item: BatchItem) -> str:
        """The Idempotency-Key of an item: one document however often the batch goes on."""
        return f"batch-{self.id}-{item.place}"
