"""A signature by hand: the scan of the paper is brought, copied safely and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from service.domain.access import Principal, Scope, require_scope
from service.domain.companions import ROLE_TITLES, CompanionRole
from service.domain.documents import Document
from service.domain.errors import CannotCopyError, ConflictError, InvalidRequestError, Problem
from service.domain.ids import DocumentId
from service.domain.signatures import Method, Proof, Step, StepState
from service.operations.companions import File, enclose
from service.operations.signature_steps import hold_awaiting, require_step, steps_of
from service.operations.signatures import SignatureDesk
from service.ports import BlobStore, Clock, Database, Transaction

_PDF: Final = "application/pdf"
_REFUSALS: Final[Mapping[str, str]] = {
    "scan_unreadable": "Файл не читается. Пришлите PDF, JPEG или PNG со сканера.",
    "scan_too_large": "Слишком большой скан: до 20 страниц, страница до 36 мегапикселей.",
    "scan_without_pictures": "Это не скан: на каждой странице PDF должна быть одна картинка.",
}


class ScanCopier(Protocol):
    """Makes an archival copy of a scan elsewhere, which says on which day it came.

    Raises CannotCopyError, CannotVerifyError.
    """

    def copy_scan(self, content: bytes, day: date) -> bytes: ...  # noqa: D102 -- the class says it


@dataclass(frozen=True)
class PaperDesk:
    """The use case of signatures on paper."""

    database: Database
    blobs: BlobStore
    clock: Clock
    signatures: SignatureDesk
    copier: ScanCopier

    def accept_scan(
        self, principal: Principal, document_id: DocumentId, place: int, content: bytes
    ) -> Document:
        """Take the scan of what was signed by hand: the signature is there.

        Raises NotFoundError, ConflictError, ForbiddenError (the signer had no right),
        InvalidRequestError (`#/file`), CannotVerifyError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:  # before any work on the file
            document, step = self._hold(tx, principal, document_id, place)
        copy = self._copy(content)
        (digest,) = self.blobs.put(document.organisation_id, [copy])
        now, title = self.clock.now(), ROLE_TITLES[CompanionRole.SCAN]
        signer = step.plan.signer or step.plan.title
        file = File(CompanionRole.SCAN, digest, len(copy), _PDF, signer, principal.id, now)
        proof = Proof(now, digest, holder=step.plan.signer, ground=title)
        with self.database.transaction() as tx:
            document, _ = self._hold(tx, principal, document_id, place)
            self.signatures.fulfil(tx, principal, document_id, (place, proof))
            enclose(tx, document, file)
        return self.signatures.wake(document)

    def _hold(
        self, tx: Transaction, principal: Principal, document_id: DocumentId, place: int
    ) -> tuple[Document, Step]:
        kinds = self.signatures.municipal_kinds
        document = hold_awaiting(tx, principal, document_id, kinds)
        step = require_step(steps_of(tx, document), place)
        if step.state is not StepState.READY or step.plan.method is not Method.PAPER:
            message = "Эту подпись сейчас не ставят на бумаге."
            raise ConflictError(message, code="step_not_ready")
        return document, step

    def _copy(self, content: bytes) -> bytes:
        try:
            return self.copier.copy_scan(content, self.clock.today())
        except CannotCopyError as error:
            message = _REFUSALS.get(error.code, _REFUSALS["scan_unreadable"])
            raise InvalidRequestError((Problem("#/file", error.code, message),)) from error
