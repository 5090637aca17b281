"""The font of the visible mark, cut down once per process to what a mark can contain.

PDF/A wants every font embedded (ISO 19005-2, 6.2.11.4). Embedding a whole text font would add some
hundred kilobytes to each signature and most of the CPU time of making it.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.scaleUpem import scale_upem

from signing.errors import Code, MarkError

MARK_FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
"""Liberation Sans of Debian's fonts-liberation: metrics of Arial, SIL Open Font License."""

UNITS_PER_EM = 1000  # pyHanko writes glyph widths unscaled, and PDF counts them in thousandths

_LATIN = range(0x20, 0x7F)
_CYRILLIC = range(0x410, 0x450)
_OTHERS = map(ord, "\N{NO-BREAK SPACE}Ёё«»№–—’ІіЇїЄєЎўҐґӘәӨөҮүҢңҖҗҺһ")
_CHARACTERS = frozenset((*_LATIN, *_CYRILLIC, *_OTHERS))


@lru_cache(maxsize=4)
def load_mark_font(path: Path = MARK_FONT) -> bytes:
    """Return a small TrueType font: Latin, Cyrillic, punctuation; no hints, no layout tables.

    Raises MarkError when the font is not there or is not a font.
    """
    try:
        with TTFont(BytesIO(path.read_bytes()), recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(_options())
            subsetter.populate(unicodes=_CHARACTERS)
            subsetter.subset(font)
            scale_upem(font, UNITS_PER_EM)
            small = BytesIO()
            font.save(small)
    except (OSError, KeyError, TTLibError, subset.Subsetter.SubsettingError) as error:
        raise MarkError(Code.MARK_FONT_MISSING, detail=type(error).__name__) from error
    return small.getvalue()


def _options() -> subset.Options:
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "FFTM"]
    return options
