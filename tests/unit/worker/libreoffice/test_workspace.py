"""The private folder: claimed, swept, removed."""

import os
import time
from pathlib import Path

import pytest

from worker.libreoffice.workspace import Workspace, empty


def make_old(folder: Path) -> None:
    hour_ago = time.time() - 3600
    os.utime(folder, (hour_ago, hour_ago))


def test_nobody_else_may_enter(tmp_path: Path) -> None:
    workspace = Workspace.claim(tmp_path)

    assert workspace.folder.stat().st_mode & 0o077 == 0

    workspace.release()


def test_release_removes_everything(tmp_path: Path) -> None:
    workspace = Workspace.claim(tmp_path)
    workspace.clear()
    (workspace.folder / "tmp/left").write_text("over")

    workspace.release()

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_owner_left_is_removed(tmp_path: Path) -> None:
    orphan = tmp_path / "libreoffice-orphan"
    (orphan / "tmp").mkdir(parents=True)
    make_old(orphan)

    Workspace.claim(tmp_path).release()

    assert not orphan.exists()


def test_what_is_in_use_is_left_alone(tmp_path: Path) -> None:
    used = Workspace.claim(tmp_path)
    make_old(used.folder)

    Workspace.claim(tmp_path).release()

    assert used.folder.exists()
    used.release()


def test_what_was_just_made_is_left_alone(tmp_path: Path) -> None:
    fresh = tmp_path / "libreoffice-fresh"
    fresh.mkdir()

    Workspace.claim(tmp_path).release()

    assert fresh.exists()


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "documents"
    foreign.mkdir()
    make_old(foreign)

    Workspace.claim(tmp_path).release()

    assert foreign.exists()


@pytest.mark.parametrize("keep", [[], ["known"]])
def test_emptying_spares_what_is_to_be_kept(tmp_path: Path, keep: list[str]) -> None:
    (tmp_path / "known").touch()
    (tmp_path / "file").touch()
    (tmp_path / "folder/inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "folder")

    empty(tmp_path, keep=[tmp_path / name for name in keep])

    assert [path.name for path in tmp_path.iterdir()] == keep
