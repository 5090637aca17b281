"""A batch: documents of one kind, one for each of the chosen people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.domain.errors import Problem
from service.domain.ids import BatchId, DocumentId, OrganisationId, PersonId

MAX_PEOPLE: Final = 200


@dataclass(frozen=True)
class BatchItem:
    """One person of a batch: a document, or what is in its way, or neither while it waits."""

    place: int
    person_id: PersonId
    own: Mapping[str, object]
    """What the document of this person alone says, by the fields of its kind."""
    document_id: DocumentId | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether nobody has tried to make the document yet."""
        return self.document_id is None and not self.problems


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
    def waiting(self) -> tuple[BatchItem, ...]:
        """Whose documents are still to be made."""
        return tuple(item for item in self.items if item.waits)

    @property
    def faulty(self) -> tuple[BatchItem, ...]:
        """Whose documents could not be made."""
        return tuple(item for item in self.items if item.problems)

    @property
    def made(self) -> tuple[DocumentId, ...]:
        """The documents, in the order of the people."""
        return tuple(item.document_id for item in self.items if item.document_id is not None)

    def key_of(self, item: BatchItem) -> str:
        """The Idempotency-Key of an item: one document however often the batch goes on."""
        return f"batch-{self.id}-{item.place}"
