"""Paper and margins by ГОСТ Р 7.0.97-2016, 3.2 and 3.7, and what office programs leave behind."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from doc_templates.catalogue import Kind, Retention
from doc_templates.linting.findings import Area, Finding, Place, error, shorten, warning
from doc_templates.linting.passages import Package, Story, W

LEAST: Final[Mapping[str, int]] = {"left": 20, "right": 10, "top": 20, "bottom": 20}
"""Margins in mm that any sheet has."""
SEWN: Final = 30
"""The left margin in mm of what is kept longer than ten years."""
_LONG_YEARS: Final = 10
_TITLES: Final = {"left": "левое", "right": "правое", "top": "верхнее", "bottom": "нижнее"}
_TWIPS_IN_MM: Final = 56.6929
_ROUNDING: Final = 0.2
_A4: Final = (210, 297)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_CHANGES: Final = frozenset({
    "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
    "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
})  # fmt: skip
_LEFT: Final = _CHANGES | {"commentReference", "vanish", "specVanish"}
_BODY: Final = "word/document.xml"


@dataclass(frozen=True)
class Sheet:
    """A section's paper and margins in mm."""

    width: float
    height: float
    margins: Mapping[str, float]


def read_sheets(package: Package) -> list[Sheet]:
    """The sheet of every section of the main text."""
    return [_sheet(section) for section in package.body.root.iter(f"{W}sectPr")]


def is_long_kept(kind: Kind) -> bool:
    """Whether a document of the kind may be kept longer than ten years."""
    return any(map(_is_long, (kind.retention, *(rule.retention for rule in kind.filing))))


def check_page(package: Package, kind: Kind) -> Iterator[Finding]:
    """Margins that are too narrow and paper that is not A4."""
    place = Place(Area.BODY, _BODY)
    needed = {**LEAST, "left": SEWN if is_long_kept(kind) else LEAST["left"]}
    sheets = read_sheets(package)
    for number, sheet in enumerate(sheets, 1):
        where = f"Раздел {number}. " if len(sheets) > 1 else ""
        for side, least in needed.items():
            given = sheet.margins.get(side, 0.0)
            if given < least - _ROUNDING:
                why = " (хранится дольше 10 лет и подшивается)" if least == SEWN else ""
                message = (
                    f"{where}Поле {_TITLES[side]} {given:.0f} мм, а нужно не меньше {least} мм"
                    f"{why}: Макет – Поля."
                )
                told = error if least == SEWN else warning
                yield told("margin_too_narrow", message, place)
        if sorted((round(sheet.width), round(sheet.height))) != sorted(_A4):
            message = f"{where}Лист не A4: Макет – Размер – A4."
            yield warning("page_size", message, place)


def check_leftovers(package: Package) -> Iterator[Finding]:
    """Tracked changes, comments and hidden text: nobody wants them in a document.

    One finding of a sort for each paragraph, however many there are in it.
    """
    for story in package.stories:
        for element in story.root.iter():
            name = str(element.tag).removeprefix(W)
            if name not in _LEFT:
                continue
            if finding := _leftover(name, element, story):
                yield finding


def _leftover(name: str, element: etree._Element, story: Story) -> Finding | None:
    place = story.place_of(element)
    if name in _CHANGES:
        near = place if place.near else replace(place, near=shorten(_text(element)))
        message = "Остались исправления: примите или отклоните их (Рецензирование – Принять все)."
        return error("tracked_changes", message, near)
    if name == "commentReference":
        message = "Остались примечания: удалите их (Рецензирование – Удалить)."
        return error("comments_left", message, place)
    if name in {"vanish", "specVanish"} and element.get(f"{W}val") not in {"0", "false", "off"}:
        run = element.getparent()
        holder = None if run is None else run.getparent()
        text = "" if holder is None or holder.tag != f"{W}r" else _text(holder)
        if text:
            near = replace(place, near=shorten(text))
            return warning("hidden_text", "Есть скрытый текст: покажите его или удалите.", near)
    return None


def _text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t", f"{W}delText"))


def _is_long(rule: Retention) -> bool:
    if rule.years is not None:
        return rule.years > _LONG_YEARS
    number = _NUMBER.match(rule.term)
    return number is None or float(number.group()) > _LONG_YEARS  # «постоянно»; «5 лет, ЭПК»


def _sheet(section: etree._Element) -> Sheet:
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    gutter = _length(margin, "gutter")
    margins = {side: abs(_length(margin, side)) for side in LEAST}
    margins["left"] += gutter
    return Sheet(_length(size, "w"), _length(size, "h"), margins)


def _length(element: etree._Element | None, name: str) -> float:
    """A length in mm; what is not there or not a number is nothing."""
    written = "0" if element is None else str(element.get(f"{W}{name}", "0"))
    found = _NUMBER.match(written)
    return float(found.group()) / _TWIPS_IN_MM if found else 0.0
