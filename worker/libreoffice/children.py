"""A forked child that converts one batch, and the end of it."""

import os
import signal
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence

from worker.libreoffice import confinement
from worker.libreoffice.conversion import Conversion
from worker.libreoffice.engine import ConvertOne, Engine, UnreadableDocumentError
from worker.libreoffice.messages import EngineSettings, LineReader, Outcome, part_of, send


def convert_in_child(
    engine: Engine, settings: EngineSettings, batch: Sequence[Conversion]
) -> Generator[Outcome, None, None]:
    """Convert a batch in a process of its own; yield outcomes as they come.

    The child gets ``seconds_per_document`` for each. An outcome that says ``lost`` is the last
    one, and by then the child is gone.
    """
    lost = None
    reading, writing = os.pipe()
    child = _fork(engine, settings, batch, writing)
    os.close(writing)
    try:
        for outcome in _outcomes(LineReader(reading), settings.seconds_per_document, len(batch)):
            if outcome.lost:
                lost = outcome
                break
            yield outcome
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # whatever it still does; its pid is its own till waited for
        os.waitpid(child, 0)
    if lost is not None:
        yield lost


def run_in_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own, wait for it; 0 means that it went well.

    The child dies with this process.
    """
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        exit_code = 1
        try:
            confinement.die_with(parent)
            work()
            exit_code = 0
        except BaseException:  # noqa: BLE001 -- reported here, or nowhere
            traceback.print_exc()
        finally:
            os._exit(exit_code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _outcomes(lines: LineReader, seconds: float, count: int) -> Iterator[Outcome]:
    for _ in range(count):
        try:
            line = lines.read(seconds)
        except TimeoutError:
            yield Outcome("conversion_timeout", f"stopped after {seconds:g} s", lost=True)
            return
        if line is None:
            yield Outcome("converter_crashed", "the converting process ended", lost=True)
            return
        yield Outcome.from_line(line)


def _fork(
    engine: Engine, settings: EngineSettings, batch: Sequence[Conversion], outcomes: int
) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            confinement.die_with(parent)
            confinement.limit(settings.memory_bytes, settings.file_bytes)
            _convert(engine.begin(), settings.seconds_per_document, batch, outcomes)
        finally:
            os._exit(0)  # not even an exception may travel on into the parent's code
    return pid


def _convert(
    convert: ConvertOne, seconds: float, batch: Sequence[Conversion], outcomes: int
) -> None:
    for job in batch:
        confinement.allow_cpu(seconds)
        outcome = _attempt(convert, job)
        send(outcomes, outcome.to_line())
        if outcome.lost:  # whatever failed may be broken for the next document too
            return


def _attempt(convert: ConvertOne, job: Conversion) -> Outcome:
    part = part_of(job.target)
    try:
        convert(job.source, part)
        part.replace(job.target)
    except UnreadableDocumentError as error:
        return Outcome("document_unreadable", str(error))
    except Exception as error:  # noqa: BLE001 -- UNO raises classes nobody can list; nothing is hidden
        return Outcome("converter_crashed", type(error).__name__, lost=True)
    return Outcome()
