"""Warnings about documents: show them, and let somebody answer for them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from doc_templates.catalogue import Catalogue
from service.domain.access import Principal, Scope, require_scope, require_writing
from service.domain.audit import Event
from service.domain.documents import Document
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId
from service.domain.pack.facts import Finding, Severity
from service.domain.remarks import Acceptance, Remark
from service.domain.texts import check_text
from service.operations.sight import hold_document
from service.ports import Clock, Database, Transaction

_EMPTY: Final = "Напишите, почему замечание принято."
_LATELY: Final = 200
"""Of so many documents people are reminded: those of years ago are asked about in their packs."""


@dataclass(frozen=True)
class AcceptedWarning:
    """Which warnings a caller answers for before they are given: the rule's code, and why."""

    code: str
    reason: str


def keep_remarks(
    tx: Transaction,
    document: Document,
    principal: Principal,
    findings: Iterable[Finding],
    accepted: Iterable[AcceptedWarning],
) -> None:
    """Store the warnings among the findings with a new document, and who answers for which.

    What was accepted beforehand and did not come up is passed over.
    """
    remarks = [
        Remark(finding.code, finding.message, finding.pointer)
        for finding in findings
        if finding.severity is Severity.WARNING
    ]
    tx.remarks.add(document.organisation_id, document.id, remarks)
    codes = {remark.code for remark in remarks}
    for said in accepted:
        if said.code in codes:
            _accept(tx, document, principal, said, document.created_at)


def _accept(
    tx: Transaction, document: Document, principal: Principal, said: AcceptedWarning, at: datetime
) -> None:
    """Write down who answers for a warning. The reason may name people: the trail has its hash."""
    acceptance = Acceptance(said.reason, principal.id, at)
    tx.remarks.accept(document.organisation_id, document.id, said.code, acceptance)
    digest = hashlib.sha256(said.reason.encode()).hexdigest()
    detail = {"code": said.code, "reason_sha256": digest}
    event = Event("document:warning:accepted", principal.id, document.id, detail)
    tx.audit.append(document.organisation_id, event, at)


@dataclass(frozen=True)
class RemarkDesk:
    """The use cases of warnings."""

    database: Database
    clock: Clock
    catalogue: Catalogue

    def list_remarks(
        self, documents: Sequence[Document]
    ) -> Mapping[DocumentId, tuple[Remark, ...]]:
        """The warnings of documents that the caller was already allowed to see."""
        if not documents:
            return {}
        with self.database.snapshot() as tx:
            return tx.remarks.list_of([document.id for document in documents])

    def list_open(self, principal: Principal, limit: int) -> list[Document]:
        """The newest documents with a warning that nobody answers for. Raises ForbiddenError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            seen = [one.id for one in tx.organisations.list_seen_by(principal)]
            names = tx.remarks.list_open(seen, among=_LATELY)[:limit]
            return [one for name in names if (one := tx.documents.find(name)) is not None]

    def accept_warning(
        self, principal: Principal, document_id: DocumentId, said: AcceptedWarning
    ) -> Document:
        """Answer for all warnings of one code about a document.

        Raises NotFoundError (no such document or no such warning), InvalidRequestError (reason).
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        check_text(said.reason, "#/reason", empty=_EMPTY)
        with self.database.transaction() as tx:
            document = hold_document(tx, principal, document_id)
            require_writing(principal, is_municipal=self.catalogue.is_municipal(document.kind))
            remarks = tx.remarks.list_of([document_id]).get(document_id, ())
            if said.code not in {remark.code for remark in remarks}:
                raise NotFoundError
            _accept(tx, document, principal, said, self.clock.now())
        return document


def check_reasons(accepted: Sequence[AcceptedWarning]) -> None:
    """Refuse a request that accepts warnings without saying why. Raises InvalidRequestError."""
    for place, said in enumerate(accepted):
        check_text(said.reason, f"#/accepted_warnings/{place}/reason", empty=_EMPTY)
