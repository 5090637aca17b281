"""How far documents are, and how long they usually take."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope
from service.domain.documents import Glance, State
from service.domain.ids import DocumentId
from service.operations.sight import glance
from service.ports import Database, DocumentFilter

_MEASURED = 20


@dataclass(frozen=True)
class WatchDesk:
    """The questions of pages that watch documents being made."""

    database: Database

    def list_known(self, principal: Principal, document_ids: Sequence[DocumentId]) -> list[Glance]:
        """Those of the documents that exist for the principal, in the order asked."""
        require_scope(principal, Scope.READ, Scope.OWN)
        with self.database.snapshot() as tx:
            known = glance(tx, principal, document_ids)
        return [known[asked] for asked in document_ids if asked in known]

    def list_recent_seconds(self, principal: Principal) -> list[float]:
        """How long the latest documents here took from their number to the archive.

        Those that waited for people are left out.
        """
        with self.database.snapshot() as tx:
            seen = tuple(one.id for one in tx.organisations.list_seen_by(principal))
            recent = tx.documents.search(
                DocumentFilter(seen, states=(State.ARCHIVED,), limit=_MEASURED)
            )
        return [
            max(0.0, (one.updated_at - one.created_at).total_seconds())
            for one in recent
            if not any(plan.waits_for_people for plan in one.signature_plan)
        ]
