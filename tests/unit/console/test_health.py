"""The doctor names every part, whatever state the others are in."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.console import health
from service.console.health import Part

Doctor = Callable[..., Result]
PARTS = (
    "База данных",
    "Архив (запись)",
    "Свободное место",
    "Очередь",
    "Служба меток времени",
    "Ключи подписи",
    "Доверенные сертификаты",
)


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """The doctor without the minute that three starts of LibreOffice take."""
    examinations = {**health._EXAMINATIONS, "LibreOffice": _converter}  # noqa: SLF001 -- see above
    monkeypatch.setattr(health, "_EXAMINATIONS", examinations)
    monkeypatch.setenv("GRIF_DATA_DIR", str(tmp_path / "data"))

    def visit(**settings: object) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(f"GRIF_{name.upper()}", str(value))
        return CliRunner().invoke(main, ["doctor"], prog_name="./grif")

    return visit


def test_a_new_machine_is_fit(doctor: Doctor) -> None:
    result = doctor()
    assert result.exit_code == 0, result.output
    assert {_mark(result, part) for part in PARTS} == {"✓"}


def test_a_part_that_breaks_takes_no_other_line_away(doctor: Doctor, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("no folder")

    result = doctor(archive_dir="/proc/grif", keys_dir=keys, database_url="sqlite:////proc/x.db")

    assert result.exit_code == 1
    marks = {part: _mark(result, part) for part in PARTS}
    assert {part for part, mark in marks.items() if mark == "✗"} == {
        "База данных",
        "Архив (запись)",
        "Ключи подписи",
    }
    assert "GRIF_ARCHIVE_DIR" in result.output


def test_a_queue_that_was_named_and_does_not_answer_is_not_fit(doctor: Doctor) -> None:
    result = doctor(redis_url="redis://127.0.0.1:1/0")
    assert (result.exit_code, _mark(result, "Очередь")) == (1, "✗")
    assert "GRIF_REDIS_URL" in _line(result, "Очередь")


def test_a_database_of_another_program_is_not_fit(doctor: Doctor, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE users (id INTEGER)")
    result = doctor(database_url=f"sqlite:///{tmp_path}/other.db")
    assert _mark(result, "База данных") == "✗"
    assert "migrate" in _line(result, "База данных")


def test_a_broken_examination_is_named_by_its_kind(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"Шрифты Liberation": _break, "Очередь": health._EXAMINATIONS["Очередь"]}  # noqa: SLF001 -- see above
    monkeypatch.setattr(health, "_EXAMINATIONS", broken)
    result = doctor()
    assert "ZeroDivisionError" in _line(result, "Шрифты Liberation")
    assert _mark(result, "Очередь") == "✓"


def _converter(_settings: object) -> list[Part]:
    return [Part("LibreOffice", is_fit=True)]


def _break(_settings: object) -> list[Part]:
    return [Part(str(1 // 0), is_fit=True)]


def _line(result: Result, part: str) -> str:
    (line,) = (line for line in result.output.splitlines() if line[2:].startswith(part))
    return line


def _mark(result: Result, part: str) -> str:
    return _line(result, part)[0]
