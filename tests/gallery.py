"""Pictures of every kind of document, printed from its sample: `python -m tests.gallery FOLDER`.

Every page becomes a PNG to be looked at. With `--first`, the first page of each kind only, in the
size of the documentation's gallery, and the gallery's page: `python -m tests.gallery --first
docs/gallery`.
"""

import argparse
import datetime as dt
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from doc_templates.catalogue import Kind, load_catalogue
from tests.gallery_pages import OF_SCENES, OF_THE_DEMO
from worker.libreoffice.conversion import ConverterOptions
from worker.libreoffice.door import open_converter
from worker.rendering import TrialPrint, example_author, read_requisites, render_file

_DATE: Final = dt.date(2025, 9, 24)
_LARGE, _SMALL = 80, 50
"""Dots per inch of a page that is looked at and of a picture in the gallery."""

_IN_A_ROW: Final = 4
_HEADING: Final = """# Галерея

Первая страница каждого вида документа, напечатанного из его примера. Люди, организации и номера
вымышлены. Картинки и эту страницу делает `python -m tests.gallery --first docs/gallery`."""

_PAGES_HEADING: Final = """## Страницы

Что видно в браузере на данных демонстрации: на экране шириной 1280 пикселей и на телефоне, 375.
Снимает `python -m tests.page_gallery docs/gallery`."""

PAGES_FOLDER: Final = "pages"
NARROW: Final = 375
"""The width of a telephone's screen."""

_NUMBERS: Final = {"od": "48-од", "ls": "12-лс"}


def print_all(kinds: Sequence[Kind], folder: Path) -> list[Path]:
    """Print every kind from its sample; returns the PDFs, named after their kinds."""
    printed = []
    with tempfile.TemporaryDirectory(prefix="grif-gallery-") as scratch:
        converter = open_converter(ConverterOptions(scratch=Path(scratch)))
        try:
            for kind in kinds:
                number = _NUMBERS.get(kind.filing_for(kind.sample).register, "5")
                trial = TrialPrint(kind.code, kind.sample, _DATE, number)
                author = read_requisites(example_author(kind.code))
                target = folder / f"{kind.code}.pdf"
                target.write_bytes(render_file(trial, author, converter, Path(scratch)))
                printed.append(target)
        finally:
            converter.close()
    return printed


def draw(pdf: Path, folder: Path, *, first: bool) -> None:
    """Draw the pages of a PDF as `<kind>-1.png` …, or its first page as `<kind>.png`."""
    size = ["-r", str(_SMALL), "-gray", "-singlefile"] if first else ["-r", str(_LARGE)]
    subprocess.run(["pdftocairo", "-png", *size, pdf, folder / pdf.stem], check=True)


def write_index(kinds: Sequence[Kind]) -> str:
    """Return the page of the gallery, in Markdown: the first page and the title of every kind."""
    cells = [
        f'<td align="center" valign="top"><img src="{kind.code}.png" width="220"'
        f' alt="{kind.title}"><br>{kind.title}<br><code>{kind.code}</code></td>'
        for kind in kinds
    ]
    rows = [
        "<tr>\n" + "\n".join(cells[start : start + _IN_A_ROW]) + "\n</tr>"
        for start in range(0, len(cells), _IN_A_ROW)
    ]
    return f"{_HEADING}\n\n<table>\n" + "\n".join(rows) + f"\n</table>\n\n{_write_pages()}"


def _write_pages() -> str:
    parts = [_PAGES_HEADING, *map(_write_picture, OF_THE_DEMO.items())]
    for heading, pictures in OF_SCENES.items():
        parts += [f"### {heading}", *map(_write_picture, pictures.items())]
    return "\n\n".join(parts) + "\n"


def _write_picture(named: tuple[str, str]) -> str:
    name, title = named
    return (
        f'<p><img src="{PAGES_FOLDER}/{name}.png" width="640" alt="{title}"> '
        f'<img src="{PAGES_FOLDER}/{name}-{NARROW}.png" width="190" alt="{title}, на телефоне">'
        f"<br>{title}</p>"
    )


def main() -> None:
    """Print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", action="store_true", help="the first page of each kind, small")
    parser.add_argument("--kind", action="append", help="this kind only")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    kinds = [
        kind
        for kind in load_catalogue().list_kinds()
        if not options.kind or kind.code in options.kind
    ]
    with tempfile.TemporaryDirectory(prefix="grif-gallery-") as scratch:
        for pdf in print_all(kinds, Path(scratch)):
            draw(pdf, options.folder, first=options.first)
    if options.first:
        (options.folder / "README.md").write_text(write_index(kinds), encoding="utf-8")


if __name__ == "__main__":
    main()
