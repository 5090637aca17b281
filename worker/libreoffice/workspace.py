"""The private folder of one running converter: profile, temporary files, a home for LibreOffice."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from worker.libreoffice.sockets import remove_sockets

_PREFIX: Final = "libreoffice-"
_SECONDS_TO_CLAIM: Final = 60.0


@dataclass(frozen=True)
class Workspace:
    """A folder nobody else may enter, claimed by a lock that ends with the process."""

    folder: Path
    _lock: int = field(repr=False)

    @classmethod
    def claim(cls, scratch: Path) -> Self:
        """Make a new folder in ``scratch``; remove those whose owner was killed."""
        scratch.mkdir(parents=True, exist_ok=True)
        _sweep(scratch)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=scratch)).resolve()
        return cls(folder, _lock(folder))

    def clear(self) -> None:
        """Make it as new: what an engine process left there is of no use to the next."""
        remove_sockets(self.folder / "profile")
        empty(self.folder)
        for name in ("home", "profile", "tmp"):
            (self.folder / name).mkdir()

    def release(self) -> None:
        """Remove the folder with everything in it."""
        remove_sockets(self.folder / "profile")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def empty(folder: Path, keep: Collection[Path] = ()) -> None:
    """Remove everything from a folder but what is to be kept."""
    for entry in set(folder.iterdir()).difference(keep):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _lock(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _sweep(scratch: Path) -> None:
    for folder in scratch.glob(f"{_PREFIX}*"):
        try:
            # The owner takes its lock right after making the folder: leave it the time to.
            if time.time() - folder.stat().st_mtime < _SECONDS_TO_CLAIM:
                continue
            descriptor = _lock(folder)
        except OSError:  # in use, or being removed by somebody else
            continue
        remove_sockets(folder / "profile")
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
