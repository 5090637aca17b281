"""Reads a PDF into what can be compared: pages with what is drawn on them, and named places."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from worker.pdf_comparison.drawing import Drawing, Shape
from worker.pdf_comparison.words import Word

_DEEPEST_TREE: Final = 16
_COORDINATES: Final = 2


@dataclass(frozen=True)
class Page:
    """A page: its boxes and rotation, and what stands on it."""

    frame: tuple[float, ...]
    words: tuple[Word, ...]
    shapes: tuple[Shape, ...]
    pictures: tuple[Shape, ...]
    annotations: tuple[Shape, ...]

    def line_of(self, word: Word) -> int:
        """Which line of the page, counted from the top, the word stands on."""
        return sum(base >= round(word.base) for base in {round(one.base) for one in self.words})


@dataclass(frozen=True)
class Place:
    """Where a named destination leads: page from 0, and what a viewer shows (fit, coordinates)."""

    page: int
    fit: str
    coordinates: tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """A whole PDF."""

    pages: tuple[Page, ...]
    places: dict[str, Place]


def read_pdf(pdf: bytes) -> Reading:
    """Read every page. Raises pikepdf.PdfError when it is not a whole PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        found = _destinations(document.Root)
        places = {name: _place(target, numbers) for name, target in found}
        return Reading(tuple(_page(page) for page in document.pages), places)


def _page(page: pikepdf.Page) -> Page:
    drawing = Drawing()
    drawing.follow(page, page.obj.get("/Resources", pikepdf.Dictionary()))
    boxes = (page.mediabox, page.cropbox)
    rotation = float(page.obj.get("/Rotate", 0))
    return Page(
        frame=(*(side for box in boxes for side in _numbers(box)), rotation),
        words=tuple(drawing.words),
        shapes=tuple(drawing.shapes),
        pictures=tuple(drawing.pictures),
        annotations=tuple(_annotations(page)),
    )


def _annotations(page: pikepdf.Page) -> Iterator[Shape]:
    for annotation in page.obj.get("/Annots", pikepdf.Array()).as_list():
        left, bottom, right, top = _numbers(annotation.Rect)
        yield Shape(str(annotation.get("/Subtype")), ((left, bottom), (right, top)))


def _destinations(root: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    """List the old dictionary (PDF 1.1) and the name tree (PDF 1.2)."""
    for name, target in root.get("/Dests", pikepdf.Dictionary()).items():
        yield name.removeprefix("/"), target
    names = root.get("/Names", pikepdf.Dictionary())
    yield from _leaves(names.get("/Dests", pikepdf.Dictionary()), 0)


def _leaves(node: pikepdf.Object, depth: int) -> Iterator[tuple[str, pikepdf.Object]]:
    flat = node.get("/Names", pikepdf.Array()).as_list()
    for name, target in zip(flat[::2], flat[1::2], strict=False):
        yield str(name), target
    if depth < _DEEPEST_TREE:
        for kid in node.get("/Kids", pikepdf.Array()).as_list():
            yield from _leaves(kid, depth + 1)


def _place(target: pikepdf.Object, numbers: dict[tuple[int, int], int]) -> Place:
    where = target.D if isinstance(target, pikepdf.Dictionary) else target
    page, fit, *rest = where.as_list()
    given: list[Any] = rest[:_COORDINATES]
    coordinates = [0.0 if value is None else float(value) for value in given]  # null: as it is
    return Place(numbers.get(page.objgen, -1), str(fit), tuple(coordinates))


def _numbers(box: pikepdf.Object) -> list[float]:
    return [float(side) for side in box.as_list()]
