"""The engine process's side of the conversation, with an engine made for it."""

import os
from pathlib import Path

import pytest

from tests.unit.worker.libreoffice.fake_engine import FakeEngine
from worker.libreoffice.conversion import Conversion
from worker.libreoffice.messages import EngineSettings, LineReader, Outcome, batch_to_line, send
from worker.libreoffice.zygote import Zygote

READY = '{"ready": true, "detail": "взаперти"}'


def converse(folder: Path, engine: FakeEngine, *batches: str) -> list[str]:
    """Send batches, one word per document, and return every answer."""
    settings = EngineSettings("cold", os.getpid(), "", str(folder), 0.3, 1.0, 4 << 30, 1 << 20)
    requests, to_zygote = os.pipe()
    from_zygote, answers = os.pipe()
    for number, batch in enumerate(batches):
        jobs = []
        for place, text in enumerate(batch.split()):
            source = folder / f"{number}-{place}.docx"
            source.write_text(text)
            jobs.append(Conversion(source, source.with_suffix(".pdf")))
        send(to_zygote, batch_to_line(jobs))
    os.close(to_zygote)
    Zygote(engine, settings, LineReader(requests), answers, "взаперти").live()
    os.close(answers)
    lines = LineReader(from_zygote)
    told = []
    while (line := lines.read(1)) is not None:
        told.append(line.decode())
    os.close(from_zygote)
    os.close(requests)
    return told


def codes(lines: list[str]) -> list[str]:
    return [Outcome.from_line(line.encode()).code for line in lines]


def test_it_is_ready_before_anything_else(tmp_path: Path) -> None:
    assert converse(tmp_path, FakeEngine()) == [READY]


def test_every_document_is_answered_in_order(tmp_path: Path) -> None:
    engine = FakeEngine()

    ready, *outcomes = converse(tmp_path, engine, "good unreadable good", "good")

    assert ready == READY
    assert codes(outcomes) == ["", "document_unreadable", "", ""]
    assert engine.calls == ["hold", "refresh", "refresh"]


@pytest.mark.parametrize(
    ("document", "code"), [("crash", "converter_crashed"), ("endless", "conversion_timeout")]
)
def test_after_a_lost_child_it_recovers_and_is_ready_again(
    tmp_path: Path, document: str, code: str
) -> None:
    engine = FakeEngine()

    _, first, lost, ready, last = converse(tmp_path, engine, f"good {document} good", "good")

    assert codes([first, lost, last]) == ["", code, ""]
    assert ready == READY
    assert engine.calls == ["hold", "refresh", "recover", "refresh"]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    converse(tmp_path, FakeEngine(), "unreadable")

    assert [path.name for path in tmp_path.iterdir()] == ["0-0.docx"]


def test_an_engine_that_does_not_start_gives_its_reason(tmp_path: Path) -> None:
    assert converse(tmp_path, FakeEngine(broken="hold")) == ['{"ready": false, "detail": "hold"}']


def test_an_engine_that_cannot_recover_says_so(tmp_path: Path) -> None:
    *_, last = converse(tmp_path, FakeEngine(broken="recover"), "crash")

    assert last == '{"ready": false, "detail": "recover"}'


def test_an_engine_that_broke_down_idle_ends_without_an_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert converse(tmp_path, FakeEngine(broken="refresh"), "good") == [READY]
    assert "EngineUnavailableError" in capfd.readouterr().err
