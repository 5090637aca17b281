"""Who has to read an order, who has, when and how (ТК РФ, ст. 22 ч. 2: под подпись).

Whom an order concerns is in its data; whether everybody has read it is counted, never typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId


class Means(StrEnum):
    """How somebody confirmed that they have read it."""

    LINK = "link"
    PAPER = "paper"


MEANS_TITLES: Mapping[Means, str] = {Means.LINK: "по ссылке с кодом", Means.PAPER: "на бумаге"}


@dataclass(frozen=True)
class Acquaintance:
    """One person has read one document; `sha256` is of the evidence, when there is any."""

    document_id: DocumentId
    organisation_id: OrganisationId
    person: str
    means: Means
    at: datetime
    noted_by: str
    sha256: str | None = None


@dataclass(frozen=True)
class Reader:
    """Somebody who has to read the document, and when and how they did."""

    person: str
    position: str
    acquaintance: Acquaintance | None = None


@dataclass(frozen=True)
class ReadingList:
    """Everybody who has to read a document."""

    readers: tuple[Reader, ...]

    @property
    def read(self) -> int:
        """How many have."""
        return sum(reader.acquaintance is not None for reader in self.readers)

    @property
    def is_complete(self) -> bool:
        """Whether nobody is left."""
        return self.read == len(self.readers)

    def find(self, person: str) -> Reader | None:
        """The reader of this name."""
        return next((reader for reader in self.readers if reader.person == person), None)


def list_readers(document: Document, noted: Iterable[Acquaintance]) -> ReadingList:
    """Who has to read the document by its own data (`acquainted`), and who has.

    People of one name are one line: nothing tells them apart.
    """
    known = {one.person: one for one in noted}
    named = document.data.get("acquainted")
    people = named if isinstance(named, list) else []
    readers = {
        name: Reader(name, _nominative(person.get("position")), known.get(name))
        for person in people
        if (name := _nominative(person.get("fio")))
    }
    return ReadingList(tuple(readers.values()))


def _nominative(phrase: object) -> str:
    """A name or a position as it is called; both come with their cases or without."""
    if isinstance(phrase, Mapping):
        return str(phrase.get("nom", ""))
    return phrase if isinstance(phrase, str) else ""
