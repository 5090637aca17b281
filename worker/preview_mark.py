"""Marks the pages of a preview, so that nobody takes them for a document, on screen or on paper.

The words are drawn across every page as strokes: no font is needed for eleven letters, and nothing
of the page moves. What makes an archival file of a PDF is taken away.
"""

import math
from io import BytesIO
from itertools import accumulate
from typing import Final

import pikepdf

_WORDS: Final = "ПРЕДПРОСМОТР"
_MORE: Final = "НЕ ДОКУМЕНТ"
_TITLE: Final = "Предпросмотр, не документ"
_COLOUR: Final = "0.08 0.31 0.36"
_OPACITY: Final = 0.17
_SHARE: Final = 0.72
"""How much of the page's diagonal the words take."""
_MORE_SIZE: Final = 0.5
_STROKE: Final = 1.5
_GAP: Final = 3.0
_LINE: Final = 10.0

#: Width, and the path in operators of PDF: ten units high, on a line at zero.
_LETTERS: Final = {
    "П": (6.0, "0 0 m 0 10 l 6 10 l 6 0 l"),
    "Р": (6.0, "0 0 m 0 10 l 3 10 l 5 10 6 8.8 6 7.4 c 6 6 5 4.8 3 4.8 c 0 4.8 l"),
    "Е": (6.0, "6 10 m 0 10 l 0 0 l 6 0 l 0 5.2 m 5 5.2 l"),
    "Д": (7.4, "0 -2.2 m 0 0 l 7.4 0 l 7.4 -2.2 l 1.2 0 m 1.9 3 2.2 7 2.2 10 c 6.2 10 l 6.2 0 l"),
    "О": (
        6.6,
        "3.3 10 m 5.5 10 6.6 8 6.6 5 c 6.6 2 5.5 0 3.3 0 c 1.1 0 0 2 0 5 c 0 8 1.1 10 3.3 10 c",
    ),
    "С": (
        6.0,
        "6 8.2 m 5.5 9.5 4.5 10 3.3 10 c 1.1 10 0 8 0 5 c 0 2 1.1 0 3.3 0 c 4.5 0 5.5 .5 6 1.8 c",
    ),
    "М": (7.0, "0 0 m 0 10 l 3.5 3.5 l 7 10 l 7 0 l"),
    "Т": (6.0, "0 10 m 6 10 l 3 10 m 3 0 l"),
    "Н": (6.0, "0 0 m 0 10 l 6 0 m 6 10 l 0 5.2 m 6 5.2 l"),
    "К": (6.0, "0 0 m 0 10 l 6 10 m 0 4.6 l 1.7 6 m 6 0 l"),
    "У": (6.4, "0 10 m 3.4 3.4 l 6.4 10 m 2.8 1.6 l 2.3 .5 1.6 0 .6 0 c"),
    " ": (4.0, ""),
}


def mark_preview(pdf: bytes) -> bytes:
    """Return the PDF with the mark on each of its pages, archival no longer."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            _mark(document, page)
        for name in ("/Metadata", "/OutputIntents"):
            if name in document.Root:
                del document.Root[name]
        document.docinfo["/Title"] = _TITLE
        marked = BytesIO()
        document.save(marked)
        return marked.getvalue()


def _mark(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    pale = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, CA=_OPACITY)
    state = page.add_resource(pale, pikepdf.Name.ExtGState)
    left, low, right, high = (float(edge) for edge in page.mediabox)
    drawing = _draw(right - left, high - low)
    around = f"Q /Artifact BMC q {state} gs 1 0 0 1 {left:.2f} {low:.2f} cm {drawing} Q EMC"
    page.contents_add(b"q ", prepend=True)
    page.contents_add(pikepdf.Stream(document, around.encode()))


def _draw(width: float, height: float) -> str:
    """The words along the rising diagonal of a page, in its points."""
    diagonal = math.hypot(width, height)
    cosine, sine = width / diagonal, height / diagonal
    scale = _SHARE * diagonal / _length(_WORDS)
    turned = f"{scale * cosine:.4f} {scale * sine:.4f} {-scale * sine:.4f} {scale * cosine:.4f}"
    return (
        f"{_COLOUR} RG {_STROKE} w 1 J 1 j "
        f"{turned} {width / 2:.2f} {height / 2:.2f} cm {_line(_WORDS, -_LINE / 4)} "
        f"{_MORE_SIZE} 0 0 {_MORE_SIZE} 0 0 cm {_line(_MORE, -_LINE * 2.6)}"
    )


def _line(text: str, low: float) -> str:
    """A line of letters, its middle above the origin."""
    widths = [_LETTERS[letter][0] + _GAP for letter in text]
    starts = [0.0, *accumulate(widths)]
    middle = _length(text) / 2
    return " ".join(
        f"q 1 0 0 1 {start - middle:.2f} {low:.2f} cm {_LETTERS[letter][1]} S Q"
        for letter, start in zip(text, starts, strict=False)
        if letter != " "
    )


def _length(text: str) -> float:
    return sum(_LETTERS[letter][0] + _GAP for letter in text) - _GAP
