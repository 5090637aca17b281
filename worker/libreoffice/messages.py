"""What the converter and its engine process say to each other: JSON, one message per line."""

import json
import os
import select
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from worker.libreoffice.conversion import Conversion, EngineName

_CHUNK = 65536


@dataclass(frozen=True)
class EngineSettings:
    """The first line an engine process reads: everything it will ever know about its task."""

    engine: EngineName
    parent: int
    program: str
    workspace: str
    seconds_per_document: float
    seconds_to_start: float
    memory_bytes: int
    file_bytes: int

    def to_line(self) -> bytes:
        """Write as a message."""
        return _line(asdict(self))

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read a message."""
        return cls(**json.loads(line))


@dataclass(frozen=True)
class Readiness:
    """The engine process's first answer; ``detail`` says how it is confined, or why it gave up."""

    ready: bool
    detail: str

    def to_line(self) -> bytes:
        """Write as a message."""
        return _line(asdict(self))

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read a message."""
        return cls(**json.loads(line))


@dataclass(frozen=True)
class Outcome:
    """What became of one document: ``code`` is a key of ``FAILURES``, or empty for success.

    ``lost`` says that the child converting it is gone: no more outcomes of this batch will come.
    """

    code: str = ""
    detail: str = ""
    lost: bool = False

    def to_line(self) -> bytes:
        """Write as a message."""
        return _line(asdict(self))

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read a message."""
        return cls(**json.loads(line))


def batch_to_line(batch: Sequence[Conversion]) -> bytes:
    """Write a request to convert."""
    return _line([[str(job.source), str(job.target)] for job in batch])


def batch_from_line(line: bytes) -> list[Conversion]:
    """Read a request to convert."""
    return [Conversion(Path(source), Path(target)) for source, target in json.loads(line)]


def part_of(target: Path) -> Path:
    """Name the file a PDF is written to until it is whole."""
    return target.with_name(f".{target.name}.part")


def send(descriptor: int, line: bytes) -> None:
    """Write a whole line, however the kernel cuts it. Raises BrokenPipeError."""
    while line:
        line = line[os.write(descriptor, line) :]


class LineReader:
    """Reads lines from a pipe, with a deadline for each."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def read(self, timeout_seconds: float | None = None) -> bytes | None:
        """Return the next line, or None when the other end is closed.

        Raises TimeoutError when no whole line came in time.
        """
        deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        while b"\n" not in self._buffer:
            left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
            if not self._poll.poll(left):
                raise TimeoutError
            chunk = os.read(self._descriptor, _CHUNK)
            if not chunk:
                return None
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
