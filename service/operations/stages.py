"""The steps of background work: claim under a lease, commit under a fence, hint what comes next.

Work goes from blobs to blobs outside any transaction. A commit counts only while the claim's fence
is still the newest, so a worker that was thought dead can do no harm when it wakes up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from service.domain.audit import Detail, Event
from service.domain.documents import Claim, Failure, Stage, State, check_step
from service.domain.ids import DocumentId, OrganisationId
from service.domain.testimony import attest_steps
from service.jobs import Hint, hint_for
from service.operations.notices import announce
from service.ports import Clock, Database, JobQueue, Progress, Transaction

MAX_DELAY_SECONDS = 300.0
MAX_RENEWAL_DELAY_SECONDS = 6 * 3600.0
MAX_FAILURES = 5
MAX_UNANSWERED = 8
"""A document whose holders vanished so often is taken out of the way: it may be what kills them."""

NOTHING: Detail = MappingProxyType({})

_MAX_DOUBLINGS = 15
_HOLDERS_VANISHED = Failure(
    "processing_interrupted",
    "Обработка документа несколько раз обрывалась. Повторите её или сообщите администратору.",
)

_EVENTS = {
    State.RENDERED: "document:rendered",
    State.AWAITING_SIGNATURES: "document:rendered",
    State.SIGNED: "document:signature:added",
    State.ARCHIVED: "document:archived",
}
_NEXT_STAGE = {
    State.AWAITING_SIGNATURES: Stage.SIGN,
    State.RENDERED: Stage.ARCHIVE,
    State.SIGNED: Stage.ARCHIVE,
}


@dataclass(frozen=True)
class Setback:
    """A stage that did not succeed. `again` = the cause may pass; `patient` = never give up."""

    claim: Claim
    failure: Failure
    again: bool
    patient: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the document now waits for a person."""
        if self.claim.stage is Stage.RENEW:
            return False  # what is archived stays archived, whatever becomes of its renewal
        spent = self.claim.failures + 1 >= MAX_FAILURES
        return not self.again or (spent and not self.patient)


@dataclass(frozen=True)
class StageDesk:
    """The use cases of background workers."""

    database: Database
    queue: JobQueue
    clock: Clock
    lease_seconds: float

    def claim(self, stage: Stage, organisation_id: OrganisationId, *, limit: int) -> list[Claim]:
        """Lease up to `limit` due documents of one organisation, oldest first."""
        with self.database.transaction() as tx:
            claims = tx.documents.claim(
                stage, organisation_id, limit=limit, lease_seconds=self.lease_seconds
            )
            for claim in claims:
                if _is_hopeless(claim):
                    self._give_up(tx, claim, _HOLDERS_VANISHED)
        return [claim for claim in claims if not _is_hopeless(claim)]

    def extend(self, claims: Sequence[Claim]) -> None:
        """Keep the leases of work in progress alive."""
        with self.database.transaction() as tx:
            tx.documents.extend(claims, lease_seconds=self.lease_seconds)

    def commit(self, outcomes: Sequence[Progress | Setback]) -> list[DocumentId]:
        """Record what came of a batch, with audit events, in one transaction.

        Returns the documents that were still ours; hints for what comes next go out after commit.
        Raises ConflictError when a document was brought where its life does not lead.
        """
        with self.database.transaction() as tx:
            # All documents first, in the order of their ids, then the audit trail: everybody who
            # waits for somebody's lock takes the locks in this order, so no two wait in a circle.
            ours = [
                outcome
                for outcome in sorted(outcomes, key=lambda outcome: outcome.claim.document.id)
                if self._settle(tx, outcome)
            ]
            for outcome in ours:
                self._note_outcome(tx, outcome)
        self.queue.send({hint for outcome in ours for hint in _next_hints(outcome)})
        return [outcome.claim.document.id for outcome in ours]

    def rehint(self) -> int:
        """Hint every organisation that has due work nobody holds; returns how many hints."""
        with self.database.snapshot() as tx:
            hints = {
                hint_for(stage, organisation_id)
                for stage in Stage
                for organisation_id in tx.documents.due_organisations(stage)
            }
        self.queue.send(hints)
        return len(hints)

    def note(
        self, tx: Transaction, claim: Claim, action: str, progress: Progress, said: Detail = NOTHING
    ) -> None:
        """Write the audit event of a finished stage: which files, never whose data; and `said`."""
        files = progress.files
        made = {
            "docx": files.docx,
            "pdf": files.pdf,
            "signing": files.signing,
            "signed": files.signed,
        }
        detail = {"fence": claim.fence, **said}
        detail.update((role, digest) for role, digest in made.items() if digest is not None)
        event = Event(action, "worker", claim.document.id, detail)
        tx.audit.append(claim.document.organisation_id, event, self.clock.now())

    def _settle(self, tx: Transaction, outcome: Progress | Setback) -> bool:
        claim = outcome.claim
        if isinstance(outcome, Progress):
            return _advance(tx, outcome)
        if outcome.is_final:
            return tx.documents.fail(claim, outcome.failure)
        is_renewal = claim.stage is Stage.RENEW
        longest = MAX_RENEWAL_DELAY_SECONDS if is_renewal else MAX_DELAY_SECONDS
        delay = min(2.0 ** min(claim.failures, _MAX_DOUBLINGS), longest)
        return tx.documents.postpone(claim, outcome.failure, delay_seconds=delay)

    def _note_outcome(self, tx: Transaction, outcome: Progress | Setback) -> None:
        document = outcome.claim.document
        if isinstance(outcome, Progress):
            if (event := _event_of(outcome)) is not None:
                self.note(tx, outcome.claim, event, outcome, _attest_signatures(tx, outcome))
            if outcome.state is not document.state:
                announce(tx, document, outcome.state, self.clock.now())
        elif outcome.is_final:
            self._note_failure(tx, outcome.claim, outcome.failure)

    def _give_up(self, tx: Transaction, claim: Claim, failure: Failure) -> None:
        tx.documents.fail(claim, failure)
        self._note_failure(tx, claim, failure)

    def _note_failure(self, tx: Transaction, claim: Claim, failure: Failure) -> None:
        document = claim.document
        event = Event("document:failed", "worker", document.id, {"code": failure.code})
        tx.audit.append(document.organisation_id, event, self.clock.now())
        announce(tx, document, State.FAILED, self.clock.now())


def _advance(tx: Transaction, progress: Progress) -> bool:
    """Take the document on, and its signatures with it. A signature may leave it where it is."""
    document = progress.claim.document
    if progress.state is not document.state:
        check_step(document.state, progress.state)
    if not tx.documents.advance(progress):
        return False
    tx.signatures.put(document, progress.steps)
    if progress.ticket is not None:
        tx.signatures.settle(progress.ticket)
    return True


def _attest_signatures(tx: Transaction, progress: Progress) -> Detail:
    """All steps of the document as they are stored by now, when any of them changed."""
    document_id = progress.claim.document.id
    if not progress.steps:
        return NOTHING
    return attest_steps(tx.signatures.list_of([document_id]).get(document_id, ()))


def _event_of(progress: Progress) -> str | None:
    """What happened; a look at a document that waits for people is no event."""
    if progress.state is not progress.claim.document.state:
        return _EVENTS[progress.state]
    if any(step.proof is not None for step in progress.steps):
        return "document:signature:added"
    return "document:signatures:opened" if progress.steps else None


def _is_hopeless(claim: Claim) -> bool:
    return claim.stage is not Stage.RENEW and claim.unanswered >= MAX_UNANSWERED


def _next_hints(outcome: Progress | Setback) -> tuple[Hint, ...]:
    if not isinstance(outcome, Progress) or outcome.waits or outcome.state not in _NEXT_STAGE:
        return ()
    return (hint_for(_NEXT_STAGE[outcome.state], outcome.claim.document.organisation_id),)
