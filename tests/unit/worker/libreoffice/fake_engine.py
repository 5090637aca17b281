"""An engine without an office: documents say what becomes of them."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from worker.libreoffice.engine import (
    ConvertOne,
    EngineUnavailableError,
    UnreadableDocumentError,
)


def convert(source: Path, target: Path) -> None:
    """Do what the document says."""
    match source.read_text():
        case "unreadable":
            target.write_bytes(b"%P")
            reason = "не docx"
            raise UnreadableDocumentError(reason)
        case "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case "broken office":
            raise RuntimeError
        case "endless":
            time.sleep(60)
        case "busy":
            while True:
                pass
        case "greedy":
            bytearray(1 << 40)
        case _:
            target.write_bytes(b"%PDF-")


@dataclass
class FakeEngine:
    """Remembers what was asked of it; ``broken`` names what it cannot do."""

    broken: str = ""
    calls: list[str] = field(default_factory=list)

    def hold(self, work: Callable[[], None]) -> None:
        self._call("hold")
        work()

    def begin(self) -> ConvertOne:
        return convert

    def refresh(self) -> None:
        self._call("refresh")

    def recover(self) -> None:
        self._call("recover")

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.broken:
            raise EngineUnavailableError(name)
