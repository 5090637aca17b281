"""Which fonts LibreOffice has to choose from, and the bytes they are made of."""

import hashlib
import shutil
import subprocess  # noqa: TID251 -- this package is where LibreOffice is started, and what it asks
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from worker.libreoffice.conversion import OfferedFonts

_SECONDS: Final = 60
_CHUNK: Final = 1 << 20


def list_fonts(program: Path, home: Path) -> OfferedFonts:
    """Ask fontconfig as LibreOffice does, with the engine's ``home``, and read every file once.

    Fonts of LibreOffice's own folder come on top; a font that cannot be read is not offered.
    """
    return digest_fonts([*_installed(home), *_own(program)])


def digest_fonts(fonts: Iterable[tuple[str, Path]]) -> OfferedFonts:
    """Read the files of (PostScript name, file); where a file lies does not matter."""
    known: dict[Path, str] = {}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, path in fonts:
        try:
            digest = known.get(path) or _digest(path)
        except OSError:
            continue
        known[path] = digest
        found[name].add(digest)
    files = {name: ",".join(sorted(found[name])) for name in sorted(found)}
    lines = "".join(f"{name}\0{digests}\n" for name, digests in files.items())
    return OfferedFonts(files, hashlib.sha256(lines.encode()).hexdigest())


def _installed(home: Path) -> Iterator[tuple[str, Path]]:
    listing = shutil.which("fc-list", path="/usr/bin:/usr/local/bin:/bin")
    if listing is None:
        return
    done = subprocess.run(  # noqa: S603 -- a fixed command
        [listing, "--format", "%{postscriptname}\t%{file}\n"],
        env={"HOME": str(home), "LANG": "C.UTF-8"},
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )
    for line in done.stdout.splitlines():
        name, _, file = line.partition("\t")
        yield name, Path(file)


def _own(program: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((program.parent / "share/fonts/truetype").glob("*.*tf")):
        yield path.stem, path


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
