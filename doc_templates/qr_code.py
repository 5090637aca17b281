"""The QR code of a document: requisite 31 of ГОСТ Р 7.0.97-2025, drawn on its first sheet.

It stands in the lower right corner, in the margin, or in the upper one when the lower margin is
taken; where there is no room for it, there is none. It moves no line: its place is measured from
the edge of the sheet. A shape with a path, and not a picture: sharp at every size, and the docx
needs no other part for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from lxml import etree

MM: Final = 36_000
"""English metric units in a millimetre."""
SIDE: Final = 14
FROM_EDGE: Final = 4.3
"""mm; most printers leave 4.2 mm of a sheet white."""
_QUIET: Final = 1.6  # mm; four modules (ISO/IEC 18004, 5.3.8) of the smallest code, 33 across
_FROM_SIDE: Final = 10
_MM_PER_TWIP: Final = 25.4 / 1440

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHAPE: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_RUN: Final = f"""\
<w:r xmlns:w="{_W}" xmlns:wps="{_SHAPE}"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing
><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"
 locked="1" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"
/><wp:positionH relativeFrom="page"><wp:posOffset>{{left}}</wp:posOffset></wp:positionH
><wp:positionV relativeFrom="page"><wp:posOffset>{{top}}</wp:posOffset></wp:positionV
><wp:extent cx="{{side}}" cy="{{side}}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone
/><wp:docPr id="1000" name="QR" descr="QR-код: страница проверки документа"
/><a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp><wps:cNvSpPr/><wps:spPr
><a:xfrm><a:off x="0" y="0"/><a:ext cx="{{side}}" cy="{{side}}"/></a:xfrm
><a:custGeom><a:pathLst><a:path w="{{modules}}" h="{{modules}}">{{path}}</a:path></a:pathLst
></a:custGeom><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:ln><a:noFill/></a:ln
></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing
></mc:Choice></mc:AlternateContent></w:r>"""


@dataclass(frozen=True)
class _Corner:
    """The upper left corner of the code, mm from that of the sheet."""

    left: float
    top: float


def modules_of(text: str) -> list[list[bool]]:
    """The code of `text`, row by row; True is dark. Without the quiet zone around it."""
    code = segno.make_qr(text, error="m")
    return [[bool(module) for module in row] for row in code.matrix]


def place_code(tree: etree._Element, text: str) -> bool:
    """Draw the code of `text` on the first sheet of a filled document; return whether it is there.

    ``tree`` is `word/document.xml`.
    """
    corner, anchor = _find_corner(tree), tree.find(f".//{{{_W}}}p")
    if corner is None or anchor is None:
        return False
    properties = anchor.find(f"{{{_W}}}pPr")
    anchor.insert(0 if properties is None else 1, _draw(text, corner))
    return True


def _draw(text: str, corner: _Corner) -> etree._Element:
    modules = modules_of(text)
    return etree.fromstring(
        _RUN.format(
            left=round(corner.left * MM),
            top=round(corner.top * MM),
            side=SIDE * MM,
            modules=len(modules),
            path="".join(_rectangles(modules)),
        )
    )


def _rectangles(modules: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Every stretch of dark modules of a row as a closed part of the path."""
    for y, row in enumerate(modules):
        for left, right in _stretches(row):
            corners = ((right, y), (right, y + 1), (left, y + 1))
            lines = "".join(f"<a:lnTo>{_point(*corner)}</a:lnTo>" for corner in corners)
            yield f"<a:moveTo>{_point(left, y)}</a:moveTo>{lines}<a:close/>"


def _point(x: int, y: int) -> str:
    return f'<a:pt x="{x}" y="{y}"/>'


def _stretches(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    for x, dark in enumerate([*row, False]):
        if dark and begin is None:
            begin = x
        elif not dark and begin is not None:
            yield begin, x
            begin = None


def _find_corner(tree: etree._Element) -> _Corner | None:
    """Where the margins of the first sheet leave room, and nothing of the template is printed."""
    section = tree.find(f".//{{{_W}}}sectPr")
    sheet = None if section is None else section.find(f"{{{_W}}}pgSz")
    margins = None if section is None else section.find(f"{{{_W}}}pgMar")
    if section is None or sheet is None or margins is None:
        return None
    width, height = _measure(sheet, "w"), _measure(sheet, "h")
    left = width - max(_measure(margins, "right"), _FROM_SIDE) - SIDE
    needed = FROM_EDGE + SIDE + _QUIET
    if _measure(margins, "bottom") >= needed and not _prints(section, "footer"):
        return _Corner(left, height - FROM_EDGE - SIDE)
    if _measure(margins, "top") >= needed and not _prints(section, "header"):
        return _Corner(left, FROM_EDGE)
    return None


def _measure(element: etree._Element, name: str) -> float:
    """A length in mm; what is not there, or is written oddly, counts as nothing."""
    value = element.get(f"{{{_W}}}{name}", "0")
    return int(value) * _MM_PER_TWIP if value.isdecimal() else 0


def _prints(section: etree._Element, what: str) -> bool:
    """Whether the first sheet has a header or a footer of its section."""
    kind = "first" if section.find(f"{{{_W}}}titlePg") is not None else "default"
    found = section.findall(f"{{{_W}}}{what}Reference")
    return any(one.get(f"{{{_W}}}type", "default") == kind for one in found)
