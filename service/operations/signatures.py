"""What people do about the signatures of a document: look, agree, hand over.

Whatever comes from outside makes the document due and takes the fence from a worker that may be
at it: the worker then looks again at how things stand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from service.domain.access import Principal, Scope, may_write, require_scope
from service.domain.audit import Event
from service.domain.documents import Document, State
from service.domain.errors import ConflictError, GrifError, InvalidRequestError, Problem
from service.domain.ids import DocumentId
from service.domain.signatures import (
    IN_PDF,
    SEAL,
    TOO_WEAK,
    Decision,
    Method,
    PlannedSignature,
    Proof,
    Step,
    Steps,
    confirm,
    expire,
    finish,
    hand_over,
    plan_steps,
)
from service.domain.signers import authorise, describe_candidate, find_printed
from service.domain.texts import name_problem, text_problem
from service.jobs import SignDocuments
from service.operations.accounts import check_address
from service.operations.parties import note_signer
from service.operations.signature_steps import (
    Change,
    attest_stored,
    each_page,
    hold_awaiting,
    require_step,
    steps_of,
    store_steps,
)
from service.ports import Clock, Database, JobQueue, Transaction

_BAD_ADDRESS = "Адрес – только для подписи по ссылке, такой: anna@example.ru."
_WHO = "Назовите, кто подпишет: фамилия, имя, отчество."
_BY_WHAT = "Назовите основание: приказ, его дату и номер."
_BEFORE_CERTIFYING = "Ключом здесь не подписать: первой из ключей должна быть заверяющая подпись."
_SYSTEM = "worker"
_OVERDUE_AT_ONCE = 100
MAX_WAITING = 200
"""So many documents a signing day shows; the rest comes up when these are signed."""


@dataclass(frozen=True)
class Successor:
    """Who signs instead, by what right, and by which means (as before when None).

    `email` is where the link goes when it is by a link; the first signer's counts no more.
    """

    signer: str
    ground: str
    method: Method | None = None
    email: str = ""

    def take_over(self, plan: PlannedSignature) -> PlannedSignature:
        """What this person has to do instead of the one who was planned."""
        method = self.method or plan.method
        # A key here that must be agreed to stays so; nobody agrees to what is signed elsewhere.
        agreed = plan.confirm and method is Method.SERVER_KEY
        return replace(
            plan, signer=self.signer, method=method, confirm=agreed, email=self.email.strip()
        )

    def check(self, steps: Steps, place: int) -> None:
        """Refuse what cannot be written down. Raises InvalidRequestError."""
        said = (
            name_problem(self.signer, "#/signer", empty=_WHO),
            text_problem(self.ground, "#/ground", empty=_BY_WHAT),
        )
        if problems := tuple(filter(None, said)):
            raise InvalidRequestError(problems)
        plan = self.take_over(require_step(steps, place).plan)
        if plan.email and (plan.method is not Method.SIMPLE or check_address(plan.email)):
            raise InvalidRequestError((Problem("#/email", "format", _BAD_ADDRESS),))
        if plan.qualified and plan.method is Method.SIMPLE:
            raise InvalidRequestError((Problem("#/method", "choice", TOO_WEAK),))
        later = [step for step in steps if step.plan.certifies and step.plan.turn > plan.turn]
        if plan.method in IN_PDF and later:
            raise InvalidRequestError((Problem("#/method", "choice", _BEFORE_CERTIFYING),))


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

    def replace_signer(
        self, principal: Principal, document_id: DocumentId, place: int, successor: Successor
    ) -> Document:
        """Let somebody else sign: an acting head by an order, say.

        Offers and links to the first are void.
        Where terms are recorded for the role, the successor must have one today. Raises
        NotFoundError, InvalidRequestError, ForbiddenError (who may sign), ConflictError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = self._hold(tx, principal, document_id)
            steps = steps_of(tx, document)
            successor.check(steps, place)
            plan = successor.take_over(require_step(steps, place).plan)
            self._check_right(tx, document, plan, successor.signer)
            decision = Decision(principal.id, self.clock.now(), successor.ground)
            changed = hand_over(steps, place, plan, decision)
            tx.links.void(document.id, place, decision.at)
            note_signer(tx, document, successor.signer)
            self._note(tx, store_steps(tx, document, changed, principal.id, ("replaced", place)))
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
            self._check_right(tx, document, step.plan, person)

    def list_awaiting_confirmation(self, principal: Principal) -> list[tuple[Document, Step]]:
        """What waits for somebody like this to agree, newest first, at most MAX_WAITING."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return list(islice(self._each_awaiting_confirmation(tx, principal), MAX_WAITING))

    def fulfil_step(
        self, principal: Principal, document_id: DocumentId, place: int, proof: Proof
    ) -> Document:
        """Write down a signature that was not made in the PDF: by a link, or on paper.

        The door for those who collect such signatures; the proof's file holds the evidence.
        Raises NotFoundError, ConflictError, ForbiddenError (no term that day).
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
        self.check_maker(tx, document, step, proof)
        done = finish(step, proof)
        self._note(tx, store_steps(tx, document, (done,), principal.id, ("fulfilled", place)))
        return document

    def check_maker(self, tx: Transaction, document: Document, step: Step, proof: Proof) -> None:
        """Refuse whoever signs outside the PDF without a term, where terms are recorded.

        A hand signature is of any day from that of the document on. Raises ForbiddenError.
        """
        plan, data = step.plan, document.data
        recorded = tx.signers.list_of(document.organisation_id)
        holder = proof.holder or find_printed(data, plan.role)
        if not holder or all(one.term.role != plan.role for one in recorded):
            return
        day = self.clock.day_of(proof.signed_at)
        candidate = describe_candidate(data, plan, holder, day)
        is_by_hand = plan.method is Method.PAPER
        authorise(recorded, replace(candidate, earliest=document.doc_date if is_by_hand else None))

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

    def _each_awaiting_confirmation(
        self, tx: Transaction, principal: Principal
    ) -> Iterator[tuple[Document, Step]]:
        for documents in each_page(tx, principal, self.municipal_kinds):
            opened = tx.signatures.list_of([document.id for document in documents])
            for document in documents:
                if may_write(principal, is_municipal=document.kind in self.municipal_kinds):
                    steps = opened.get(document.id, ())
                    yield from ((document, step) for step in steps if step.awaits_confirmation)

    def _confirm(
        self, tx: Transaction, principal: Principal, person: str, document_id: DocumentId
    ) -> Change:
        document = self._hold(tx, principal, document_id)
        agreed = Decision(principal.id, self.clock.now())
        waiting = [step for step in steps_of(tx, document) if step.awaits_confirmation]
        if not waiting:
            message = "Этот документ не ждёт подтверждения."
            raise ConflictError(message, code="step_not_ready")
        for step in waiting:
            self._check_right(tx, document, step.plan, person)
        changed = tuple(confirm(step, agreed) for step in waiting)
        return store_steps(tx, document, changed, principal.id, ("confirmed", waiting[0].place))

    def _hold(self, tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
        return hold_awaiting(tx, principal, document_id, self.municipal_kinds)

    def _check_right(
        self, tx: Transaction, document: Document, plan: PlannedSignature, person: str
    ) -> None:
        if plan.role == SEAL:  # the organisation's own: whoever may make documents seals them
            return
        recorded, today = tx.signers.list_of(document.organisation_id), self.clock.today()
        authorise(recorded, describe_candidate(document.data, plan, person, today))

    def _expire(self, tx: Transaction, document: Document) -> None:
        decision = Decision(_SYSTEM, self.clock.now())
        steps = steps_of(tx, document)
        reply = tx.signatures.find_submitted(document.id)  # given in time: it is late for nothing
        open_steps = [step for step in steps if reply is None or step.place != reply.place]
        late = tuple(one for step in open_steps if (one := expire(step, decision)) is not step)
        if document.state is State.AWAITING_SIGNATURES:
            for step in late:
                self._note(tx, store_steps(tx, document, (step,), _SYSTEM, ("expired", step.place)))
        elif late:  # it will not be signed any more: nobody need look again
            tx.signatures.put(document, late)
            detail = {"place": late[0].place, **attest_stored(tx, document)}
            event = Event("document:signature:expired", _SYSTEM, document.id, detail)
            self._note(tx, (document, event))

    def _note(self, tx: Transaction, change: Change) -> None:
        document, event = change
        tx.audit.append(document.organisation_id, event, self.clock.now())

    def wake(self, document: Document) -> Document:
        """Have the sign process look at the document anew."""
        self.queue.send([SignDocuments(document.organisation_id)])
        return document
