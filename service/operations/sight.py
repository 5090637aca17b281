"""A document for whoever asks for it: somebody else's does not exist."""

from service.domain.access import Principal, require_sight
from service.domain.documents import Document
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId
from service.ports import Transaction


def see_document(tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
    """The document, to be looked at. Raises NotFoundError."""
    return _seen(tx, principal, tx.documents.find(document_id))


def hold_document(tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
    """The document, to be changed in this transaction. Raises NotFoundError."""
    return _seen(tx, principal, tx.documents.hold(document_id))


def _seen(tx: Transaction, principal: Principal, document: Document | None) -> Document:
    if document is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(document.organisation_id))
    if principal.reads_own_only and not _is_about(tx, principal, document):
        raise NotFoundError
    return document


def _is_about(tx: Transaction, principal: Principal, document: Document) -> bool:
    return principal.user_id is not None and tx.accounts.is_party(principal.user_id, document.id)
