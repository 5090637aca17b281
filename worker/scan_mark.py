"""The visible mark of a scan: what it is a copy of and when it came, where the paper is empty.

It is drawn into the picture: no font and nothing else is added that PDF/A has rules for.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from signing.fonts import MARK_FONT

_SHORT_MM: Final = 210.0
_MARGIN_MM: Final = 7.0
_AIR_MM: Final = 2.0
_LETTER_MM: Final = 2.6
_LEAST_DOTS_PER_MM: Final = 5.0
"""Below that, letters of this height cannot be read."""
_DARK: Final = 170
_LEAST_PAPER: Final = 205
_INK: Final = 70
_DUST: Final = 0.001
"""The share of dark dots that an empty corner may have."""

Box = tuple[int, int, int, int]


def mark_scan(picture: Image.Image, day: date) -> Image.Image:
    """Return the picture with the mark in its first empty corner, or as it is without one."""
    dots = min(picture.size) / _SHORT_MM
    if dots < _LEAST_DOTS_PER_MM:
        return picture
    text = f"Копия документа на бумажном носителе.\nСкан загружен {day:%d.%m.%Y}"
    font = ImageFont.truetype(str(MARK_FONT), round(_LETTER_MM * dots))
    marked = picture.copy()
    pen = ImageDraw.Draw(marked)
    left, top, right, bottom = pen.multiline_textbbox((0, 0), text, font)
    size = (round(right - left), round(bottom - top))
    for box in _corners(picture.size, size, dots):
        if _is_empty(picture, box, round(_AIR_MM * dots)):
            ink = _INK if marked.mode == "L" else (_INK, _INK, _INK)
            pen.multiline_text((box[0] - left, box[1] - top), text, ink, font)
            return marked
    return picture


def _corners(page: tuple[int, int], size: tuple[int, int], dots: float) -> Iterator[Box]:
    """Where the mark may stand: at the foot first, on the right first."""
    margin = round(_MARGIN_MM * dots)
    for top in (page[1] - margin - size[1], margin):
        for left in (page[0] - margin - size[0], margin):
            yield left, top, left + size[0], top + size[1]


def _is_empty(picture: Image.Image, box: Box, air: int) -> bool:
    """Whether there is nothing but light paper, with some air around."""
    left, top, right, bottom = box
    around = (max(0, left - air), max(0, top - air), right + air, bottom + air)
    counts = picture.crop(around).convert("L").histogram()
    dots = sum(counts)
    paper = sum(value * count for value, count in enumerate(counts)) / dots
    return paper >= _LEAST_PAPER and sum(counts[:_DARK]) / dots <= _DUST
