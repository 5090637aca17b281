"""The private folder of one running converter: profile, temporary files, a home for LibreOffice."""

import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

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
        for name in ("home", "profile", "tmp"):
            (folder / name).mkdir()
        return cls(folder, _lock(folder))

    def release(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


class Leftovers:
    """Removes what a lost child left in a folder of temporary files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = set(folder.iterdir())

    def remove(self) -> None:
        """Remove everything that was not there when this object was made."""
        for entry in set(self._folder.iterdir()) - self._known:
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
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
