"""The tick process: sends hints again for whatever is due, reminds signers, and sweeps.

It sweeps what a crash left behind, and addresses that nobody needs any more.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from service.backstage import Backstage
from service.domain.accounts import AFTERLIFE, LOGIN_WINDOW
from service.domain.identities import ATTEMPT_LIFETIME
from service.jobs import InspectKeys
from worker.runtime import Stop

_INTERVAL_SECONDS = 1.0
_SWEEP_SECONDS = 600.0
_INSPECTION_SECONDS = 60.0
_REMIND_SECONDS = 60.0

log = structlog.get_logger()


@dataclass
class _Chore:
    """Something to do again and again; what failed comes again at once."""

    name: str
    do: Callable[[], object]
    pause: float = 0.0
    done: float = float("-inf")

    def do_when_due(self) -> None:
        """Do it unless it was done lately; whatever goes wrong is this chore's alone."""
        if time.monotonic() - self.done < self.pause:
            return
        try:
            self.do()
        except Exception as error:  # noqa: BLE001 -- the entry point of the chore: whatever is away
            # now will be asked again in a second, and the other chores do not wait for it.
            log.error("tick_failed", chore=self.name, error=type(error).__name__)  # noqa: TRY400 -- see above
        else:
            self.done = time.monotonic()


@dataclass(frozen=True)
class Ticker:
    """The heart that makes lost hints harmless."""

    backstage: Backstage
    stop: Stop

    def run(self) -> None:
        """Tick once a second until asked to stop; an outage of the database is waited out."""
        chores = self._list_chores()
        while not self.stop.wait(_INTERVAL_SECONDS):
            for chore in chores:
                if self.stop.is_requested():
                    return
                chore.do_when_due()

    def _list_chores(self) -> Sequence[_Chore]:
        """Everything to be done: what is due, keys, letters, and what nobody needs any more."""
        stage = self.backstage
        return (
            _Chore("expire_signatures", stage.signatures.expire_overdue),
            _Chore("send_links", stage.links.send_due),
            _Chore("hint_stages", stage.stages.rehint),
            _Chore("hint_previews", stage.previews.rehint),
            _Chore("hint_detached", stage.detached.rehint),
            _Chore("hint_mail", stage.mail.rehint),
            _Chore("hint_notices", stage.notices.rehint),
            _Chore("look_after_keys", self._look_after_keys, _INSPECTION_SECONDS),
            _Chore("remind_signers", stage.reminders.send_due, _REMIND_SECONDS),
            _Chore("tell_of_endings", stage.endings.send_due, _REMIND_SECONDS),
            _Chore("sweep_blobs", stage.blobs.sweep, _SWEEP_SECONDS),
            _Chore("forget_notices", stage.notices.forget_old, _SWEEP_SECONDS),
            _Chore("forget_previews", stage.previews.forget_old, _SWEEP_SECONDS),
            _Chore("wipe_addresses", stage.links.wipe_old, _SWEEP_SECONDS),
            _Chore("forget_sessions", self._forget_sessions, _SWEEP_SECONDS),
        )

    def _forget_sessions(self) -> None:
        """Remove what ended: at the doors, nobody reaches the sessions of others."""
        now = self.backstage.clock.now()
        with self.backstage.database.transaction() as tx:
            tx.sessions.forget_expired(ended=now - AFTERLIFE, failed_before=now - LOGIN_WINDOW)
            tx.identities.forget_attempts(now - ATTEMPT_LIFETIME)

    def _look_after_keys(self) -> None:
        """Have the keys inspected, and say that this process is alive."""
        self.backstage.queue.send([InspectKeys()])
        with self.backstage.database.transaction() as tx:
            tx.vitals.report("tick", {}, self.backstage.clock.now())
