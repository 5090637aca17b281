"""Blobs as files: temporary file, fsync, rename, fsync of the folder.

A file has its final name only when its bytes are on disk, so a crash leaves temporary files at
worst. The tree is `<root>/<organisation>/<first two hex digits>/<sha256>`.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from service.domain.blobs import BlobCorruptError, BlobMissingError, BlobOwner
from service.domain.ids import is_safe_id

_TEMPORARY = ".tmp"  # no organisation's id begins with a dot
_STALE_SECONDS = 3600.0
_NAME = re.compile(r"[0-9a-f]{64}")


class FilesystemStore:
    """The blob store on a local disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._temporary = root / _TEMPORARY
        for folder in (root, self._temporary):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._settled: set[Path] = set()

    def put(self, owner_id: BlobOwner, contents: Sequence[bytes]) -> list[str]:
        """Store `contents` and return their names, once all of them are on disk.

        Each file is synchronised by itself; a folder only once for the whole batch. A file that is
        there already stays, unless it was damaged: then the right bytes take its place.
        """
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        folders: set[Path] = set()
        for name, content in zip(names, contents, strict=True):
            path = self._path(owner_id, name)
            folders |= self._open_folder(path.parent)
            if not _holds(path, content):
                self._write(path, content)
        # Also when nothing was written: another process may have renamed the file into its folder
        # and not yet have synchronised that.
        for folder in folders:
            _sync(folder)
        self._settled |= folders
        return names

    def get(self, owner_id: BlobOwner, sha256: str) -> bytes:
        """The bytes of that name, checked. Raises BlobMissingError, BlobCorruptError."""
        try:
            content = self._path(owner_id, sha256).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissingError(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobCorruptError(sha256)
        return content

    def has(self, owner_id: BlobOwner, sha256: str) -> bool:
        """Whether there are bytes of that name (unchecked)."""
        try:
            return self._path(owner_id, sha256).exists()
        except BlobMissingError:
            return False

    def list_names(self, owner_id: BlobOwner) -> Iterator[str]:
        """Every name of the organisation."""
        for path in self._folder(owner_id).glob("??/*"):
            yield path.name

    def probe(self) -> None:
        """Raise OSError when nothing can be written."""
        path = self._temporary / f"probe-{secrets.token_hex(8)}"
        path.write_bytes(b"probe")
        path.unlink()

    def sweep(self) -> int:
        """Remove temporary files that a crash left more than an hour ago; returns how many."""
        horizon = time.time() - _STALE_SECONDS
        count = 0
        for path in self._temporary.iterdir():
            with suppress(FileNotFoundError):  # its writer has just given it its name
                if path.stat().st_mtime < horizon:
                    path.unlink()
                    count += 1
        return count

    def _write(self, path: Path, content: bytes) -> None:
        temporary = self._temporary / f"{path.name}-{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def _open_folder(self, folder: Path) -> set[Path]:
        """Make `folder`; returns the folders to synchronise: at first its parents as well."""
        if folder in self._settled:
            return {folder}
        organisation = folder.parent
        for step in (organisation, folder):
            step.mkdir(mode=0o750, exist_ok=True)
        return {folder, organisation, self._root}

    def _path(self, owner_id: BlobOwner, sha256: str) -> Path:
        folder = self._folder(owner_id)
        if not _NAME.fullmatch(sha256):
            raise BlobMissingError(sha256)
        return folder / sha256[:2] / sha256

    def _folder(self, owner_id: BlobOwner) -> Path:
        if not is_safe_id(owner_id):
            message = "not an organisation id"
            raise ValueError(message)
        return self._root / owner_id


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
