"""A folder for one process's temporary files, gone when the process is gone."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "work-"


@contextmanager
def open_workspace(scratch: Path) -> Iterator[Path]:
    """Make a private folder in `scratch`, and clear those of processes that were killed."""
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    for stale in scratch.glob(f"{_PREFIX}*"):
        if not _is_alive(stale.name.removeprefix(_PREFIX)):
            shutil.rmtree(stale, ignore_errors=True)
    folder = scratch / f"{_PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: str) -> bool:
    # A process of somebody else cannot have made a folder here: its number was used again.
    with suppress(ValueError, ProcessLookupError, PermissionError):
        os.kill(int(pid), 0)
        return True
    return False
