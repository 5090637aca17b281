"""The mark of a scan: in an empty corner or nowhere."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageDraw

from worker.pdf_check import check_pdf
from worker.scan_mark import mark_scan
from worker.scans import copy_scan

DAY = date(2026, 9, 12)
SIZE = (1240, 1754)  # A4 at 150 dots per inch
RIGHT, LEFT, FOOT, HEAD = range(900, 1240), range(340), range(1600, 1754), range(154)
Place = tuple[range, range]
CORNERS: list[Place] = [(RIGHT, FOOT), (LEFT, FOOT), (RIGHT, HEAD), (LEFT, HEAD)]


def paper(*written: Place, mode: str = "RGB", colour: int = 240) -> Image.Image:
    page = Image.new(mode, SIZE, colour if mode == "L" else (colour,) * 3)
    pen = ImageDraw.Draw(page)
    for across, down in written:
        for line in range(down.start + 10, down.stop - 10, 30):
            pen.rectangle((across.start + 20, line, across.stop - 20, line + 6), fill="black")
    return page


def changed(page: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(page, mark_scan(page, DAY)).convert("L").getbbox()


def picture_of(page: pikepdf.Page) -> Image.Image:
    (picture,) = page.get_images().values()
    assert isinstance(picture, pikepdf.Stream)
    return pikepdf.PdfImage(picture).as_pil_image()


def darkest(page: Image.Image) -> int:
    counts = page.convert("L").histogram()
    return next(value for value, count in enumerate(counts) if count)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("busy", range(4))
def test_the_mark_stands_in_the_first_empty_corner(busy: int, mode: str) -> None:
    box = changed(paper(*CORNERS[:busy], mode=mode))
    assert box
    left, top, right, bottom = box
    across, down = CORNERS[busy]
    assert (left in range(620)) == (across == LEFT)
    assert (top > SIZE[1] / 2) == (down == FOOT)
    assert right - left > 200
    assert bottom - top > 25


def test_without_an_empty_corner_nothing_is_drawn() -> None:
    assert changed(paper(*CORNERS)) is None


def test_neither_dark_paper_nor_a_tiny_picture_gets_a_mark() -> None:
    assert changed(paper(colour=150)) is None
    small = Image.new("L", (620, 877), 255)
    assert mark_scan(small, DAY) is small


def test_a_marked_scan_is_pdf_a_without_a_font_and_only_its_first_page_is_marked() -> None:
    content = BytesIO()
    paper().save(content, "PDF", save_all=True, append_images=[paper()], resolution=150)
    copy = copy_scan(content.getvalue(), DAY)
    assert check_pdf(copy).pages == 2
    with pikepdf.open(BytesIO(copy)) as document:
        assert all("/Font" not in page.resources for page in document.pages)
        first, second = map(picture_of, document.pages)
    assert [darkest(page) < 120 for page in (first, second)] == [True, False]
