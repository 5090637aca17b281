"""Our end of an engine process: starts it, asks it, ends it."""

import os
import signal
import subprocess  # noqa: TID251 -- this package is where LibreOffice is started
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from worker.libreoffice.conversion import Conversion, ConversionError, converter_unavailable
from worker.libreoffice.messages import (
    EngineSettings,
    LineReader,
    Outcome,
    Readiness,
    batch_to_line,
    part_of,
    send,
)

_SECONDS_OF_GRACE: Final = 1.5
"""How much later than the engine process we act on a deadline: normally it has acted by then."""

_SECONDS_TO_LEAVE: Final = 1.0
_SOURCES: Final = Path(__file__).resolve().parents[2]
_LONGEST_REASON: Final = 300


class EngineProcess:
    """A running engine process. It ends when told to, when the pipe closes, or when we die."""

    def __init__(self, settings: EngineSettings) -> None:
        """Start it and wait until it is ready; ``detail`` then says how it is confined.

        Raises ConversionError ``converter_unavailable`` with the engine's own reason.
        """
        self._settings = settings
        self._log = Path(settings.workspace) / "engine.log"
        with self._log.open("wb") as errors:
            self._process = _start(settings, errors)
        self._requests = _descriptor(self._process.stdin)
        self._answers = LineReader(_descriptor(self._process.stdout))
        self._tell(settings.to_line())
        self.detail = self._wait_until_ready()

    @property
    def pid(self) -> int:
        """The process's id, which is also its process group's."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it can take another batch."""
        return self._process.returncode is None

    def convert(self, batch: Sequence[Conversion]) -> list[Outcome]:
        """Return outcomes in order; after one that says ``lost`` the others are missing.

        When ``running`` is False afterwards, the process itself was lost too.
        """
        outcomes: list[Outcome] = []
        self._tell(batch_to_line(batch))
        for job in batch:
            outcomes.append(self._next_outcome())
            if outcomes[-1].lost:
                part_of(job.target).unlink(missing_ok=True)
                self._recover()
                break
        return outcomes

    def end(self, seconds_to_leave: float = _SECONDS_TO_LEAVE) -> None:
        """Let it leave by itself, then kill it and everything it started."""
        if not self.running:
            return
        _close(self._process.stdin)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds_to_leave)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        _close(self._process.stdout)

    def _tell(self, line: bytes) -> None:
        with suppress(BrokenPipeError):  # the answer, or its absence, says the rest
            send(self._requests, line)

    def _next_outcome(self) -> Outcome:
        try:
            line = self._answers.read(self._settings.seconds_per_document + _SECONDS_OF_GRACE)
        except TimeoutError:
            self.end(seconds_to_leave=0)
            return Outcome("conversion_timeout", "the engine process was silent", lost=True)
        if line is None:
            self.end()
            return Outcome("converter_crashed", "the engine process ended", lost=True)
        return Outcome.from_line(line)

    def _recover(self) -> None:
        if self.running:
            with suppress(ConversionError):  # it is ended then, and the next batch needs a new one
                self._wait_until_ready()

    def _wait_until_ready(self) -> str:
        try:
            line = self._answers.read(self._settings.seconds_to_start)
        except TimeoutError as error:
            self.end(seconds_to_leave=0)
            reason = f"не запустилось за {self._settings.seconds_to_start:g} с"
            raise converter_unavailable(reason) from error
        readiness = (
            Readiness.from_line(line) if line else Readiness(ready=False, detail=self._last_words())
        )
        if not readiness.ready:
            self.end()
            raise converter_unavailable(readiness.detail)
        return readiness.detail

    def _last_words(self) -> str:
        words = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return words[-1][:_LONGEST_REASON] if words else "процесс завершился без объяснений"


def _start(settings: EngineSettings, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "worker.libreoffice.zygote"],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=settings.workspace,
        env=_environment(settings),
        start_new_session=True,  # Ctrl-C in a terminal is for us: we end the engine in order
    )


def _environment(settings: EngineSettings) -> dict[str, str]:
    """Give it what it needs and nothing of ours: a document could make LibreOffice tell."""
    workspace = Path(settings.workspace)
    return {
        "HOME": str(workspace / "home"),
        "TMPDIR": str(workspace / "tmp"),
        "LANG": "C.UTF-8",  # file names are UTF-8
        "PATH": "",  # LibreOffice looks for gpg and the like at start: there is nothing to find
        "PYTHONPATH": str(_SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SAL_USE_VCLPLUGIN": "svp",  # no display
        "SAL_LOK_OPTIONS": "unipoll",  # LibreOfficeKit: no thread of its own
        # Root's LibreOffice would write to the one all users share, and our umask then shuts
        # them out: theirs would not start any more.
        "UNO_SHARED_PACKAGES_CACHE": (workspace / "home/shared").as_uri(),
    }


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise TypeError
    return pipe.fileno()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pipe.close()
