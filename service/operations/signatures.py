"""What people do about the signatures of a document: look, agree, decline, hand over.

Whatever comes from outside makes the document due and takes the fence from a worker that may be
at it: the worker then looks again at how things stand.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.access import (
    Principal,
    Scope,
    may_write,
    require_scope,
)
from service.domain.audit import Event
from service.domain.authorities import authorise
from service.domain.documents import Document, State
from service.domain.errors import ConflictError, GrifError
from service.domain.ids import DocumentId
from service.domain.signatures import (
    MAX_REASON,
    SEAL,
    Decision,
    Method,
    Proof,
    Step,
    Steps,
    confirm,
    decline,
    expire,
    finish,
    hand_over,
    plan_steps,
)
from service.jobs import SignDocuments
from service.operations.authorities import describe_signer
from service.operations.free_text import require_text
from service.operations.signature_steps import hold_awaiting, require_step, steps_of
from service.ports import Clock, Database, DocumentFilter, JobQueue, Transaction

_SYSTEM = "worker"
_OVERDUE_AT_ONCE = 100
MAX_WAITING = 200
"""So many documents a signing day shows; the rest comes up when these are signed."""

_Change = tuple[Document, Event]


@dataclass(frozen=True)
class Successor:
    """Who signs instead, by what right, and by which means (as before when None)."""

    signer: str
    ground: str
    method: Method | None = None


@dataclass(frozen=True)
class Confirmed:
    """What came of agreeing to sign one document: nothing against it, or why not."""

    document_id: DocumentId
    refusal: GrifError | None = None


@dataclass(frozen=True)
class SignatureDesk:
    """The use cases of signature plans; officers too see to those of `municipal_kinds`."""

    database: Database
    queue: JobQueue
    clock: Clock
    municipal_kinds: frozenset[str] = frozenset()

    def list_steps(self, documents: Sequence[Document]) -> Mapping[DocumentId, Steps]:
        """The signatures of documents that the caller was already allowed to see."""
        with self.database.snapshot() as tx:
            opened = tx.signatures.list_of([document.id for document in documents])
        return {one.id: opened.get(one.id) or plan_steps(one.signature_plan) for one in documents}

    def decline_step(
        self, principal: Principal, document_id: DocumentId, place: int, reason: str
    ) -> Document:
        """Write down that the signer will not sign, and why; somebody else may take the place.

        Raises NotFoundError, InvalidRequestError (reason), ConflictError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = self.decline(tx, principal, document_id, (place, reason))
        return self.wake(document)

    def decline(
        self,
        tx: Transaction,
        principal: Principal,
        document_id: DocumentId,
        said: tuple[int, str],
    ) -> Document:
        """The same within a transaction; `wake` comes after it. `said`: which place, and why."""
        place, reason = said
        require_text(reason, "#/reason", MAX_REASON)
        document = self._hold(tx, principal, document_id)
        step = require_step(steps_of(tx, document), place)
        changed = decline(step, Decision(principal.id, self.clock.now(), reason))
        self._note(tx, _store(tx, document, (changed,), principal.id, ("declined", place)))
        return document

    def replace_signer(
        self, principal: Principal, document_id: DocumentId, place: int, successor: Successor
    ) -> Document:
        """Let somebody else sign: an acting head by an order, say. Offers to the first are void.

        Raises NotFoundError, InvalidRequestError, ConflictError.
        """
        require_text(successor.signer, "#/signer", MAX_REASON)
        require_text(successor.ground, "#/ground", MAX_REASON)
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = self._hold(tx, principal, document_id)
            steps = steps_of(tx, document)
            plan = require_step(steps, place).plan
            method = successor.method or plan.method
            # A key here that must be agreed to stays so; nobody agrees to what is signed elsewhere.
            agreed = plan.confirm and method is Method.SERVER_KEY
            plan = replace(plan, signer=successor.signer, method=method, confirm=agreed)
            decision = Decision(principal.id, self.clock.now(), successor.ground)
            changed = hand_over(steps, place, plan, decision)
            self._note(tx, _store(tx, document, changed, principal.id, ("replaced", place)))
        return self.wake(document)

    def confirm_documents(
        self, principal: Principal, person: str, document_ids: Iterable[DocumentId]
    ) -> list[Confirmed]:
        """Agree that the organisation's key signs these documents; each is judged by itself.

        `person` is the full name of who agrees: the signer, or somebody with the authority.
        Whoever calls has made sure that the person is there: asked for the password again.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        results, changes = [], []
        with self.database.transaction() as tx:
            # All documents first, the audit trail last: see StageDesk.commit.
            for document_id in sorted(set(document_ids)):
                try:
                    changes.append(self._confirm(tx, principal, person, document_id))
                except GrifError as refusal:
                    results.append(Confirmed(document_id, refusal))
                else:
                    results.append(Confirmed(document_id))
            for change in changes:
                self._note(tx, change)
        self.queue.send({SignDocuments(document.organisation_id) for document, _ in changes})
        return results

    def check_confirmation(self, document: Document, step: Step, person: str) -> None:
        """Refuse a person who has no right to agree to this signature. Raises ForbiddenError."""
        with self.database.snapshot() as tx:
            self._check_right(tx, document, step, person)

    def list_awaiting_confirmation(self, principal: Principal) -> list[tuple[Document, Step]]:
        """What waits for somebody like this to agree, newest first, at most MAX_WAITING."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            seen = tuple(sorted(o.id for o in tx.organisations.list_seen_by(principal)))
            wanted = DocumentFilter(seen, states=(State.AWAITING_SIGNATURES,), limit=MAX_WAITING)
            documents = tx.documents.search(wanted)
            opened = tx.signatures.list_of([document.id for document in documents])
        return [
            (document, step)
            for document in documents
            if may_write(principal, is_municipal=document.kind in self.municipal_kinds)
            for step in opened.get(document.id, ())
            if step.awaits_confirmation
        ]

    def fulfil_step(
        self, principal: Principal, document_id: DocumentId, place: int, proof: Proof
    ) -> Document:
        """Write down a signature that was not made in the PDF: by a link, or on paper.

        The door for those who collect such signatures; the proof's file holds the evidence.
        Raises NotFoundError, ConflictError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = self.fulfil(tx, principal, document_id, (place, proof))
        return self.wake(document)

    def fulfil(
        self,
        tx: Transaction,
        principal: Principal,
        document_id: DocumentId,
        made: tuple[int, Proof],
    ) -> Document:
        """The same within a transaction; `wake` comes after it. `made`: which place, and what."""
        place, proof = made
        document = self._hold(tx, principal, document_id)
        step = require_step(steps_of(tx, document), place)
        if step.plan.method not in {Method.SIMPLE, Method.PAPER}:
            message = "Эта подпись ставится в самом документе."
            raise ConflictError(message, code="step_not_ready")
        done = finish(step, proof)
        self._note(tx, _store(tx, document, (done,), principal.id, ("fulfilled", place)))
        return document

    def expire_overdue(self) -> int:
        """Close the signatures whose time is up; returns on how many documents."""
        now = self.clock.now()
        with self.database.snapshot() as tx:
            overdue = tx.signatures.list_overdue(now, limit=_OVERDUE_AT_ONCE)
        for document_id in overdue:
            with self.database.transaction() as tx:
                document = tx.documents.hold(document_id)
                if document is not None:
                    self._expire(tx, document)
        return len(overdue)

    def _confirm(
        self, tx: Transaction, principal: Principal, person: str, document_id: DocumentId
    ) -> _Change:
        document = self._hold(tx, principal, document_id)
        agreed = Decision(principal.id, self.clock.now())
        waiting = [step for step in steps_of(tx, document) if step.awaits_confirmation]
        if not waiting:
            message = "Этот документ не ждёт подтверждения."
            raise ConflictError(message, code="step_not_ready")
        for step in waiting:
            self._check_right(tx, document, step, person)
        changed = tuple(confirm(step, agreed) for step in waiting)
        return _store(tx, document, changed, principal.id, ("confirmed", waiting[0].place))

    def _hold(self, tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
        return hold_awaiting(tx, principal, document_id, self.municipal_kinds)

    def _check_right(self, tx: Transaction, document: Document, step: Step, person: str) -> None:
        if step.plan.role == SEAL:  # the organisation's own: whoever may make documents seals them
            return
        recorded = tx.signatures.list_authorities(document.organisation_id)
        authorise(recorded, describe_signer(document, step.plan, person, self.clock.today()))

    def _expire(self, tx: Transaction, document: Document) -> None:
        decision = Decision(_SYSTEM, self.clock.now())
        steps = steps_of(tx, document)
        late = tuple(one for step in steps if (one := expire(step, decision)) is not step)
        if document.state is State.AWAITING_SIGNATURES:
            for step in late:
                self._note(tx, _store(tx, document, (step,), _SYSTEM, ("expired", step.place)))
        else:  # it will not be signed any more: nobody need look again
            tx.signatures.put(document, late)

    def _note(self, tx: Transaction, change: _Change) -> None:
        document, event = change
        tx.audit.append(document.organisation_id, event, self.clock.now())

    def wake(self, document: Document) -> Document:
        """Have the sign process look at the document anew."""
        self.queue.send([SignDocuments(document.organisation_id)])
        return document


def _store(
    tx: Transaction, document: Document, steps: Steps, actor: str, what: tuple[str, int]
) -> _Change:
    """Store changed steps and let everybody look at the document anew; returns what to note."""
    verb, place = what
    tx.signatures.put(document, steps)
    tx.signatures.void(document.id)
    tx.documents.force_state(document.id, State.AWAITING_SIGNATURES)
    reasons = [s.decision.reason for s in steps if s.place == place and s.decision is not None]
    detail: dict[str, str | int | bool | None] = {"place": place}
    if any(reasons):  # may name people: the trail has its hash
        detail["reason_sha256"] = hashlib.sha256(reasons[0].encode()).hexdigest()
    return document, Event(f"document:signature:{verb}", actor, document.id, detail)
