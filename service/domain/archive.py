"""What the archive keeps about a document: its files, their hashes, and how long."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.domain.ids import DocumentId, OrganisationId
from service.domain.making import MadeWith

PDF = "pdf"
"""The role of the PDF, signed if the document is signed."""


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
    """The manifest row of an archived document.

    `files` are the ones that count now. When its timestamps were renewed, `earlier` are the PDF
    files from before, oldest first, which are kept as well.
    """

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
    earlier: tuple[ArchivedFile, ...] = ()
    renewed_at: str | None = None

    @property
    def every_file(self) -> tuple[ArchivedFile, ...]:
        """What the archive promises to keep."""
        return self.files + self.earlier

    @property
    def first_files(self) -> tuple[ArchivedFile, ...]:
        """The files that were archived, before any renewal."""
        if not self.earlier:
            return self.files
        return tuple(self.earlier[0] if file.role == PDF else file for file in self.files)

    def with_renewals(self, renewals: Sequence["Renewal"]) -> "Entry":
        """Return the entry after these renewals, in their order."""
        if not renewals:
            return self
        (first,) = (file for file in self.files if file.role == PDF)
        *earlier, last = (first, *(one.file for one in renewals))
        files = tuple(last if file.role == PDF else file for file in self.files)
        at = renewals[-1].renewed_at
        return replace(self, files=files, earlier=tuple(earlier), renewed_at=at)


@dataclass(frozen=True)
class Renewal:
    """The manifest row of a renewal: the PDF with a fresh timestamp over everything before it."""

    document_id: DocumentId
    organisation_id: OrganisationId
    file: ArchivedFile
    renewed_at: str


def keep_until(completed: date, years: int | None) -> date | None:
    """The last day of a storage term that runs from 1 January after the year of completion.

    Storage terms are counted from 1 January of the year after the file was closed
    (Правила № 77 от 31.07.2023); None when the document is kept for good.
    """
    return None if years is None else date(min(completed.year + years, date.max.year), 12, 31)
