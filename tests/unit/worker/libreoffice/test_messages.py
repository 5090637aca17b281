"""Lines over pipes, whole and in pieces."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.libreoffice.conversion import Conversion
from worker.libreoffice.messages import (
    EngineSettings,
    LineReader,
    Outcome,
    Readiness,
    batch_from_line,
    batch_to_line,
    send,
)

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        try:
            os.close(descriptor)
        except OSError:  # the test closed it
            continue


def test_lines_come_out_one_by_one(pipe: Pipe) -> None:
    reader = LineReader(pipe[0])
    os.write(pipe[1], b"one\ntwo\nthr")

    assert [reader.read(1), reader.read(1)] == [b"one", b"two"]


def test_half_a_line_is_waited_for(pipe: Pipe) -> None:
    reader = LineReader(pipe[0])
    os.write(pipe[1], b"ha")

    with pytest.raises(TimeoutError):
        reader.read(0.01)

    os.write(pipe[1], b"lf\n")
    assert reader.read(1) == b"half"


def test_a_closed_pipe_is_the_end(pipe: Pipe) -> None:
    os.close(pipe[1])

    assert LineReader(pipe[0]).read(1) is None


def test_a_line_longer_than_the_pipe_arrives_whole(pipe: Pipe) -> None:
    line = b"x" * 500_000
    writer = threading.Thread(target=send, args=(pipe[1], line + b"\n"))
    writer.start()

    assert LineReader(pipe[0]).read(5) == line

    writer.join()


def test_messages_survive_the_way() -> None:
    settings = EngineSettings("socket", 7, "/lo", "/путь с пробелом", 1.5, 2.5, 3, 4)
    outcome = Outcome("converter_crashed", "сигнал\n11", lost=True)
    readiness = Readiness(ready=False, detail="нет «uno»")
    batch = [Conversion(Path("/а б/1.docx"), Path("/а б/1.pdf"))]

    assert EngineSettings.from_line(settings.to_line()) == settings
    assert Outcome.from_line(outcome.to_line()) == outcome
    assert Readiness.from_line(readiness.to_line()) == readiness
    assert batch_from_line(batch_to_line(batch)) == batch


def test_a_message_is_one_line_whatever_it_says() -> None:
    assert Outcome("converter_crashed", "a\nb\r\n").to_line().count(b"\n") == 1
