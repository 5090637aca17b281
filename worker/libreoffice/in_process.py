"""The fastest engine: a warm LibreOffice in the engine process, inherited by every child."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from worker.libreoffice.engine import ConvertOne, EngineUnavailableError
from worker.libreoffice.messages import EngineSettings
from worker.libreoffice.office import Office
from worker.libreoffice.uno_documents import UnoDocuments
from worker.libreoffice.warmup import warm_up
from worker.libreoffice.workspace import empty

_PAUSE_SECONDS: Final = 0.02


class InProcessEngine:
    """LibreOffice without a second process: conversion costs a fork per batch, and the work."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._documents: UnoDocuments | None = None
        self._temporary = Path(settings.workspace) / "tmp"
        self._known: frozenset[Path] = frozenset()

    def hold(self, work: Callable[[], None]) -> None:
        """Start the office in this thread, convert something with it, do ``work``, end."""
        workspace = Path(self._settings.workspace)
        office = Office(Path(self._settings.program), workspace / "profile")

        def inside() -> None:
            self._documents = UnoDocuments(*office.bind())
            warm_up(self._documents.convert, workspace)
            self._known = frozenset(self._temporary.iterdir())
            self._wait_for_single_thread()
            gc.collect()
            gc.freeze()  # the children share these pages instead of copying them
            work()

        office.run(inside)

    def begin(self) -> ConvertOne:
        """Return the inherited, warm office."""
        if self._documents is None:
            reason = "LibreOffice не запущен"
            raise EngineUnavailableError(reason)
        return self._documents.convert_and_leave_open

    def refresh(self) -> None:
        """Remove the last child's temporary files."""
        empty(self._temporary, keep=self._known)

    def recover(self) -> None:
        """Do nothing: what a child broke was its own copy."""

    def _wait_for_single_thread(self) -> None:
        # A thread that does not exist in the child could hold a lock there forever. LibreOffice's
        # writer of changed settings is such a thread; it ends by itself about a second after start.
        deadline = time.monotonic() + self._settings.seconds_to_start
        while len(list(Path("/proc/self/task").iterdir())) > 1:
            if time.monotonic() > deadline:
                reason = "LibreOffice не завершает свои потоки: ветвление процесса небезопасно"
                raise EngineUnavailableError(reason)
            time.sleep(_PAUSE_SECONDS)
