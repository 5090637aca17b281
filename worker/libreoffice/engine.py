"""What the engine process expects of an engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

ConvertOne = Callable[[Path, Path], None]
"""Reads a docx, writes a PDF. Raises UnreadableDocumentError, or anything else for a crash."""


class EngineUnavailableError(Exception):
    """This engine cannot run here; the text says why, for the log."""


class UnreadableDocumentError(Exception):
    """LibreOffice does not take this file for a document."""


class Engine(Protocol):
    """One way of running LibreOffice, seen from inside the engine process.

    The process has one thread whenever it forks, and an engine keeps it so.
    """

    def hold(self, work: Callable[[], None]) -> None:
        """Start LibreOffice, do ``work`` while it runs, stop it.

        Raises EngineUnavailableError when it cannot be started.
        """

    def begin(self) -> ConvertOne:
        """Get ready to convert; called in a freshly forked child."""

    def refresh(self) -> None:
        """See that LibreOffice is fit for a batch; called in the engine process before each.

        Raises EngineUnavailableError.
        """

    def recover(self) -> None:
        """Replace what a lost child may have broken; called in the engine process after one.

        Raises EngineUnavailableError.
        """
