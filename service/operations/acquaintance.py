"""Who has to read an order: look, send links, note what was signed on paper."""

from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope, require_sight, require_writing
from service.domain.acquaintance import (
    Acquaintance,
    Means,
    Reader,
    ReadingList,
    list_readers,
)
from service.domain.audit import Event
from service.domain.documents import Document
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError, Problem
from service.domain.ids import DocumentId
from service.domain.links import Link, Purpose
from service.operations.links import Addressee, Errand, LinkDesk
from service.operations.signing_by_link import READABLE
from service.ports import Clock, Database, Transaction


@dataclass(frozen=True)
class AcquaintanceDesk:
    """The use cases of reading lists."""

    database: Database
    clock: Clock
    links: LinkDesk

    def show(self, document: Document) -> ReadingList:
        """The list of a document that the caller was already allowed to see."""
        with self.database.snapshot() as tx:
            return list_readers(document, tx.acquaintances.list_of(document.id))

    def send_link(
        self, principal: Principal, document_id: DocumentId, person: str, email: str
    ) -> Link:
        """Ask somebody on the list to read the document by a link.

        Raises NotFoundError, InvalidRequestError (`#/email`, `#/person`), ConflictError.
        """
        with self.database.transaction() as tx:
            document = self._hold(tx, principal, document_id, person)
            pdf = document.files.final or ""
            errand = Errand(Purpose.ACQUAINT, document, pdf)
            link = self.links.write(tx, errand, Addressee(email, person), principal.id)
        self.links.mail.hint()
        return link

    def note_paper(self, principal: Principal, document_id: DocumentId, person: str) -> None:
        """Note that somebody on the list has signed the sheet by hand.

        Raises NotFoundError, InvalidRequestError (`#/person`), ConflictError.
        """
        with self.database.transaction() as tx:
            document = self._hold(tx, principal, document_id, person)
            now, whose = self.clock.now(), document.organisation_id
            tx.acquaintances.add(
                Acquaintance(document.id, whose, person, Means.PAPER, now, principal.id)
            )
            tx.links.void(document.id, 0, self.clock.now(), person)
            event = Event("document:read", principal.id, document.id, {"means": "paper"})
            tx.audit.append(whose, event, now)

    def _hold(
        self, tx: Transaction, principal: Principal, document_id: DocumentId, person: str
    ) -> Document:
        """The document, when it can be read and this person has not yet."""
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        document = tx.documents.hold(document_id)
        if document is None:
            raise NotFoundError
        require_sight(principal, tx.organisations.find(document.organisation_id))
        is_municipal = document.kind in self.links.municipal_kinds
        require_writing(principal, is_municipal=is_municipal)
        reader = list_readers(document, tx.acquaintances.list_of(document.id)).find(person)
        _require_unread(document, reader)
        return document


def _require_unread(document: Document, reader: Reader | None) -> None:
    if document.state not in READABLE:
        message = "Знакомят с подписанным документом: дождитесь подписи."
        raise ConflictError(message, code="wrong_state")
    if reader is None:
        message = "Этого человека нет среди тех, кого знакомят с документом."
        raise InvalidRequestError((Problem("#/person", "choice", message),))
    if reader.acquaintance is not None:
        message = "Этот человек уже ознакомлен."
        raise ConflictError(message, code="already_read")
