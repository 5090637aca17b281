"""What happened to a document, by whom and when."""

from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import ChainedEvent
from service.domain.documents import Document
from service.ports import Database


@dataclass(frozen=True)
class HistoryDesk:
    """The use cases of whoever wants to know how something came about."""

    database: Database

    def list_events(self, principal: Principal, document: Document) -> list[ChainedEvent]:
        """The events of a document, oldest first. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            require_sight(principal, tx.organisations.find(document.organisation_id))
            return tx.audit.list_about(document)
