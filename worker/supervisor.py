"""One terminal, all processes: started together, restarted one by one, dying together.

Every child asks the kernel to be killed when the supervisor dies, so not even SIGKILL of the
supervisor leaves anything behind.
"""

import subprocess  # noqa: TID251 -- the supervisor is what starts the processes of Grif
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from worker.runtime import Stop, die_with_parent

_GRACE_SECONDS = 30.0
_QUICK_DEATH_SECONDS = 5.0
_MAX_PAUSE_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Program:
    """One process to keep running: its name, its command line and its whole environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_ready: Callable[[], bool] = lambda: True


@dataclass
class _Child:
    program: Program
    process: "subprocess.Popen[bytes]"
    started: float
    quick_deaths: int = 0
    restart_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps programs running until asked to stop."""

    programs: Sequence[Program]
    stop: Stop
    _children: list[_Child] = field(default_factory=list)

    def run(self) -> None:
        """Start everything in order, keep it running, stop it in reverse order."""
        self.stop.request_on_signals()
        try:
            for program in self.programs:
                self._children.append(_Child(program, _start(program), time.monotonic()))
                self._await_ready(program)
            while not self.stop.wait(0.2):
                for child in self._children:
                    self._look_after(child)
        finally:
            self._stop_all()

    def pids(self) -> dict[str, int]:
        """Return who runs as what."""
        return {child.program.name: child.process.pid for child in self._children}

    def _await_ready(self, program: Program) -> None:
        until = time.monotonic() + _GRACE_SECONDS
        while not program.is_ready():
            if self.stop.wait(0.05):
                return
            if time.monotonic() > until:
                message = f"{program.name} did not get ready"
                raise TimeoutError(message)

    def _look_after(self, child: _Child) -> None:
        if child.process.poll() is None:
            return
        now = time.monotonic()
        if not child.restart_at:
            quick = now - child.started < _QUICK_DEATH_SECONDS
            child.quick_deaths = child.quick_deaths + 1 if quick else 0
            pause = min(0.25 * 2**child.quick_deaths, _MAX_PAUSE_SECONDS) if quick else 0.0
            child.restart_at = now + pause
            log.warning(
                "process_died", name=child.program.name, code=child.process.returncode, pause=pause
            )
        if now >= child.restart_at:
            self._restart(child, now)

    def _restart(self, child: _Child, now: float) -> None:
        try:
            child.process, child.started, child.restart_at = _start(child.program), now, 0.0
        except OSError as error:  # no memory or no process numbers left: the others live on
            child.restart_at = now + _MAX_PAUSE_SECONDS
            log.error("process_not_started", name=child.program.name, error=type(error).__name__)  # noqa: TRY400 -- the kind says it all

    def _stop_all(self) -> None:
        until = time.monotonic() + _GRACE_SECONDS
        for child in reversed(self._children):
            child.process.terminate()
        for child in reversed(self._children):
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def _start(program: Program) -> "subprocess.Popen[bytes]":
    # die_with_parent runs between fork and exec; the supervisor has a single thread.
    return subprocess.Popen(  # noqa: S603 -- command lines come from worker.programs alone
        program.command,
        env=dict(program.environment),
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- see above
        start_new_session=True,  # Ctrl+C goes to the supervisor alone, which stops in order
    )
