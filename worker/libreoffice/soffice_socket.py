"""The middle engine: one long-lived LibreOffice behind a named pipe, spoken to over UNO.

Every batch connects from a child
of its own: Python's UNO bridge brings threads, and sometimes crashes when it is taken down.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from worker.libreoffice.children import run_in_child
from worker.libreoffice.engine import ConvertOne, EngineUnavailableError
from worker.libreoffice.messages import EngineSettings
from worker.libreoffice.sockets import pipe_name, remove_sockets
from worker.libreoffice.soffice import complete_profile, start_soffice
from worker.libreoffice.uno_documents import UnoDocuments, import_uno
from worker.libreoffice.warmup import warm_up
from worker.libreoffice.workspace import empty

_PAUSE_SECONDS: Final = 0.05
_BATCHES_PER_SOFFICE: Final = 50


class SocketEngine:
    """Keeps a soffice running and replaces it when it died or stopped answering."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._workspace = Path(settings.workspace)
        self._profile = self._workspace / "profile"
        self._pipe = f"pipe,name={pipe_name(self._profile)}"
        self._uno: Any = None
        self._soffice: int | None = None
        self._batches = 0

    def hold(self, work: Callable[[], None]) -> None:
        """Start soffice, do ``work``, kill soffice."""
        self._uno = import_uno(Path(self._settings.program))
        complete_profile(self._settings, self._profile)
        self._start()
        try:
            work()
        finally:
            self._stop()

    def begin(self) -> ConvertOne:
        """Connect to the running soffice."""
        resolver = self._uno.getComponentContext().ServiceManager.createInstance(
            "com.sun.star.bridge.UnoUrlResolver"
        )
        address = f"uno:{self._pipe};urp;StarOffice.ComponentContext"
        not_yet = self._uno.getClass("com.sun.star.connection.NoConnectException")
        deadline = time.monotonic() + self._settings.seconds_to_start
        while True:
            try:
                return UnoDocuments(self._uno, resolver.resolve(address)).convert
            except not_yet:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def refresh(self) -> None:
        """Replace a soffice that died, or has had its share: its memory grows slowly."""
        self._batches += 1
        if self._batches > _BATCHES_PER_SOFFICE:
            self._stop()
        if not self._running():
            self._start()

    def recover(self) -> None:
        """Replace the soffice that held up the child that was lost."""
        self._stop()
        self._start()

    def _start(self) -> None:
        self._batches = 0
        empty(self._workspace / "tmp")
        remove_sockets(self._profile)
        self._soffice = start_soffice(self._settings, self._profile, f"--accept={self._pipe};urp;")
        if run_in_child(lambda: warm_up(self.begin(), self._workspace)) != 0:
            reason = "soffice не отвечает через UNO"
            raise EngineUnavailableError(reason)

    def _running(self) -> bool:
        if self._soffice is None:
            return False
        ended, _ = os.waitpid(self._soffice, os.WNOHANG)
        if ended:
            self._soffice = None
        return not ended

    def _stop(self) -> None:
        if self._running() and self._soffice is not None:
            os.kill(self._soffice, signal.SIGKILL)
            os.waitpid(self._soffice, 0)
            self._soffice = None
