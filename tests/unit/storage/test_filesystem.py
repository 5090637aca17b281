"""What only a disk can do to bytes."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.storage.filesystem import FilesystemStore
from tests.factories import OTHER_SCHOOL, SCHOOL

HASH = hashlib.sha256(b"order").hexdigest()
ROOT = Path(__file__).parents[3]

CRASH_BEFORE_RENAME = """
import os, pathlib, sys
from service.storage.filesystem import FilesystemStore
store = FilesystemStore(pathlib.Path(sys.argv[1]))
pathlib.Path.rename = lambda *_: os._exit(9)
store.put("s-01", [b"order"])
"""


def list_files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def crash_while_writing(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH_BEFORE_RENAME, folder], cwd=ROOT, check=False
    )
    assert done.returncode == 9


def test_a_crash_before_the_rename_leaves_no_more_than_a_temporary_file(tmp_path: Path) -> None:
    crash_while_writing(tmp_path)

    (left,) = list_files(tmp_path)
    assert left.startswith(".tmp/")
    store = FilesystemStore(tmp_path)
    assert not store.has(SCHOOL, HASH)
    assert store.put(SCHOOL, [b"order"]) == [HASH]
    assert store.get(SCHOOL, HASH) == b"order"


def test_what_a_crash_left_is_swept_after_an_hour_and_not_before(tmp_path: Path) -> None:
    crash_while_writing(tmp_path)
    store = FilesystemStore(tmp_path)

    assert store.sweep() == 0
    for path in (tmp_path / ".tmp").iterdir():
        an_hour_ago = time.time() - 3601
        os.utime(path, (an_hour_ago, an_hour_ago))
    assert store.sweep() == 1
    assert list_files(tmp_path) == []


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FilesystemStore(tmp_path)

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        store.put(SCHOOL, [b"order"])

    assert list_files(tmp_path) == []


def test_a_file_is_on_disk_before_it_has_its_name_and_its_name_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FilesystemStore(tmp_path)
    seen = watch_disk(monkeypatch)

    store.put(SCHOOL, [b"order"])

    assert seen[:2] == [("sync", "file"), ("rename", HASH)]
    assert sorted(seen[2:]) == [
        ("sync", str(tmp_path)),
        ("sync", str(tmp_path / SCHOOL)),
        ("sync", str(tmp_path / SCHOOL / HASH[:2])),
    ]


def test_a_batch_synchronises_each_folder_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FilesystemStore(tmp_path)
    contents = [b"order %d" % number for number in range(300)]
    seen = watch_disk(monkeypatch)

    names = store.put(SCHOOL, contents)

    folders = [place for verb, place in seen if verb == "sync" and place != "file"]
    assert len(folders) == len(set(folders)) == len({name[:2] for name in names}) + 2


def test_a_file_that_another_process_put_is_made_safe_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FilesystemStore(tmp_path).put(SCHOOL, [b"order"])
    store = FilesystemStore(tmp_path)
    seen = watch_disk(monkeypatch)

    store.put(SCHOOL, [b"order"])

    assert ("sync", str(tmp_path / SCHOOL / HASH[:2])) in seen
    assert all(verb == "sync" for verb, _ in seen)


def test_the_probe_says_when_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FilesystemStore(tmp_path)

    def refuse(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match="Read-only"):
        store.probe()


def test_the_archive_is_closed_to_other_users_of_the_computer(tmp_path: Path) -> None:
    FilesystemStore(tmp_path / "archive").put(OTHER_SCHOOL, [b"order"])

    made = [tmp_path / "archive", *(tmp_path / "archive").rglob("*")]
    assert [path for path in made if path.stat().st_mode & 0o007] == []


def watch_disk(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Write down every fsync and rename, in their order, and let them happen."""
    seen: list[tuple[str, str]] = []
    fsync: Callable[[int], None] = os.fsync
    rename: Callable[[Path, Path], Path] = Path.rename

    def watched_fsync(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        seen.append(("sync", str(place) if place.is_dir() else "file"))
        fsync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        seen.append(("rename", target.name))
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    return seen
