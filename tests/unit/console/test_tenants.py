"""Letting people in from the terminal, and from a script that has none."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.installation import ROOT

REQUISITES = json.loads((ROOT / "doc_templates/library/organisation.json").read_text("utf-8"))
IMPORT = {
    "municipality": {"id": "m-01", "name": "Вымышленный округ"},
    "organizations": [{"id": "s-01", "requisites": REQUISITES}],
}


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRIF_")}
    environment = {**kept, "GRIF_DATA_DIR": str(tmp_path / "data")}
    (tmp_path / "import.json").write_text(json.dumps(IMPORT))
    for verb in (["migrate"], ["organization", "import", str(tmp_path / "import.json")]):
        done = run(environment, *verb)
        assert done.returncode == 0, done.stderr
    return environment


def run(
    environment: Mapping[str, str], *arguments: str, sent: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run a verb without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments],
        cwd=ROOT,
        env=environment,
        input=sent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("sent", ["a good password\n", "a good password", "a good password\r\n"])
def test_a_script_sends_the_password_as_a_line_and_reads_no_warning(
    environment: Mapping[str, str], sent: str
) -> None:
    who = ("user", "add", "melnik", "--name", "Мельник О.С.", "--role", "head")
    done = run(environment, *who, "--organization", "s-01", sent=sent)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "Пользователь melnik добавлен.\n",
        "",
    )


def test_a_script_that_sends_nothing_is_refused(environment: Mapping[str, str]) -> None:
    who = ("user", "add", "melnik", "--name", "Мельник О.С.", "--role", "head")
    done = run(environment, *who, "--organization", "s-01")
    assert (done.returncode, done.stderr) == (
        1,
        "Пароль: не короче 12 знаков. Подойдут три–четыре слова.\n",
    )
