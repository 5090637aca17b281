"""What killed processes left is cleared; what others still use is not."""

import os
from pathlib import Path

import pytest

from worker.workspace import open_workspace

_NOBODYS = 2**22 + 1  # above the largest process number of Linux


def test_what_a_killed_process_left_is_gone(tmp_path: Path) -> None:
    stale = tmp_path / f"work-{_NOBODYS}"
    stale.mkdir()

    with open_workspace(tmp_path) as folder:
        assert (folder.is_dir(), stale.exists()) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_running_process_stays(tmp_path: Path) -> None:
    theirs = tmp_path / f"work-{os.getppid()}"
    theirs.mkdir()

    with open_workspace(tmp_path):
        assert theirs.exists()


def test_a_number_that_went_to_somebody_elses_process_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    stale = tmp_path / "work-1"
    stale.mkdir()
    monkeypatch.setattr(os, "kill", refuse)

    with open_workspace(tmp_path):
        assert not stale.exists()
