"""The steps of whoever makes previews: claim under a lease, settle under a fence, sweep.

It is apart from ordering so that the sign process, which shares the backstage, never loads the
library of templates.
"""

from dataclasses import dataclass
from typing import Final

from service.domain.documents import Failure
from service.domain.ids import OrganisationId
from service.domain.previews import PREVIEW_LIFETIME, PreviewClaim
from service.jobs import MakePreviews
from service.ports import Clock, Database, JobQueue

LEASE_SECONDS: Final = 60.0
"""Somebody waits before the screen: should the holder have vanished, another begins soon. Two at
the same pages do no harm, the second fence counts."""

_DELAY_SECONDS: Final = 2.0
_MAX_FAILURES: Final = 3


@dataclass(frozen=True)
class PreviewLine:
    """The use cases of the convert process and of tick."""

    database: Database
    queue: JobQueue
    clock: Clock

    def claim(self, organisation_id: OrganisationId) -> PreviewClaim | None:
        """Take what has waited longest of an organisation's."""
        with self.database.transaction() as tx:
            return tx.previews.claim(organisation_id, lease_seconds=LEASE_SECONDS)

    def note_ready(self, claim: PreviewClaim, pdf: bytes, pages: int) -> bool:
        """Hand the pages over; False when something else has been ordered meanwhile."""
        with self.database.transaction() as tx:
            return tx.previews.note_ready(claim, pdf, pages)

    def note_setback(self, claim: PreviewClaim, failure: Failure, *, again: bool) -> bool:
        """It did not succeed: try again soon where that may help, but not for long."""
        with self.database.transaction() as tx:
            if again and claim.failures + 1 < _MAX_FAILURES:
                return tx.previews.postpone(claim, delay_seconds=_DELAY_SECONDS)
            return tx.previews.note_failed(claim, failure)

    def hint(self, organisation_id: OrganisationId) -> None:
        """Say that pages of the organisation wait."""
        self.queue.send([MakePreviews(organisation_id)])

    def rehint(self) -> None:
        """Say it again wherever pages wait that nobody is making."""
        with self.database.snapshot() as tx:
            waiting = tx.previews.due_organisations()
        self.queue.send(map(MakePreviews, waiting))

    def forget_old(self) -> None:
        """Remove what nobody has looked for in an hour."""
        with self.database.transaction() as tx:
            tx.previews.forget(self.clock.now() - PREVIEW_LIFETIME)
