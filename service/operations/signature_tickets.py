"""Sign with a key of one's own: offer a document to a certificate, take the reply.

Nothing here needs a private key or the network. The reply is checked at once, so that whoever sent
it hears what is wrong with it; putting it into the document, with a timestamp, is for the sign
process.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.domain.access import Principal, Scope, may_write, require_scope, require_sight
from service.domain.audit import Event
from service.domain.blobs import BlobError
from service.domain.documents import Document, State
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId, TicketId
from service.domain.signatures import Step, Steps, find_step
from service.domain.tickets import Ticket, TicketState
from service.jobs import SignDocuments
from service.operations.sight import hold_document
from service.operations.signature_steps import require_awaiting, steps_of
from service.operations.signer_checks import Opening, SignerCheck, in_progress, look
from service.operations.signing_refusals import signing_refused
from service.ports import BlobStore, Clock, Database, IdSource, JobQueue, Transaction
from signing.acceptance import describe_certificate
from signing.deferred import (
    ClientPayload,
    Mode,
    Reply,
    SigningTicket,
    TicketRequest,
    check_reply,
    get_client_payload,
    prepare,
)
from signing.errors import Code, SigningError

LIFETIME = timedelta(minutes=15)

_OFFER_STATES: Final = {
    TicketState.PREPARED: "prepared",
    TicketState.SUBMITTED: "completing",
    TicketState.COMPLETED: "completed",
    TicketState.FAILED: "failed",
    TicketState.VOID: "failed",
}


@dataclass(frozen=True)
class Wish:
    """Who wants to sign and how: the certificates as DER, PEM or base64, see TicketRequest.

    `place` names the signature of the plan; None = the one that this certificate may make.
    """

    certificate: bytes
    chain: tuple[bytes, ...] = ()
    mode: Mode = "attrs"
    digest: str | None = None
    place: int | None = None


@dataclass(frozen=True)
class Offered:
    """A ticket with what the signer's program needs; nothing once it is answered."""

    ticket: Ticket
    payload: ClientPayload | None


@dataclass(frozen=True)
class TicketDesk:
    """The use cases of signing with a key of one's own."""

    database: Database
    blobs: BlobStore
    queue: JobQueue
    clock: Clock
    ids: IdSource
    signers: SignerCheck
    municipal_kinds: frozenset[str]

    def create_ticket(self, principal: Principal, document_id: DocumentId, wish: Wish) -> Offered:
        """Offer the document to a certificate; asked again for the same, the same offer.

        Raises NotFoundError, ForbiddenError (who may sign), InvalidRequestError (certificate),
        ConflictError: `wrong_state`, `step_not_ready`, `signing_in_progress`, `not_ready`.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL, Scope.OWN)
        opening = self._look(principal, document_id)
        step = self.signers.choose_step(opening, wish.certificate, wish.place)
        self.signers.require_trusted(wish.certificate, wish.chain)
        document = opening.document
        if (known := self._find_offered(principal, document, step, wish)) is not None:
            return self._show(known)
        source = self.blobs.get(document.organisation_id, document.files.to_sign or "")
        with signing_refused("#/certificate"):
            offer, prepared = prepare(
                source,
                wish.certificate,
                self._request(principal, document, step, wish),
                chain=self.signers.find_chain(wish.certificate, wish.chain),
                at=self.clock.now().replace(microsecond=0),
            )
        self.blobs.put(document.organisation_id, [prepared])
        return self._show(self._keep(principal, document, step, offer))

    def list_signable(self, principal: Principal, document_id: DocumentId) -> Steps:
        """What the principal may offer to a certificate now. Raises NotFoundError."""
        with self.database.snapshot() as tx:
            opening = look(tx, principal, document_id)
        document = opening.document
        is_open = document.state is State.AWAITING_SIGNATURES
        may_sign = is_open and self._may_sign(principal, document)
        return self.signers.list_signable(opening) if may_sign else ()

    def get_ticket(self, principal: Principal, ticket_id: TicketId) -> Offered:
        """The offer and what has become of it. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.OWN)
        return self._show(self._find(principal, ticket_id))

    def read_prepared(self, offered: Offered) -> bytes:
        """The very file that will be signed. Raises ConflictError when it is damaged."""
        self._require_open(offered)
        return self._prepared(offered.ticket)

    def read_data(self, offered: Offered) -> bytes:
        """The octets to sign. Raises ConflictError `already_used`."""
        return base64.b64decode(self._require_open(offered).data_base64)

    def write_payload(self, offered: Offered) -> bytes:
        """The request as a file for the signer's program. Raises ConflictError."""
        return json.dumps(self._require_open(offered).to_dict(), indent=2).encode()

    def submit_reply(self, principal: Principal, ticket_id: TicketId, reply: bytes) -> Ticket:
        """Take what the signer's program made; the same reply again changes nothing.

        Raises NotFoundError, ForbiddenError, ConflictError and InvalidRequestError with the codes
        of the signing library, ConflictError `signing_in_progress`.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL, Scope.OWN)
        ticket = self._find(principal, ticket_id)
        if _is_repeat(ticket, reply):
            return ticket
        self._check(principal, ticket, self._look(principal, ticket.document_id), reply)
        self._take(principal, ticket, reply)
        self.queue.send([SignDocuments(ticket.organisation_id)])
        return self._find(principal, ticket_id)

    def _require_open(self, offered: Offered) -> ClientPayload:
        if offered.payload is None:
            with signing_refused("#/signature"):
                raise SigningError(Code.ALREADY_USED)
        return offered.payload

    def _look(self, principal: Principal, document_id: DocumentId) -> Opening:
        with self.database.snapshot() as tx:
            opening = look(tx, principal, document_id)
        if not self._may_sign(principal, opening.document):
            require_scope(principal, Scope.WRITE)
        return opening

    def _may_sign(self, principal: Principal, document: Document) -> bool:
        """Whether the principal does not only read; a participant may sign what they may see."""
        is_municipal = document.kind in self.municipal_kinds
        return principal.reads_own_only or may_write(principal, is_municipal=is_municipal)

    def _find(self, principal: Principal, ticket_id: TicketId) -> Ticket:
        with self.database.snapshot() as tx:
            ticket = tx.signatures.find_ticket(ticket_id)
            if ticket is None:
                raise NotFoundError
            require_sight(principal, tx.organisations.find(ticket.organisation_id))
            if principal.reads_own_only and ticket.user_id != principal.id:
                raise NotFoundError
            return ticket

    def _find_offered(
        self, principal: Principal, document: Document, step: Step, wish: Wish
    ) -> Ticket | None:
        """The same offer to the same certificate, if it still holds."""
        with self.database.snapshot() as tx:
            known = tx.signatures.find_open(document.id, step.place, principal.id)
        with signing_refused("#/certificate"):
            wanted = describe_certificate(wish.certificate).sha256
        return next(
            (
                ticket
                for ticket in known
                if ticket.source_sha256 == document.files.to_sign
                and ticket.expires_at > self.clock.now()
                and (ticket.offer["mode"], _fingerprint(ticket)) == (wish.mode, wanted)
                and wish.digest in {None, ticket.offer["digest_algorithm"]}
            ),
            None,
        )

    def _request(
        self, principal: Principal, document: Document, step: Step, wish: Wish
    ) -> TicketRequest:
        return TicketRequest(
            user_id=principal.id,
            subject_id=document.id,
            field_name=step.plan.field_name,
            bookmark=step.plan.bookmark,
            mode=wish.mode,
            digest=wish.digest,
            lifetime=LIFETIME,
        )

    def _keep(
        self, principal: Principal, document: Document, step: Step, offer: SigningTicket
    ) -> Ticket:
        ticket = Ticket(
            id=TicketId(self.ids.new()),
            organisation_id=document.organisation_id,
            document_id=document.id,
            place=step.place,
            user_id=principal.id,
            source_sha256=offer.source_sha256,
            prepared_sha256=offer.prepared_sha256,
            offer=offer.to_dict(),
            expires_at=offer.expires_at,
        )
        with self.database.transaction() as tx:
            tx.signatures.add_ticket(ticket)
            self._note(tx, ticket, "document:signature:offered", principal)
        return ticket

    def _show(self, ticket: Ticket) -> Offered:
        if ticket.state is not TicketState.PREPARED:
            return Offered(ticket, None)
        with signing_refused("#/certificate"):
            return Offered(ticket, get_client_payload(_read(ticket), self._prepared(ticket)))

    def _prepared(self, ticket: Ticket) -> bytes:
        """The file that was offered; nothing in place of a lost one, which the library refuses."""
        try:
            return self.blobs.get(ticket.organisation_id, ticket.prepared_sha256)
        except BlobError:
            return b""

    def _check(self, principal: Principal, ticket: Ticket, opening: Opening, reply: bytes) -> None:
        """Refuse a reply before anything is changed, with everything that is known about it."""
        offer, document = _read(ticket), opening.document
        with signing_refused("#/signature"):
            check_reply(
                offer,
                self._prepared(ticket),
                Reply(principal.id, document.files.to_sign or "", reply),
                at=self.clock.now(),
            )
        certificate = offer.decode(offer.certificate)
        self.signers.require_trusted(certificate, [offer.decode(one) for one in offer.chain])
        step = find_step(opening.steps, ticket.place)
        if step is not None:
            self.signers.authorise(opening, step, describe_certificate(certificate).holder)

    def _take(self, principal: Principal, ticket: Ticket, reply: bytes) -> None:
        """Keep the reply, if things are still as they were when it was checked."""
        with self.database.transaction() as tx:
            document = hold_document(tx, principal, ticket.document_id)
            if not self._may_sign(principal, document):
                require_scope(principal, Scope.WRITE)
            require_awaiting(document)
            pending = tx.signatures.find_submitted(document.id)
            if pending is not None and pending.id == ticket.id and _is_repeat(pending, reply):
                return
            step = find_step(steps_of(tx, document), ticket.place)
            if pending is not None or step is None or step.awaits_server:
                raise in_progress()
            with signing_refused("#/signature"):
                if document.files.to_sign != ticket.source_sha256:
                    raise SigningError(Code.DOCUMENT_CHANGED)
                if not tx.signatures.submit(ticket, reply, self.clock.now()):
                    raise SigningError(Code.ALREADY_USED)
            tx.documents.force_state(document.id, State.AWAITING_SIGNATURES)
            self._note(tx, ticket, "document:signature:submitted", principal)

    def _note(self, tx: Transaction, ticket: Ticket, action: str, principal: Principal) -> None:
        event = Event(action, principal.id, ticket.document_id, {"place": ticket.place})
        tx.audit.append(ticket.organisation_id, event, self.clock.now())


def _read(ticket: Ticket) -> SigningTicket:
    return SigningTicket.from_dict({**ticket.offer, "state": _OFFER_STATES[ticket.state]})


def _fingerprint(ticket: Ticket) -> str:
    offer = _read(ticket)
    return hashlib.sha256(offer.decode(offer.certificate)).hexdigest()


def _is_repeat(ticket: Ticket, reply: bytes) -> bool:
    return ticket.reply_sha256 == hashlib.sha256(reply).hexdigest()
