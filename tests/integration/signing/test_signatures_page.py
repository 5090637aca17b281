"""docs/signatures.md is what a run finds; the run has a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.signature_table import KINDS, LEVELS, Row
from tests.signatures_page import PAGE, render

ROOT = Path(__file__).parents[3]


@pytest.mark.timeout(600)
def test_the_page_of_signatures_is_what_a_run_finds() -> None:
    command = [sys.executable, "-m", "tests.signatures_page", "--check"]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert (run.returncode, run.stderr) == (0, "")


def test_the_page_has_every_kind_of_key_at_every_level_verified_by_two_programs() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if " | valid, B-" in line]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]

    assert [(one[0], one[1]) for one in cells] == [
        (kind, level) for kind in KINDS for level in LEVELS
    ]
    assert all(one[2] == f"valid, {one[1]}" for one in cells)
    assert all("valid" in one[3:] for one in cells)


def test_a_worse_result_would_change_the_page() -> None:
    good = Row("RSA 2048", "B-T", "valid, B-T", "valid", "valid")
    bad = Row("RSA 2048", "B-T", "invalid, B-T", "valid", "valid")

    assert render([good]) != render([bad])
