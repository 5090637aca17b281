import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

from doc_templates.text_rules import is_printable

FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
)
SOFT_HYPHEN = 0xAD
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def _is_wanted(point: int) -> bool:
    is_text = unicodedata.category(chr(point)) not in UNSEEN or point == SOFT_HYPHEN
    return 0x20 <= point < 0x10000 and is_text


def test_what_may_be_typed_is_what_the_fonts_of_a_document_can_draw() -> None:
    drawn = {point for font in FONTS for point in TTFont(Path(font)).getBestCmap()}

    allowed = {point for point in range(0x20, 0x10000) if is_printable(chr(point))}

    assert allowed == {point for point in drawn if _is_wanted(point)}


def test_a_line_feed_may_be_typed_where_the_schema_lets_it() -> None:
    assert is_printable("первая\nвторая")
