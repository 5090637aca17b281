"""Files beside a document: put one there, list them, hand one out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain.audit import Event
from service.domain.companions import ADDED, Companion, CompanionRole
from service.domain.documents import Document
from service.domain.errors import NotFoundError
from service.ports import BlobStore, Database, Transaction


@dataclass(frozen=True)
class File:
    """A file that is on disk already, under its hash, and who brought it when."""

    role: CompanionRole
    sha256: str
    size_bytes: int
    media_type: str
    title: str
    by: str
    at: datetime


def enclose(tx: Transaction, document: Document, file: File) -> Companion:
    """Put a file beside a document that the transaction holds, and say so in the trail."""
    companion = tx.companions.add(
        Companion(
            document_id=document.id,
            organisation_id=document.organisation_id,
            role=file.role,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            media_type=file.media_type,
            title=file.title,
            added_by=file.by,
            added_at=file.at,
        )
    )
    detail = {"number": companion.number, "role": file.role.value, "sha256": file.sha256}
    event = Event(ADDED, file.by, document.id, detail)
    tx.audit.append(document.organisation_id, event, file.at)
    return companion


@dataclass(frozen=True)
class CompanionDesk:
    """The use cases of files beside documents that the caller was already allowed to see."""

    database: Database
    blobs: BlobStore

    def list_files(self, document: Document) -> Sequence[Companion]:
        """The files beside a document in the order they came."""
        with self.database.snapshot() as tx:
            return tx.companions.list_of([document.id])

    def read_file(self, document: Document, number: int) -> tuple[Companion, bytes]:
        """One of them with its bytes. Raises NotFoundError, BlobError."""
        found = next((one for one in self.list_files(document) if one.number == number), None)
        if found is None:
            raise NotFoundError
        return found, self.blobs.get(document.organisation_id, found.sha256)
