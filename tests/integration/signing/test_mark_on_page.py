import re
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from signing.marktext import PHRASE, describe
from signing.signing import SignedPdf
from tests.integration.signing.conftest import PLACES, Mark

pytestmark = pytest.mark.libreoffice

WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)</word>'
)
DOTS_PER_INCH = 72


def list_words(content: bytes, page: int, folder: Path) -> list[tuple[str, tuple[float, ...]]]:
    """List the words of a page with left, top, right, bottom in points from the upper left."""
    path = folder / "page.pdf"
    path.write_bytes(content)
    pages = ["-f", str(page + 1), "-l", str(page + 1)]
    command = ["pdftotext", *pages, "-bbox", str(path), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        (text, tuple(map(float, corners)))
        for *corners, text in map(re.Match.groups, WORD.finditer(found))
    ]


def list_overlapping(content: bytes, mark: Mark, folder: Path) -> list[str]:
    left, bottom, right, top = mark.corners
    upper, lower = mark.page_height - top, mark.page_height - bottom
    return [
        text
        for text, (x1, y1, x2, y2) in list_words(content, mark.page, folder)
        if x1 < right and x2 > left and y1 < lower and y2 > upper
    ]


def test_the_marks_overlap_no_word(order: bytes, marks: list[Mark], tmp_path: Path) -> None:
    assert [list_overlapping(order, mark, tmp_path) for mark in marks] == [[], []]


def test_the_check_for_overlaps_would_notice(
    order: bytes, marks: list[Mark], tmp_path: Path
) -> None:
    left, bottom, right, top = marks[0].corners
    moved = Mark(marks[0].page, (left + 30, bottom, right + 30, top), marks[0].page_height)

    assert list_overlapping(order, moved, tmp_path)


def test_each_mark_stands_in_its_own_line(order: bytes, marks: list[Mark], tmp_path: Path) -> None:
    words = dict(list_words(order, marks[0].page, tmp_path))
    for mark, name in zip(marks, PLACES.values(), strict=True):
        _, upper, _, _ = words[name.split()[1]]

        assert abs(mark.page_height - mark.corners[3] - upper) < 6


def test_the_words_of_the_mark_can_be_copied(signed: SignedPdf, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed.content)
    command = ["pdftotext", "-raw", str(tmp_path / "signed.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert {PHRASE, *describe(signed.certificate)} <= set(text.splitlines())


def test_the_order_is_archival_before_it_is_signed(order: bytes) -> None:
    report = pdfa.validate_written(BytesIO(order), pdfa.Flavour.PDFA_2B)

    assert report.passed, report.findings


def test_the_drawing_of_the_mark_is_archival(order: bytes, signed: SignedPdf) -> None:
    """The validator does not do forms, so it gets the drawing as part of an ordinary page."""
    with pikepdf.open(BytesIO(order)) as document, pikepdf.open(BytesIO(signed.content)) as source:
        page = document.pages[0]
        drawing = document.copy_foreign(source.Root.AcroForm.Fields[0].AP.N)
        page.contents_add(b"q 1 0 0 1 50 50 cm /Mark Do Q")
        page.obj.Resources.XObject = pikepdf.Dictionary(Mark=drawing)
        output = BytesIO()
        document.save(output)
    report = pdfa.validate_written(output, pdfa.Flavour.PDFA_2B)

    assert report.passed, report.findings


@dataclass(frozen=True)
class Picture:
    width: int
    pixels: bytes

    def get(self, x: int, y: int) -> tuple[int, ...]:
        at = 3 * (y * self.width + x)
        return tuple(self.pixels[at : at + 3])


def paint(content: bytes, page: int, folder: Path) -> Picture:
    (folder / "painted.pdf").write_bytes(content)
    options = ["-r", str(DOTS_PER_INCH), "-f", str(page + 1), "-singlefile"]
    command = ["pdftoppm", *options, str(folder / "painted.pdf"), str(folder / "painted")]
    subprocess.run(command, check=True)
    _, size, _, pixels = (folder / "painted.ppm").read_bytes().split(b"\n", 3)
    return Picture(int(size.split()[0]), pixels)


def test_signing_changes_the_picture_inside_the_marks_only(
    order: bytes, signed_twice: SignedPdf, marks: list[Mark], tmp_path: Path
) -> None:
    before, after = (
        paint(content, marks[0].page, tmp_path) for content in (order, signed_twice.content)
    )
    changed = [
        (at // 3 % before.width, at // 3 // before.width)
        for at in range(0, len(before.pixels), 3)
        if before.pixels[at : at + 3] != after.pixels[at : at + 3]
    ]

    assert changed
    for x, y in changed:
        assert any(
            mark.corners[0] - 1 <= x <= mark.corners[2] + 1
            and mark.corners[1] - 1 <= mark.page_height - y <= mark.corners[3] + 1
            for mark in marks
        )


def test_the_frame_is_dark_blue(signed_twice: SignedPdf, marks: list[Mark], tmp_path: Path) -> None:
    picture = paint(signed_twice.content, marks[0].page, tmp_path)
    left, bottom, right, _ = marks[0].corners
    row = round(marks[0].page_height - bottom) - 1
    colours = [picture.get(x, row) for x in range(round(left) + 20, round(right) - 20)]

    assert all(blue > red for red, _, blue in colours)
