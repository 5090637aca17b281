"""The visible mark of an electronic signature (ГОСТ Р 7.0.97-2016, реквизит 23).

The mark stands where the hand-written signature would: at the template's bookmark, and says what
the standard asks for: the phrase, the certificate, its holder, its validity. Drawing is done once
per certificate and process; a signature only copies the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.rw_common import PdfHandler, find_inherited_value_in_tree
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PdfFileWriter, init_xobject_dictionary
from pyhanko.stamp.base import BaseStamp, BaseStampStyle
from typing_extensions import override

from signing.certificates import CertificateSummary
from signing.destinations import find_place
from signing.errors import Code, MarkError
from signing.fonts import load_mark_font
from signing.marktext import PHRASE, describe

WIDTH, HEIGHT = 244, 79
"""The size of the mark in points: 86 by 28 mm."""

_COLOUR = b"0 0.2 0.55"  # dark blue
_PHRASE_SIZE, _LINE_SIZE = 9.5, 9.0
_MARGIN = 9
_PHRASE_BASELINE = 60
_BASELINES = (42, 28, 14)
_RADIUS = 6
_NAME_F = generic.pdf_name("/F")


@dataclass(frozen=True, slots=True)
class Box:
    """The page (from 0) and the rectangle of a mark: left, bottom, right, top in points."""

    page: int
    corners: tuple[int, int, int, int]


def find_box(document: PdfHandler, bookmark: str) -> Box:
    """Return where the mark goes: below and to the right of the bookmark, kept on the page.

    Raises MarkError when the document has no such destination.
    """
    place = find_place(document, bookmark)
    if place is None:
        raise MarkError(Code.MARK_PLACE_MISSING, detail=bookmark)
    page, _ = document.find_page_for_modification(place.page)
    left, bottom, right, top = _read_media_box(page.get_object())
    x = round(min(max(place.left, left), right - WIDTH))
    y = round(min(max(place.top - HEIGHT, bottom), top - HEIGHT))
    return Box(place.page, (x, y, x + WIDTH, y + HEIGHT))


def _read_media_box(page: generic.DictionaryObject) -> tuple[float, float, float, float]:
    corners = find_inherited_value_in_tree(page, "/MediaBox", "/Parent")
    if corners is None:
        raise MarkError(Code.MARK_PLACE_MISSING, detail="page without MediaBox")
    x1, y1, x2, y2 = (float(corner) for corner in corners)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


@dataclass(frozen=True, kw_only=True)
class MarkStyle(BaseStampStyle):
    """Gives pyHanko the finished drawing instead of letting it lay out text each time."""

    drawing: generic.StreamObject

    @override
    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, str]
    ) -> BaseStamp:
        return _CopiedStamp(writer, self, box)


class _CopiedStamp(BaseStamp):
    style: MarkStyle

    @override
    def register(self) -> generic.IndirectObject:
        writer = self._ensure_writer
        return writer.add_object(writer.import_object(self.style.drawing))


@lru_cache(maxsize=256)
def prepare_mark(certificate: CertificateSummary, font: Path) -> MarkStyle:
    """Draw the mark of `certificate`. Cached: an office has few certificates and many documents.

    Raises MarkError when the font is missing or lacks a letter of the holder's name.
    """
    writer = PdfFileWriter(stream_xrefs=False)
    glyphs = GlyphAccumulator(writer, BytesIO(load_mark_font(font)), _LINE_SIZE)
    lines = _lay_out(glyphs, describe(certificate))
    glyphs.prepare_write()
    content = b"q %b RG %b rg %b BT %b ET Q" % (_COLOUR, _COLOUR, _draw_frame(), lines)
    fonts = generic.DictionaryObject({_NAME_F: glyphs.as_resource()})
    resources = generic.DictionaryObject({generic.pdf_name("/Font"): fonts})
    drawing = init_xobject_dictionary(content, WIDTH, HEIGHT, resources)
    drawing.compress()
    drawing.container_ref = writer.add_object(drawing).reference  # so that it can be imported
    return MarkStyle(drawing=drawing)


def _lay_out(glyphs: GlyphAccumulator, lines: Sequence[str]) -> bytes:
    """Set the phrase in the middle and the lines at the left, all lines in one size that fits."""
    room = WIDTH - 2 * _MARGIN
    phrase_width = _measure(glyphs, PHRASE)
    size = min(_LINE_SIZE, *(room / _measure(glyphs, line) for line in lines))
    middle = (WIDTH - phrase_width * _PHRASE_SIZE) / 2
    return b" ".join(
        [
            _show(glyphs, PHRASE, _PHRASE_SIZE, middle, _PHRASE_BASELINE),
            *(
                _show(glyphs, line, size, _MARGIN, baseline)
                for line, baseline in zip(lines, _BASELINES, strict=True)
            ),
        ]
    )


def _measure(glyphs: GlyphAccumulator, text: str) -> float:
    """Return the width of `text` at size 1, and refuse letters the font does not have."""
    missing = sum(glyphs.tt.getBestCmap().get(ord(char)) is None for char in text)
    if missing:
        raise MarkError(Code.MARK_TEXT_UNSUPPORTED, detail=f"{missing} characters")
    return float(glyphs.shape(text).x_advance)


def _show(glyphs: GlyphAccumulator, text: str, size: float, x: float, y: float) -> bytes:
    operators = glyphs.shape(text, with_actual_text=False).graphics_ops
    return b"/F %.3f Tf 1 0 0 1 %.3f %.3f Tm %b" % (size, x, y, operators)


def _draw_frame() -> bytes:
    """Stroke a rectangle with rounded corners just inside the box."""
    left, right, top, r = 0.5, WIDTH - 0.5, HEIGHT - 0.5, _RADIUS
    k = r * 0.4477  # the control points of a quarter circle as a Bézier curve
    return (
        f"1 w {left + r} {left} m {right - r} {left} l "
        f"{right - k:.3f} {left} {right} {left + k:.3f} {right} {left + r} c "
        f"{right} {top - r} l "
        f"{right} {top - k:.3f} {right - k:.3f} {top} {right - r} {top} c "
        f"{left + r} {top} l "
        f"{left + k:.3f} {top} {left} {top - k:.3f} {left} {top - r} c "
        f"{left} {left + r} l "
        f"{left} {left + k:.3f} {left + k:.3f} {left} {left + r} {left} c s"
    ).encode("ascii")
