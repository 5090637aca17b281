"""The plainest engine: a new LibreOffice for every document, with a profile of its own.

Slow, and without anything in common between two documents; it needs neither UNO nor forking of a
warm office, so it works wherever ``soffice --convert-to`` does.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from worker.libreoffice.engine import ConvertOne, UnreadableDocumentError
from worker.libreoffice.export import INPUT_FILTER, command_line_filter
from worker.libreoffice.messages import EngineSettings
from worker.libreoffice.sockets import remove_sockets
from worker.libreoffice.soffice import complete_profile, start_soffice
from worker.libreoffice.warmup import warm_up
from worker.libreoffice.workspace import empty


class ColdEngine:
    """Runs ``soffice --convert-to`` and waits for it."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._workspace = Path(settings.workspace)
        self._profile = self._workspace / "profile"
        self._finished_profile = self._workspace / "finished-profile"

    def hold(self, work: Callable[[], None]) -> None:
        """Finish the profile that documents get copies of by converting something, do ``work``."""
        complete_profile(self._settings, self._profile)
        warm_up(self._convert, self._workspace)
        self._profile.rename(self._finished_profile)
        work()

    def begin(self) -> ConvertOne:
        """Return the conversion itself: there is nothing to get ready."""
        return self._convert_afresh

    def refresh(self) -> None:
        """Remove what a killed LibreOffice left."""
        empty(self._workspace / "tmp")
        shutil.rmtree(self._profile, ignore_errors=True)
        remove_sockets(self._profile)

    def recover(self) -> None:
        """Do nothing: no LibreOffice outlives its document."""

    def _convert_afresh(self, source: Path, target: Path) -> None:
        shutil.copytree(self._finished_profile, self._profile)
        self._convert(source, target)
        shutil.rmtree(self._profile)

    def _convert(self, source: Path, target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self._workspace / "tmp") as folder:
            soffice = start_soffice(
                self._settings,
                self._profile,
                f"--infilter={INPUT_FILTER}",
                "--convert-to",
                command_line_filter(),
                "--outdir",
                folder,
                str(source),
            )
            _, status = os.waitpid(soffice, 0)
            written = Path(folder) / f"{source.stem}.pdf"
            if not written.exists():
                _explain(os.waitstatus_to_exitcode(status))
            shutil.move(written, target)


def _explain(exit_code: int) -> None:
    """Tell a document that does not load (soffice ends in peace) from a crash."""
    reason = f"soffice: {exit_code}"
    if exit_code in (0, 1):
        raise UnreadableDocumentError(reason)
    raise ChildProcessError(reason)
