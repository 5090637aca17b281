"""What the edition of ГОСТ Р 7.0.97 changes in a filled document.

Templates are made by the edition of 2025, where a requisite in the corner is up to 8 cm wide. The
edition of 2016, for documents dated until 17.08.2025, allows 7.5 cm.
"""

from collections.abc import Mapping
from typing import Final

from lxml import etree

STYLES: Final = "word/styles.xml"
CORNER: Final = "Реквизит в углу"

_OLDER: Final = "gost_2016"
_NARROWER: Final = 284  # half a centimetre, in twentieths of a point, not rounded down
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def is_older(context: Mapping[str, object]) -> bool:
    """Whether the document that ``context`` fills follows the edition of 2016."""
    law = context.get("law")
    return isinstance(law, Mapping) and law.get("style_profile") == _OLDER


def narrow_corner(styles: bytes) -> bytes:
    """The part ``word/styles.xml`` with a corner of the edition of 2016.

    A template without our style of the corner stays as its author made it.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    tree = etree.fromstring(styles, parser)
    for style in tree.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and name.get(f"{_W}val") == CORNER:
            for indent in style.iter(f"{_W}ind"):
                _widen(indent)
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def _widen(indent: etree._Element) -> None:
    for side in ("left", "start"):
        width = indent.get(f"{_W}{side}", "")
        if width.isdecimal():
            indent.set(f"{_W}{side}", str(int(width) + _NARROWER))
