"""The steps of background work: claim under a lease, commit under a fence, hint what comes next.

Work goes from blobs to blobs outside any transaction. A commit counts only while the claim's fence
is still the newest, so a worker that was thought dead can do no harm when it wakes up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.audit import Event
from service.domain.documents import Claim, Failure, Stage, State
from service.domain.ids import DocumentId, OrganisationId
from service.jobs import Hint, hint_for
from service.ports import Clock, Database, JobQueue, Progress, Transaction

MAX_DELAY_SECONDS = 300.0
MAX_FAILURES = 5

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
            return tx.documents.claim(
                stage, organisation_id, limit=limit, lease_seconds=self.lease_seconds
            )

    def extend(self, claims: Sequence[Claim]) -> None:
        """Keep the leases of work in progress alive."""
        with self.database.transaction() as tx:
            tx.documents.extend(claims, lease_seconds=self.lease_seconds)

    def commit(self, outcomes: Sequence[Progress | Setback]) -> list[DocumentId]:
        """Record what came of a batch, with audit events, in one transaction.

        Returns the documents that were still ours; hints for what comes next go out after commit.
        """
        kept: list[DocumentId] = []
        hints: set[Hint] = set()
        with self.database.transaction() as tx:
            for outcome in outcomes:
                if not self._record(tx, outcome):
                    continue
                kept.append(outcome.claim.document.id)
                if isinstance(outcome, Progress) and outcome.state in _NEXT_STAGE:
                    organisation_id = outcome.claim.document.organisation_id
                    hints.add(hint_for(_NEXT_STAGE[outcome.state], organisation_id))
        self.queue.send(hints)
        return kept

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

    def _record(self, tx: Transaction, outcome: Progress | Setback) -> bool:
        if isinstance(outcome, Progress):
            ours = tx.documents.advance(outcome)
            if ours:
                self.note(tx, outcome.claim, _EVENTS[outcome.state], outcome)
            return ours
        claim = outcome.claim
        if outcome.again and (outcome.patient or claim.failures + 1 < MAX_FAILURES):
            delay = min(2.0**claim.failures, MAX_DELAY_SECONDS)
            return tx.documents.postpone(claim, outcome.failure, delay_seconds=delay)
        ours = tx.documents.fail(claim, outcome.failure)
        if ours:
            event = Event(
                "document:failed", "worker", claim.document.id, {"code": outcome.failure.code}
            )
            tx.audit.append(claim.document.organisation_id, event, self.clock.now())
        return ours

    def note(self, tx: Transaction, claim: Claim, action: str, progress: Progress) -> None:
        """Write the audit event of a finished stage: which files, never whose data."""
        files = progress.files
        made = {"docx": files.docx, "pdf": files.pdf, "signed": files.signed}
        detail: dict[str, str | int | bool | None] = {"fence": claim.fence}
        detail.update((role, digest) for role, digest in made.items() if digest is not None)
        event = Event(action, "worker", claim.document.id, detail)
        tx.audit.append(claim.document.organisation_id, event, self.clock.now())
