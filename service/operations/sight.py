"""A document for whoever asks for it: somebody else's does not exist."""

from collections.abc import Sequence

from service.domain.access import Principal, require_sight
from service.domain.documents import Document, Glance
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
    if not _may_read(tx, principal, document.id):
        raise NotFoundError
    return document


def glance(
    tx: Transaction, principal: Principal, document_ids: Sequence[DocumentId]
) -> dict[DocumentId, Glance]:
    """Those of the documents that exist for the principal, at a glance."""
    found = tx.documents.glance(document_ids)
    organisations = map(tx.organisations.find, {one.organisation_id for one in found})
    seen = {one.id for one in organisations if one is not None and principal.sees(one)}
    return {
        one.id: one
        for one in found
        if one.organisation_id in seen and _may_read(tx, principal, one.id)
    }


def _may_read(tx: Transaction, principal: Principal, document_id: DocumentId) -> bool:
    """Whether the document is about somebody who sees nothing but what is about them."""
    if not principal.reads_own_only:
        return True
    return principal.user_id is not None and tx.accounts.is_party(principal.user_id, document_id)
