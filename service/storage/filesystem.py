"""Blobs as files: temporary file, fsync, rename, fsync of the folder.

A file has its final name only when its bytes are on disk, so a crash leaves temporary files at
worst. The tree is `<root>/<organisation>/<first two hex digits>/<sha256>`.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.domain.blobs import BlobCorruptError, BlobMissingError
from service.domain.ids import OrganisationId, is_safe_id

_TEMPORARY = "tmp"
_STALE_SECONDS = 3600.0


class FilesystemStore:
    """The blob store on a local disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._temporary = root / _TEMPORARY
        self._temporary.mkdir(parents=True, exist_ok=True)

    def put(self, organisation_id: OrganisationId, contents: Sequence[bytes]) -> list[str]:
        """Store `contents` and return their names, once all of them are on disk.

        Each file is synchronised by itself; a folder only once for the whole batch.
        """
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        folders: set[Path] = set()
        for name, content in zip(names, contents, strict=True):
            path = self._path(organisation_id, name)
            if path.exists():
                continue
            for made in self._make_folder(path.parent):
                folders.add(made)
            self._write(path, content)
            folders.add(path.parent)
        for folder in folders:
            _sync(folder)
        return names

    def get(self, organisation_id: OrganisationId, sha256: str) -> bytes:
        """The bytes of that name, checked. Raises BlobMissingError, BlobCorruptError."""
        try:
            content = self._path(organisation_id, sha256).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissingError(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobCorruptError(sha256)
        return content

    def has(self, organisation_id: OrganisationId, sha256: str) -> bool:
        """Whether there are bytes of that name (unchecked)."""
        return self._path(organisation_id, sha256).exists()

    def list_names(self, organisation_id: OrganisationId) -> Iterator[str]:
        """Every name of the organisation."""
        for path in self._folder(organisation_id).glob("??/*"):
            yield path.name

    def probe(self) -> None:
        """Raise OSError when nothing can be written."""
        path = self._temporary / f"probe-{secrets.token_hex(8)}"
        path.write_bytes(b"probe")
        path.unlink()

    def sweep(self) -> int:
        """Remove temporary files that a crash left more than an hour ago; returns how many."""
        horizon = time.time() - _STALE_SECONDS
        stale = [p for p in self._temporary.iterdir() if p.stat().st_mtime < horizon]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

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

    def _make_folder(self, folder: Path) -> list[Path]:
        """Make `folder` and its parents; returns the parents whose entries are new."""
        made: list[Path] = []
        for step in (folder.parent, folder):
            if not step.exists():
                step.mkdir(exist_ok=True)
                made.append(step.parent)
        return made

    def _path(self, organisation_id: OrganisationId, sha256: str) -> Path:
        return self._folder(organisation_id) / sha256[:2] / sha256

    def _folder(self, organisation_id: OrganisationId) -> Path:
        if not is_safe_id(organisation_id) or organisation_id == _TEMPORARY:
            message = "not an organisation id"
            raise ValueError(message)
        return self._root / organisation_id


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
