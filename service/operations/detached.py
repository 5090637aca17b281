"""Detached signatures beside a document: one by the organisation's key, others by whoever signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain.access import Principal, Scope, require_scope, require_sight, require_writing
from service.domain.companions import SIGNATURE, Companion, CompanionRole, DetachedOrder
from service.domain.documents import Document
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError, Problem
from service.domain.ids import DocumentId, MunicipalityId
from service.domain.verification import Sent
from service.jobs import SignDocuments
from service.operations.companions import File, enclose
from service.operations.signing_by_link import READABLE
from service.operations.verification import Verifier
from service.ports import BlobStore, Clock, Database, JobQueue, Transaction

_VALID: Final = "valid"
_NAMES_SHOWN: Final = 5


@dataclass(frozen=True)
class DetachedDesk:
    """The use cases of detached signatures; a judge says whether one from outside is good."""

    database: Database
    blobs: BlobStore
    queue: JobQueue
    clock: Clock
    verifier: Verifier
    municipal_kinds: frozenset[str] = frozenset()

    def order(self, principal: Principal, document_id: DocumentId) -> Document:
        """Ask for a signature by the organisation's key. Raises NotFoundError, ConflictError."""
        with self.database.transaction() as tx:
            document, _ = self._hold(tx, principal, document_id)
            tx.companions.order(document, principal.id, self.clock.now())
        self.queue.send([SignDocuments(document.organisation_id)])
        return document

    def find_order(self, document: Document) -> DetachedOrder | None:
        """What was asked for and is not there yet."""
        with self.database.snapshot() as tx:
            return tx.companions.find_order(document.id)

    def accept(self, principal: Principal, document_id: DocumentId, signature: bytes) -> Companion:
        """Keep a signature over the PDF that counts: DER, PEM or base64, of one signer or several.

        Only one that is valid here and now is kept. Raises NotFoundError, ConflictError,
        InvalidRequestError (`#/signature`), CannotVerifyError, BlobError.
        """
        with self.database.transaction() as tx:
            document, municipality_id = self._hold(tx, principal, document_id)
        if not signature:
            problem = Problem("#/signature", "required", "Выберите файл подписи.")
            raise InvalidRequestError((problem,))
        pdf = document.files.final or ""
        content = self.blobs.get(document.organisation_id, pdf)
        report = self.verifier.verify(Sent(content, signature), municipality_id)
        if report.verdict != _VALID:
            message = "Подпись не подтверждена: она от другого файла, повреждена или недоверенная."
            raise InvalidRequestError((Problem("#/signature", "not_valid", message),))
        (digest,) = self.blobs.put(document.organisation_id, [signature])
        file = File(
            role=CompanionRole.DETACHED,
            sha256=digest,
            size_bytes=len(signature),
            media_type=SIGNATURE,
            title=_name_signers(report.signatures),
            by=principal.id,
            at=self.clock.now(),
        )
        return self._keep(principal, document, file)

    def _keep(self, principal: Principal, judged: Document, file: File) -> Companion:
        with self.database.transaction() as tx:
            document, _ = self._hold(tx, principal, judged.id)
            if document.files.final != judged.files.final:
                message = "Документ тем временем изменился. Повторите."
                raise ConflictError(message, code="document_changed")
            known = tx.companions.list_of([document.id])
            same = next((one for one in known if one.sha256 == file.sha256), None)
            return same or enclose(tx, document, file)

    def _hold(
        self, tx: Transaction, principal: Principal, document_id: DocumentId
    ) -> tuple[Document, MunicipalityId]:
        """A document that nothing will change any more, and whose roots count for it."""
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        document = tx.documents.hold(document_id)
        if document is None:
            raise NotFoundError
        organisation = require_sight(principal, tx.organisations.find(document.organisation_id))
        require_writing(principal, is_municipal=document.kind in self.municipal_kinds)
        if document.state not in READABLE:
            message = "Отсоединённую подпись ставят под готовым документом: дождитесь архива."
            raise ConflictError(message, code="wrong_state")
        return document, organisation.municipality_id


def _name_signers(found: Sequence[Mapping[str, Any]]) -> str:
    """Who signed, as the certificates say."""
    holders = [one["certificate"]["holder"] for one in found if one.get("certificate")]
    more = len(holders) - _NAMES_SHOWN
    shown = ", ".join(holders[:_NAMES_SHOWN])
    return f"{shown} и ещё {more}" if more > 0 else shown
