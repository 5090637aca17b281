"""Where marks are put: at their bookmarks, or where there is room, and over nothing.

A template leaves room for those who are planned to sign by a key. Who is named later to sign by
one, and an office's own template, may have none: then the mark goes below on that page, else to
the end of the document, else above; and where no place is free, nowhere. A signature without a
mark is as good, a mark over the text is a spoilt document.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Rectangle
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.errors import Code, SigningError
from signing.ink import Ink, list_widgets, read_ink
from signing.mark import HEIGHT, WIDTH, Box, find_box

_MARGIN: Final = 57
"""20 mm at the top and the bottom; page numbers and QR codes are there."""
_SIDE: Final = 28
_AIR: Final = 6
"""What a mark keeps off the text where nobody has made room for it, points."""
_HAIR: Final = 1
_STEP: Final = 2
_UNREADABLE: Final = (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError)


def place_marks(pdf: bytes, document: PdfFileReader, bookmarks: Sequence[str]) -> list[Box | None]:
    """Say where the mark of each bookmark goes: None is nowhere, and that of "" is too.

    `document` is the same file. Raises MarkError (a bookmark is missing), SigningError.
    """
    wanted = {n: find_box(document, name) for n, name in enumerate(bookmarks) if name}
    return _place(pdf, wanted, len(bookmarks)) if wanted else [None] * len(bookmarks)


def _place(pdf: bytes, wanted: Mapping[int, Box], count: int) -> list[Box | None]:
    placed: dict[int, Box | None] = {}
    with pikepdf.open(BytesIO(pdf), inherit_page_attributes=False) as opened:
        pages = _Pages(opened)
        for n, box in wanted.items():
            if pages.is_free(box, -_HAIR):
                placed[n] = pages.take(box)
        for n, box in wanted.items():
            if n not in placed:
                placed[n] = pages.take(pages.find_free(box))
    return [placed.get(n) for n in range(count)]


class _Pages:
    """What is printed on the pages, read once each, and the marks that were put there."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._read: dict[int, list[Ink]] = {}

    def take(self, box: Box | None) -> Box | None:
        """Put a mark in a box, if there is one."""
        if box is not None:
            self._ink(box.page).append(Ink(Rectangle(*box.corners)))
        return box

    def is_free(self, box: Box, air: float) -> bool:
        """Whether a mark would cover nothing and keep `air` points off everything."""
        left, bottom, right, top = box.corners
        mark = Rectangle(left - air, bottom - air, right + air, top + air)
        return not any(ink.is_under(mark) for ink in self._ink(box.page))

    def find_free(self, wanted: Box) -> Box | None:
        """The nearest free place below, else at the end of the document, else above."""
        return next((box for box in self._list_places(wanted) if self.is_free(box, _AIR)), None)

    def _list_places(self, wanted: Box) -> Iterator[Box]:
        page, (left, bottom, _, _) = wanted.page, wanted.corners
        yield from self._list_column(page, left, range(bottom, _MARGIN - 1, -_STEP))
        last = len(self._document.pages) - 1
        if last != page:
            end = min((ink.box.lly for ink in self._text(last)), default=self._top(last))
            yield from self._list_column(last, left, range(int(end) - HEIGHT, _MARGIN, -_STEP))
        yield from self._list_column(page, left, range(bottom, self._top(page) - HEIGHT, _STEP))

    def _list_column(self, page: int, left: int, heights: range) -> Iterator[Box]:
        """At each of these heights: below each other, then at the left and the right edge."""
        text = self._text(page)
        edges = [min(ink.box.llx for ink in text), max(ink.box.urx for ink in text)] if text else []
        width = float(self._document.pages[page].mediabox[2])
        wanted = [left, *(edge - WIDTH * n for n, edge in enumerate(edges))]
        columns = [round(min(max(x, _SIDE), width - _SIDE - WIDTH)) for x in wanted]
        for bottom in heights:
            for x in columns:
                yield Box(page, (x, bottom, x + WIDTH, bottom + HEIGHT))

    def _top(self, page: int) -> int:
        return int(float(self._document.pages[page].mediabox[3])) - _MARGIN

    def _text(self, page: int) -> list[Ink]:
        """What stands between the margins."""
        top = self._top(page)
        return [
            ink for ink in self._ink(page) if ink.box.lly > _MARGIN - _AIR and ink.box.ury < top
        ]

    def _ink(self, page: int) -> list[Ink]:
        if page not in self._read:
            sheet = self._document.pages[page]
            try:
                self._read[page] = [*read_ink(sheet), *list_widgets(sheet)]
            except _UNREADABLE as error:
                raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error
        return self._read[page]
