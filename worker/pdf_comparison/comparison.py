"""Compares two PDFs by what they print; dates, identifiers and names of subsets do not count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.pdf_comparison.drawing import Shape
from worker.pdf_comparison.reading import Page, Place, read_pdf
from worker.pdf_comparison.words import Word

TOLERANCE_POINTS: Final = 0.1
"""A thirtieth of a millimetre: nobody sees it, and a line that breaks elsewhere moves by more."""


class Aspect(StrEnum):
    """In what two PDFs can differ."""

    PAGES = "pages"
    FRAME = "page_box"
    TEXT = "text"
    POSITION = "position"
    FONT = "font"
    SHAPES = "shapes"
    PICTURES = "pictures"
    ANNOTATIONS = "annotations"
    DESTINATION = "destination"


@dataclass(frozen=True)
class Difference:
    """One difference: the page (from 1, None = of the whole), the aspect, and a Russian sentence.

    The sentence says where to look and never repeats the document's text.
    """

    page: int | None
    aspect: Aspect
    message: str


def compare_pdfs(
    stored: bytes, rebuilt: bytes, tolerance: float = TOLERANCE_POINTS
) -> list[Difference]:
    """List the differences, the first of each aspect of each page; empty when they print the same.

    Raises pikepdf.PdfError when one of them cannot be read.
    """
    first, second = read_pdf(stored), read_pdf(rebuilt)
    differences: list[Difference] = []
    if len(first.pages) != len(second.pages):
        told = f"страниц было {len(first.pages)}, стало {len(second.pages)}"
        differences.append(Difference(None, Aspect.PAGES, told))
    for number, (was, is_now) in enumerate(zip(first.pages, second.pages, strict=False), 1):
        found = _compare_pages(was, is_now, tolerance)
        differences += [Difference(number, aspect, message) for aspect, message in found]
    found_places = _compare_places(first.places, second.places, tolerance)
    return [*differences, *found_places]


def _compare_pages(was: Page, is_now: Page, tolerance: float) -> Iterator[tuple[Aspect, str]]:
    if _distance(was.frame, is_now.frame) > tolerance:
        yield Aspect.FRAME, "размер или поворот страницы другой"
    yield from _compare_words(was, is_now, tolerance)
    for aspect, title, before, after in (
        (Aspect.SHAPES, "линии и заливки", was.shapes, is_now.shapes),
        (Aspect.PICTURES, "изображения", was.pictures, is_now.pictures),
        (Aspect.ANNOTATIONS, "пометки и поля", was.annotations, is_now.annotations),
    ):
        if len(before) != len(after):
            yield aspect, f"{title}: было {len(before)}, стало {len(after)}"
        elif not all(map(_is_same_shape, before, after, [tolerance] * len(before))):
            yield aspect, f"{title}: другие или стоят иначе"


def _compare_words(was: Page, is_now: Page, tolerance: float) -> Iterator[tuple[Aspect, str]]:
    for before, after in zip(was.words, is_now.words, strict=False):
        if before.text != after.text:
            yield Aspect.TEXT, f"в строке {was.line_of(before)} другие слова"
            return
    if len(was.words) != len(is_now.words):
        yield Aspect.TEXT, f"слов было {len(was.words)}, стало {len(is_now.words)}"
        return
    pairs = list(zip(was.words, is_now.words, strict=True))
    if moved := [before for before, after in pairs if _shift(before, after) > tolerance]:
        farthest = max(_shift(before, after) for before, after in pairs)
        told = f"строка {was.line_of(moved[0])} стоит иначе; наибольший сдвиг {_show(farthest)} пт"
        yield Aspect.POSITION, told
    if changed := [b for b, a in pairs if (b.font, round(b.size, 2)) != (a.font, round(a.size, 2))]:
        yield Aspect.FONT, f"в строке {was.line_of(changed[0])} другой шрифт"


def _compare_places(
    was: dict[str, Place], is_now: dict[str, Place], tolerance: float
) -> Iterator[Difference]:
    # LibreOffice writes «_» as its hexadecimal code.
    for name in sorted({*was, *is_now}):
        before, after, shown = was.get(name), is_now.get(name), name.replace("5F", "_")
        if after is None:
            told = f"закладки {shown} больше нет"
        elif before is None:
            told = f"закладки {shown} раньше не было"
        elif (before.page, before.fit) == (after.page, after.fit) and (
            _distance(before.coordinates, after.coordinates) <= tolerance
        ):
            continue
        else:
            told = f"закладка {shown} в другом месте"
        page = before.page + 1 if before else None
        yield Difference(page, Aspect.DESTINATION, told)


def _shift(before: Word, after: Word) -> float:
    return _distance(
        (before.left, before.base, before.right), (after.left, after.base, after.right)
    )


def _is_same_shape(before: Shape, after: Shape, tolerance: float) -> bool:
    if before.paint != after.paint or len(before.points) != len(after.points):
        return False
    return all(
        _distance(p, q) <= tolerance for p, q in zip(before.points, after.points, strict=True)
    )


def _distance(before: Sequence[float], after: Sequence[float]) -> float:
    """The greatest difference of two lists of coordinates; endless for lists of unequal length."""
    if len(before) != len(after):
        return float("inf")
    return max((abs(a - b) for a, b in zip(before, after, strict=True)), default=0.0)


def _show(points: float) -> str:
    return f"{points:.2f}".replace(".", ",")
