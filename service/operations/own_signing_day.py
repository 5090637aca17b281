"""The signing day of those who sign with a key of their own: what waits for this very person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from service.domain.access import Principal, Scope, may_write, require_scope
from service.domain.documents import Document
from service.domain.ids import DocumentId
from service.domain.signatures import Step
from service.domain.tickets import Answered, TicketState
from service.operations.signature_steps import each_page
from service.operations.signatures import MAX_WAITING
from service.operations.signer_checks import Opening, SignerCheck
from service.ports import Database, Transaction


@dataclass(frozen=True)
class OwnSigningDayDesk:
    """The questions of a page on which many documents are signed with one certificate."""

    database: Database
    signers: SignerCheck
    municipal_kinds: frozenset[str]

    def list_waiting(self, principal: Principal, person: str) -> list[tuple[Document, Step]]:
        """What waits for a key of this person, newest first, at most MAX_WAITING.

        `person` is the full name of who looks. A document comes with the first of the signatures
        meant for them; one with a signature being put into it comes when that is done.
        """
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return list(islice(self._each_waiting(tx, principal, person), MAX_WAITING))

    def list_answered(self, documents: Sequence[Document]) -> Mapping[DocumentId, Answered]:
        """The latest answered tickets of documents that the caller was allowed to see."""
        with self.database.snapshot() as tx:
            return tx.signatures.list_answered([document.id for document in documents])

    def _each_waiting(
        self, tx: Transaction, principal: Principal, person: str
    ) -> Iterator[tuple[Document, Step]]:
        seen = tx.organisations.list_seen_by(principal)
        recorded = {one.id: tx.signers.list_of(one.id) for one in seen}
        for documents in each_page(tx, principal, self.municipal_kinds):
            ids = [document.id for document in documents]
            opened, answered = tx.signatures.list_of(ids), tx.signatures.list_answered(ids)
            for document in documents:
                steps, ticket = opened.get(document.id, ()), answered.get(document.id)
                if not self._may_sign(principal, document) or _is_busy(ticket, steps):
                    continue
                opening = Opening(document, steps, recorded[document.organisation_id], person)
                yield from ((document, step) for step in self.signers.list_signable(opening)[:1])

    def _may_sign(self, principal: Principal, document: Document) -> bool:
        return may_write(principal, is_municipal=document.kind in self.municipal_kinds)


def _is_busy(ticket: Answered | None, steps: Sequence[Step]) -> bool:
    """Whether a signature is being put into the document: nobody can sign until it is there."""
    is_answered = ticket is not None and ticket.state is TicketState.SUBMITTED
    return is_answered or any(step.awaits_server for step in steps)
