"""Which fonts a template is set in, and whether they are here and know Russian letters."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from doc_templates.linting.findings import Finding, Place, error, warning
from doc_templates.linting.passages import Package, W

INSTALLED: Final = frozenset({
    "Liberation Serif", "Liberation Sans", "Liberation Mono", "Liberation Sans Narrow",
    "DejaVu Serif", "DejaVu Sans", "DejaVu Sans Mono",
})  # fmt: skip
"""What the convert process has: fonts-liberation and fonts-dejavu-core."""
SAME_WIDTHS: Final[Mapping[str, str]] = {
    "Times New Roman": "Liberation Serif",
    "Arial": "Liberation Sans",
    "Helvetica": "Liberation Sans",
    "Courier New": "Liberation Mono",
    "Arial Narrow": "Liberation Sans Narrow",
}
"""Fonts that are printed with another one, letter for letter as wide."""
_WITHOUT_CYRILLIC: Final = re.compile(
    r"wingdings|webdings|symbol|dingbats|algerian|brush script|castellar|edwardian|old english"
    r"|lucida handwriting|vivaldi|bradley hand|broadway|cooper black|rockwell|gill sans|papyrus"
    r"|baskerville old|bodoni mt|copperplate|freestyle script|french script|harrington|jokerman"
    r"|bauhaus|bell mt|berlin sans|bernard|blackadder|britannic|calisto|chiller|curlz|elephant"
    r"|engravers|eras |felix|footlight|forte|gigi|goudy|harlow|high tower|imprint|informal roman"
    r"|juice|kristen|magneto|maiandra|niagara|palace script|pristina|rage italic|script mt"
    r"|showcard|snap itc|tempus|vladimir|wide latin"
    r"|kunstler|matura|onyx|parchment|perpetua|playbill|ravie|stencil|tw cen|viner|mt extra",
    re.IGNORECASE,
)
_SANS: Final = re.compile(r"calibri|aptos|segoe|tahoma|verdana|trebuchet|sans|gothic|roboto|open",
                          re.IGNORECASE)  # fmt: skip
_MONO: Final = re.compile(r"mono|consol|courier|code", re.IGNORECASE)
_THEMES: Final[Mapping[str, str]] = {"major": "majorFont", "minor": "minorFont"}
_SIDES: Final = ("ascii", "hAnsi")
_LATIN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}latin"
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")
_STYLES: Final = "word/styles.xml"
_FONT_TABLE: Final = "word/fontTable.xml"
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}")
_CYRILLIC_BIT: Final = 1 << 9  # OpenType OS/2, ulUnicodeRange1


def check_fonts(package: Package) -> Iterator[Finding]:
    """One finding for each font that would be replaced or that cannot print the text."""
    latin = _latin_fonts(package)
    for name, places in sorted(used_fonts(package).items()):
        if name in INSTALLED or name in SAME_WIDTHS:
            continue
        better = _stand_in(name)
        count = f" Абзацев: {len(places)}." if len(places) > 1 else ""
        if name in latin or _WITHOUT_CYRILLIC.search(name):
            message = f"В шрифте «{name}» нет русских букв: возьмите «{better}».{count}"
            yield error("font_without_cyrillic", message, places[0])
        else:
            message = (
                f"Шрифта «{name}» здесь нет, строки и страницы разойдутся: возьмите «{better}» "
                f"или Times New Roman.{count}"
            )
            yield warning("font_not_here", message, places[0])


def used_fonts(package: Package) -> Mapping[str, list[Place]]:
    """Fonts of the texts: of runs with Russian letters or tags, of their styles, of the theme.

    With the paragraphs in which each is used.
    """
    styles = _Styles(package)
    used: dict[str, dict[Place, None]] = {}
    for story in package.stories:
        for run in story.root.iter(f"{W}r"):
            text = "".join(node.text or "" for node in run.iter(f"{W}t"))
            if _CYRILLIC.search(text) or "{" in text:
                for name in styles.fonts_of(run):
                    used.setdefault(name, {})[story.place_of(run)] = None
    return {name: list(places) for name, places in used.items()}


def _latin_fonts(package: Package) -> set[str]:
    """Fonts of which Word has written down that they know no Cyrillic (ECMA-376-1, 17.8.3.16)."""
    table = package.tree(_FONT_TABLE)
    fonts = [] if table is None else list(table.iter(f"{W}font"))
    return {
        str(font.get(f"{W}name"))
        for font in fonts
        if (known := _known_scripts(font)) and not known & _CYRILLIC_BIT
    }


def _known_scripts(font: etree._Element) -> int:
    """The bits 0 to 31 of the Unicode ranges of a font; 0 when nobody knows."""
    signature = font.find(f"{W}sig")
    written = "" if signature is None else str(signature.get(f"{W}usb0", ""))
    return int(written, 16) if _HEX.fullmatch(written) else 0


def _stand_in(name: str) -> str:
    if _MONO.search(name):
        return "Liberation Mono"
    return "Liberation Sans" if _SANS.search(name) else "Liberation Serif"


class _Styles:
    """Looks fonts up as Word does: run, character style, paragraph style, defaults."""

    def __init__(self, package: Package) -> None:
        self._package = package
        root = package.tree(_STYLES)
        found = [] if root is None else list(root.iter(f"{W}style"))
        self._by_code = {str(style.get(f"{W}styleId")): style for style in found}
        self._normal = next((style for style in found if _is_default(style)), None)
        self._defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault")

    def fonts_of(self, run: etree._Element) -> set[str]:
        for holder in self._chain(run):
            fonts = holder.find(f"{W}rPr/{W}rFonts")
            if fonts is not None and (names := self._names(fonts)):
                return names
        return set()

    def _chain(self, run: etree._Element) -> Iterator[etree._Element]:
        yield run
        yield from self._line(run.find(f"{W}rPr/{W}rStyle"))
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        yield from self._line(style)
        if style is None and self._normal is not None:
            yield self._normal
        if self._defaults is not None:
            yield self._defaults

    def _line(self, reference: etree._Element | None) -> Iterator[etree._Element]:
        """A style and what it is based on; a circle ends where it closes."""
        seen: set[str] = set()
        while reference is not None:
            code = str(reference.get(f"{W}val"))
            style = self._by_code.get(code)
            if style is None or code in seen:
                return
            seen.add(code)
            yield style
            reference = style.find(f"{W}basedOn")

    def _names(self, fonts: etree._Element) -> set[str]:
        names = set()
        for side in _SIDES:
            theme = fonts.get(f"{W}{side}Theme")
            name = self._themed(str(theme)) if theme else fonts.get(f"{W}{side}")
            if name:
                names.add(str(name))
        return names

    def _themed(self, theme: str) -> str:
        part = next((p for p in sorted(self._package.parts) if p.startswith("word/theme/")), "")
        root = self._package.tree(part) if part.endswith(".xml") else None
        if root is None:
            return ""
        wanted = next((tag for sign, tag in _THEMES.items() if theme.startswith(sign)), "")
        for element in root.iter():
            if str(element.tag).endswith(f"}}{wanted}"):
                latin = element.find(_LATIN)
                return "" if latin is None else str(latin.get("typeface", ""))
        return ""


def _is_default(style: etree._Element) -> bool:
    is_paragraph = style.get(f"{W}type") == "paragraph"
    return is_paragraph and style.get(f"{W}default") in {"1", "true", "on"}
