"""The tick process: sends hints again for whatever is due, reminds signers, and sweeps.

It sweeps what a crash left behind, and addresses that nobody needs any more.
"""

import time
from dataclasses import dataclass

import structlog

from service.backstage import Backstage
from service.domain.accounts import LOGIN_WINDOW
from service.domain.identities import ATTEMPT_LIFETIME
from service.jobs import InspectKeys
from worker.runtime import Stop

_INTERVAL_SECONDS = 1.0
_SWEEP_SECONDS = 600.0
_INSPECTION_SECONDS = 60.0
_REMIND_SECONDS = 60.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Ticker:
    """The heart that makes lost hints harmless."""

    backstage: Backstage
    stop: Stop

    def run(self) -> None:
        """Tick once a second until asked to stop; an outage of the database is waited out."""
        swept = inspected = reminded = float("-inf")
        while not self.stop.wait(_INTERVAL_SECONDS):
            try:
                self.backstage.signatures.expire_overdue()
                self.backstage.links.send_due()
                self.backstage.stages.rehint()
                self.backstage.previews.rehint()
                self.backstage.detached.rehint()
                self.backstage.mail.rehint()
                self.backstage.notices.rehint()
                if time.monotonic() - inspected > _INSPECTION_SECONDS:
                    self._look_after_keys()
                    inspected = time.monotonic()
                if time.monotonic() - reminded > _REMIND_SECONDS:
                    self.backstage.reminders.send_due()
                    self.backstage.endings.send_due()
                    reminded = time.monotonic()
                if time.monotonic() - swept > _SWEEP_SECONDS:
                    self._sweep()
                    swept = time.monotonic()
            except Exception as error:  # noqa: BLE001 -- the entry point of the loop: whatever is
                # away now will be asked again in a second.
                log.error("tick_failed", error=type(error).__name__)  # noqa: TRY400 -- see above

    def _sweep(self) -> None:
        """Remove what a crash left behind, and what nobody needs any more."""
        self.backstage.blobs.sweep()
        self.backstage.notices.forget_old()
        self.backstage.previews.forget_old()
        self.backstage.links.wipe_old()
        self._forget_sessions()

    def _forget_sessions(self) -> None:
        """Remove what ended: at the doors, nobody reaches the sessions of others."""
        now = self.backstage.clock.now()
        with self.backstage.database.transaction() as tx:
            tx.sessions.forget_expired(ended=now, failed_before=now - LOGIN_WINDOW)
            tx.identities.forget_attempts(now - ATTEMPT_LIFETIME)

    def _look_after_keys(self) -> None:
        """Have the keys inspected, and say that this process is alive."""
        self.backstage.queue.send([InspectKeys()])
        with self.backstage.database.transaction() as tx:
            tx.vitals.report("tick", {}, self.backstage.clock.now())
