"""The post: letters are written into the database with what they are about, and sent from there.

Whoever writes a letter does so in the transaction that gives the reason for it: there is no letter
about what did not happen, and nothing happens without its letter.
"""

from dataclasses import dataclass

from service.domain.letters import LetterClaim
from service.jobs import DeliverMail
from service.ports import Database, JobQueue

LEASE_SECONDS = 180.0
"""Longer than a mail server may take for one letter: see `worker.deliver`."""

_FIRST_DELAY_SECONDS = 30.0
_MAX_DELAY_SECONDS = 3600.0
_MAX_DOUBLINGS = 7


@dataclass(frozen=True)
class MailDesk:
    """The use cases of whoever carries letters."""

    database: Database
    queue: JobQueue

    def hint(self) -> None:
        """Say that there is a letter; to be called when its transaction has committed."""
        self.queue.send([DeliverMail()])

    def rehint(self) -> None:
        """Say it again when a letter waits that nobody holds."""
        with self.database.snapshot() as tx:
            is_due = tx.letters.is_due()
        if is_due:
            self.hint()

    def claim(self) -> LetterClaim | None:
        """Take the letter that has waited longest."""
        with self.database.transaction() as tx:
            claims = tx.letters.claim(limit=1, lease_seconds=LEASE_SECONDS)
        return claims[0] if claims else None

    def note_sent(self, claim: LetterClaim) -> bool:
        """The mail server took it."""
        with self.database.transaction() as tx:
            return tx.letters.note_sent(claim)

    def note_refused(self, claim: LetterClaim, code: str) -> bool:
        """No mail server will take it."""
        with self.database.transaction() as tx:
            return tx.letters.note_failed(claim, code)

    def postpone(self, claim: LetterClaim, code: str) -> bool:
        """Try later, for as long as anybody needs the letter."""
        with self.database.transaction() as tx:
            return tx.letters.postpone(claim, code, delay_seconds=delay_after(claim.failures))


def delay_after(failures: int) -> float:
    """Half a minute at first, then twice as long each time, up to an hour."""
    return min(_FIRST_DELAY_SECONDS * 2.0 ** min(failures, _MAX_DOUBLINGS), _MAX_DELAY_SECONDS)
