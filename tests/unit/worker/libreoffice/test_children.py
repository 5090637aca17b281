"""A child that converts, fails, crashes or never ends, with an engine made for it."""

import os
import time
from pathlib import Path

import psutil
import pytest

from tests.unit.worker.libreoffice.fake_engine import FakeEngine
from worker.libreoffice.children import convert_in_child, run_in_child
from worker.libreoffice.conversion import Conversion
from worker.libreoffice.messages import EngineSettings, Outcome

SECONDS = 0.5


@pytest.fixture
def settings(tmp_path: Path) -> EngineSettings:
    return EngineSettings(
        engine="cold",
        parent=os.getpid(),
        program="",
        workspace=str(tmp_path),
        seconds_per_document=SECONDS,
        seconds_to_start=1.0,
        memory_bytes=4 << 30,
        file_bytes=1 << 20,
    )


def outcomes(folder: Path, settings: EngineSettings, *documents: str) -> list[Outcome]:
    batch = [Conversion(folder / f"{n}.docx", folder / f"{n}.pdf") for n in range(len(documents))]
    for job, text in zip(batch, documents, strict=True):
        job.source.write_text(text)
    return list(convert_in_child(FakeEngine(), settings, batch))


def test_every_document_of_a_batch_is_converted(tmp_path: Path, settings: EngineSettings) -> None:
    assert outcomes(tmp_path, settings, "good", "good") == [Outcome(), Outcome()]
    assert (tmp_path / "0.pdf").read_bytes() == b"%PDF-"


def test_a_pdf_appears_under_its_name_only_when_it_is_whole(
    tmp_path: Path, settings: EngineSettings
) -> None:
    outcomes(tmp_path, settings, "good")

    assert {path.name for path in tmp_path.iterdir()} == {"0.docx", "0.pdf"}


def test_an_unreadable_document_does_not_stop_the_batch(
    tmp_path: Path, settings: EngineSettings
) -> None:
    codes = [outcome.code for outcome in outcomes(tmp_path, settings, "unreadable", "good")]

    assert codes == ["document_unreadable", ""]


@pytest.mark.parametrize("document", ["crash", "broken office"])
def test_a_crash_ends_the_batch(tmp_path: Path, settings: EngineSettings, document: str) -> None:
    first, last = outcomes(tmp_path, settings, "good", document, "good")

    assert first == Outcome()
    assert last.code == "converter_crashed"
    assert last.lost


@pytest.mark.parametrize("document", ["endless", "busy"])
def test_a_document_without_end_is_killed_in_time(
    tmp_path: Path, settings: EngineSettings, document: str
) -> None:
    started = time.monotonic()

    [last] = outcomes(tmp_path, settings, document, "good")

    assert last.code == "conversion_timeout"
    assert time.monotonic() - started < SECONDS + 1


def test_each_document_has_the_whole_time(tmp_path: Path, settings: EngineSettings) -> None:
    [first, last] = outcomes(tmp_path, settings, "good", "endless")

    assert first == Outcome()
    assert last.code == "conversion_timeout"


def test_a_document_cannot_take_more_memory_than_allowed(
    tmp_path: Path, settings: EngineSettings
) -> None:
    [last] = outcomes(tmp_path, settings, "greedy")

    assert last.code == "converter_crashed"
    assert last.detail == "MemoryError"


def test_no_child_is_left_behind(tmp_path: Path, settings: EngineSettings) -> None:
    before = psutil.Process().children()

    outcomes(tmp_path, settings, "good", "endless")

    assert psutil.Process().children() == before


def test_work_in_a_child_says_how_it_ended(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise RuntimeError

    assert run_in_child(lambda: None) == 0
    assert run_in_child(fail) == 1
    assert "RuntimeError" in capfd.readouterr().err
