"""The QR code on the first sheet, read module by module from the printed page of every kind."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import docx
import pytest
from docx.shared import Mm

from doc_templates.filling import compile_template
from doc_templates.qr_code import FROM_EDGE, SIDE, modules_of
from tests.demo_pack import CATALOGUE
from tests.integration.documents.conftest import CHECK_URL, Printed
from worker.libreoffice.conversion import Conversion, ConverterOptions
from worker.libreoffice.door import open_converter

pytestmark = pytest.mark.libreoffice

DPI: Final = 600
DOTS: Final = DPI / 25.4
RIGHT: Final = 10
"""mm from the right edge of the sheet to the code: the right margin of the text."""
QUIET_MODULES: Final = 4
"""ISO/IEC 18004, 5.3.8."""
DARK, LIGHT = 64, 192


@dataclass(frozen=True)
class Picture:
    """A page in shades of grey, in pixels from the upper left corner."""

    width: int
    height: int
    pixels: bytes

    def shade(self, x: float, y: float) -> int:
        return self.pixels[round(y) * self.width + round(x)]


@dataclass(frozen=True)
class Square:
    """Where the code should be, in pixels; ``side`` without the quiet zone."""

    left: float
    top: float
    side: float


def draw(pdf: Path, folder: Path, page: int = 1) -> Picture:
    stem = folder / "page"
    command = ["pdftoppm", "-gray", "-r", str(DPI), "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run([*command, str(pdf), str(stem)], check=True)
    kind, size, depth, pixels = stem.with_suffix(".pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert (kind, depth, len(pixels)) == (b"P5", b"255", width * height)
    return Picture(width, height, pixels)


def find_square(picture: Picture) -> Square:
    left = picture.width - (RIGHT + SIDE) * DOTS
    return Square(left, picture.height - (FROM_EDGE + SIDE) * DOTS, SIDE * DOTS)


def read_modules(picture: Picture, square: Square, count: int) -> list[list[bool]]:
    """Whether each module is dark; a shade of grey in its middle is neither."""
    step = square.side / count
    rows = []
    for y in range(count):
        shades = [
            picture.shade(square.left + (x + 0.5) * step, square.top + (y + 0.5) * step)
            for x in range(count)
        ]
        assert all(shade < DARK or shade > LIGHT for shade in shades)
        rows.append([shade < DARK for shade in shades])
    return rows


def list_dark(picture: Picture, square: Square, margin: float) -> Iterator[tuple[int, int]]:
    """Dark pixels in the frame of ``margin`` pixels around the square, its outermost line apart."""
    hair = 2
    left, top = round(square.left), round(square.top)
    right, bottom = round(square.left + square.side), round(square.top + square.side)
    frame = round(margin)
    for y in range(top - frame, min(bottom + frame, picture.height)):
        inside = top - hair <= y < bottom + hair
        for x in range(left - frame, min(right + frame, picture.width)):
            in_code = inside and left - hair <= x < right + hair
            if not in_code and picture.shade(x, y) < LIGHT:
                yield x, y


@pytest.fixture(params=sorted(code for code, one in CATALOGUE.kinds.items() if one.public_check))
def coded(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


@pytest.fixture(params=sorted(c for c, one in CATALOGUE.kinds.items() if not one.public_check))
def plain(request: pytest.FixtureRequest, printed_documents: dict[str, Printed]) -> Printed:
    return printed_documents[request.param]


def test_the_first_sheet_has_the_whole_code_and_nothing_touches_it(
    coded: Printed, tmp_path: Path
) -> None:
    expected = modules_of(CHECK_URL)
    picture = draw(coded.path, tmp_path)
    square = find_square(picture)

    assert read_modules(picture, square, len(expected)) == expected
    assert list(list_dark(picture, square, QUIET_MODULES * square.side / len(expected))) == []


def test_a_sheet_of_a_kind_without_a_code_is_white_there(plain: Printed, tmp_path: Path) -> None:
    picture = draw(plain.path, tmp_path)
    square = find_square(picture)
    count = len(modules_of(CHECK_URL))

    assert not any(map(any, read_modules(picture, square, count)))


def test_other_sheets_have_no_code(printed_documents: dict[str, Printed], tmp_path: Path) -> None:
    picture = draw(printed_documents["order_assign_pairs"].path, tmp_path, page=2)
    count = len(modules_of(CHECK_URL))

    assert not any(map(any, read_modules(picture, find_square(picture), count)))


def test_a_template_that_begins_with_a_table_has_it_in_the_same_place(tmp_path: Path) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.right_margin, section.bottom_margin = Mm(RIGHT), Mm(20)
    document.add_table(2, 2).cell(0, 0).text = "{{ number }}"
    written = io.BytesIO()
    document.save(written)
    job = Conversion(tmp_path / "table.docx", tmp_path / "table.pdf")
    filled = compile_template(written.getvalue()).fill({"number": "57-од"}, CHECK_URL)
    job.source.write_bytes(filled)
    converter = open_converter(ConverterOptions(scratch=tmp_path))
    try:
        assert converter.convert([job]) == [None]
    finally:
        converter.close()
    picture = draw(job.target, tmp_path)
    expected = modules_of(CHECK_URL)

    assert read_modules(picture, find_square(picture), len(expected)) == expected


def test_the_check_would_notice_a_neighbour(
    printed_documents: dict[str, Printed], tmp_path: Path
) -> None:
    picture = draw(printed_documents["order_appoint_curator"].path, tmp_path)
    square = find_square(picture)
    nearer = Square(square.left - square.side / 2, square.top, square.side)

    assert list(list_dark(picture, nearer, 10))
