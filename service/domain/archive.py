"""What the archive keeps about a document: its files, their hashes, and how long."""

from dataclasses import dataclass
from datetime import date

from service.domain.ids import DocumentId, OrganisationId
from service.domain.making import MadeWith


@dataclass(frozen=True)
class ArchivedFile:
    """One file of an archived document: its role, SHA-256 (hex) and size in bytes."""

    role: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Retention:
    """How long to keep it: article of the Перечень № 236, the term in words, the last day or None.

    None means permanently, or until an expert commission decides.
    """

    article: str
    term: str
    keep_until: date | None


@dataclass(frozen=True)
class Entry:
    """The manifest row of an archived document."""

    document_id: DocumentId
    organisation_id: OrganisationId
    kind: str
    number: str
    doc_date: date
    title: str
    case_index: str
    retention: Retention
    files: tuple[ArchivedFile, ...]
    pages: int
    archived_at: str
    made_with: MadeWith | None = None


def keep_until(completed: date, years: int | None) -> date | None:
    """The last day of a storage term that runs from 1 January after the year of completion.

    Storage terms are counted from 1 January of the year after the file was closed
    (Правила № 77 от 31.07.2023); None when the document is kept for good.
    """
    return None if years is None else date(min(completed.year + years, date.max.year), 12, 31)
