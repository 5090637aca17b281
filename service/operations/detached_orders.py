"""Detached signatures that somebody waits for: what to sign, and what came of it."""

from dataclasses import dataclass

from service.domain.companions import SIGNATURE, CompanionRole
from service.domain.documents import Document
from service.domain.ids import OrganisationId
from service.jobs import SignDocuments
from service.operations.companions import File, enclose
from service.ports import BlobStore, Clock, Database, JobQueue


@dataclass(frozen=True)
class DetachedOrders:
    """The use cases of whoever has the keys: what to sign, and what came of it."""

    database: Database
    blobs: BlobStore
    queue: JobQueue
    clock: Clock

    def rehint(self) -> None:
        """Say again that somebody waits for a signature."""
        with self.database.snapshot() as tx:
            whose = {organisation_id for _, organisation_id in tx.companions.list_ordered()}
        self.queue.send({SignDocuments(organisation_id) for organisation_id in whose})

    def list_waiting(self, organisation_id: OrganisationId) -> list[Document]:
        """Documents that somebody wants a signature beside."""
        with self.database.snapshot() as tx:
            wanted = tx.companions.list_ordered(organisation_id)
            found = [tx.documents.find(document_id) for document_id, _ in wanted]
        return [document for document in found if document is not None]

    def keep(self, document: Document, signature: bytes, holder: str) -> None:
        """Put the signature beside its document, once."""
        (digest,) = self.blobs.put(document.organisation_id, [signature])
        now = self.clock.now()
        file = File(
            CompanionRole.DETACHED, digest, len(signature), SIGNATURE, holder, "worker", now
        )
        with self.database.transaction() as tx:
            held = tx.documents.hold(document.id)
            is_same = held is not None and held.files.final == document.files.final
            if is_same and tx.companions.settle(document.id, None):
                enclose(tx, document, file)

    def refuse(self, document: Document, code: str) -> None:
        """There will be none until somebody asks again."""
        with self.database.transaction() as tx:
            tx.companions.settle(document.id, code)
