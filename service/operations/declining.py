"""Refuse to sign: for whoever sees to the signature, for the signer with an account, by a link."""

from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope, require_writing
from service.domain.documents import Document
from service.domain.errors import ForbiddenError
from service.domain.ids import DocumentId
from service.domain.signatures import Decision, Step, StepState, decline
from service.domain.texts import check_text
from service.operations.notices import announce_decline
from service.operations.sight import hold_document
from service.operations.signature_steps import (
    require_awaiting,
    require_step,
    steps_of,
    store_steps,
)
from service.operations.signatures import MAX_WAITING, SignatureDesk
from service.operations.signer_checks import NOT_YOURS, SignerCheck, look
from service.ports import Transaction


@dataclass(frozen=True)
class DeclineDesk:
    """The use cases of those who will not sign, and of those who have to know it."""

    signatures: SignatureDesk
    signers: SignerCheck

    def find(
        self, principal: Principal, document_id: DocumentId, place: int
    ) -> tuple[Document, Step]:
        """What would be declined. Raises NotFoundError, ForbiddenError, ConflictError."""
        with self.signatures.database.snapshot() as tx:
            return self._require(tx, principal, document_id, place)

    def decline_step(
        self, principal: Principal, document_id: DocumentId, place: int, reason: str
    ) -> Document:
        """Write down that the signer will not sign, and why; somebody else may take the place.

        Raises NotFoundError, ForbiddenError, InvalidRequestError (reason), ConflictError.
        """
        with self.signatures.database.transaction() as tx:
            document = hold_document(tx, principal, document_id)
            self._require(tx, principal, document_id, place)
            now = self.signatures.clock.now()
            write_decline(tx, document, place, Decision(principal.id, now, reason))
        return self.signatures.wake(document)

    def list_declined(self, principal: Principal) -> list[tuple[Document, Step]]:
        """What somebody would not sign and waits for another, at most MAX_WAITING documents."""
        require_scope(principal, Scope.READ)
        with self.signatures.database.snapshot() as tx:
            seen = [one.id for one in tx.organisations.list_seen_by(principal)]
            declined = tx.signatures.list_declined(seen, limit=MAX_WAITING)
            documents = [one for name in declined if (one := tx.documents.find(name)) is not None]
            opened = tx.signatures.list_of(declined)
        return [
            (document, step)
            for document in documents
            for step in opened.get(document.id, ())
            if step.state is StepState.DECLINED
        ]

    def _require(
        self, tx: Transaction, principal: Principal, document_id: DocumentId, place: int
    ) -> tuple[Document, Step]:
        """The document and the signature, for somebody who may decline it."""
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL, Scope.OWN)
        opening = look(tx, principal, document_id)
        document = opening.document
        if not principal.reads_own_only:
            is_municipal = document.kind in self.signatures.municipal_kinds
            require_writing(principal, is_municipal=is_municipal)
        require_awaiting(document)
        step = require_step(opening.steps, place)
        if not self.signers.is_meant(opening, step):  # of a participant; others see to any
            raise ForbiddenError(NOT_YOURS, code="not_your_signature")
        step.require_open()
        return document, step


def write_decline(tx: Transaction, document: Document, place: int, said: Decision) -> None:
    """Keep a refusal of a document that is held; `wake` comes after the transaction.

    Raises InvalidRequestError (`#/reason`), NotFoundError, ConflictError `step_not_ready`.
    """
    check_text(said.reason, "#/reason")
    declined = decline(require_step(steps_of(tx, document), place), said)
    _, event = store_steps(tx, document, (declined,), said.by, ("declined", place))
    tx.audit.append(document.organisation_id, event, said.at)
    announce_decline(tx, document, place, said.at)
