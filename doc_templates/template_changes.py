"""Tells people what changed between two templates: the text by paragraphs, and what matters else.

A paragraph is named by its place in the newer template, one that is gone by its place in the older.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from doc_templates.linting.findings import AREA_TITLES, Area
from doc_templates.linting.fonts import used_fonts
from doc_templates.linting.page import read_sheets
from doc_templates.linting.passages import Package, Passage
from doc_templates.linting.requisites import bookmarks
from doc_templates.safety import check_docx

_SIDES: Final = {"left": "левое", "right": "правое", "top": "верхнее", "bottom": "нижнее"}
_LONG: Final = 2_000
_SAME: Final = "Различий нет."


@dataclass(frozen=True)
class Change:
    """One difference: what went and what came at a place, or in a property of the whole document.

    `area` is None for a property (margins, fonts, bookmarks, styles, pictures).
    """

    area: Area | None
    place: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def find_changes(old: bytes, new: bytes) -> list[Change]:
    """What is different: texts first, area by area, then properties.

    Raises UnsafeTemplateError for a file that is dangerous to open.
    """
    for docx in (old, new):
        check_docx(docx)
    before, after = Package(old), Package(new)
    return [*_texts(before, after), *_properties(before, after)]


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """The changes as a person reads them: «-» and «+» begin what went and what came."""
    told: Area | None = None
    is_same = True
    for change in changes:
        is_same = False
        if change.area is None:
            yield from _property_lines(change)
            continue
        if change.area is not told:
            yield f"{AREA_TITLES[change.area].capitalize()}:"
        told = change.area
        yield f"  {change.place}"
        yield from _signed(change)
    if is_same:
        yield _SAME


def _property_lines(change: Change) -> Iterator[str]:
    match change.removed, change.added:
        case (was,), (now,):
            yield f"{change.place}: {was} → {now}"
        case _:
            yield f"{change.place}:"
            yield from _signed(change)


def _signed(change: Change) -> Iterator[str]:
    yield from (f"  - {text}" for text in change.removed)
    yield from (f"  + {text}" for text in change.added)


def _texts(before: Package, after: Package) -> Iterator[Change]:
    for area in Area:
        yield from _changes(area, _passages(before, area), _passages(after, area))


def _passages(package: Package, area: Area) -> list[Passage]:
    """Paragraphs of an area that say something."""
    return [one for one in package.passages() if one.place.area is area and one.text.strip()]


def _changes(area: Area, before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(
        None,
        [one.text for one in before],
        [one.text for one in after],
        autojunk=len(after) > _LONG,  # exact, unless that would take for ever
    )
    for kind, begin, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = before[begin:end], after[first:last]
        place = (come or gone)[0].place.describe()
        yield Change(area, place, tuple(map(_line, gone)), tuple(map(_line, come)))


def _line(passage: Passage) -> str:
    """The text on one line, whatever signs it holds."""
    return "".join(sign if sign.isprintable() else " " for sign in passage.text)


def _properties(before: Package, after: Package) -> Iterator[Change]:
    yield from _sheets(before, after)
    yield from _sets("Шрифты", sorted(used_fonts(before)), sorted(used_fonts(after)))
    yield from _sets("Закладки", sorted(bookmarks(before)), sorted(bookmarks(after)))
    yield from _sets("Стили", _styles(before), _styles(after))
    pictures = [_pictures(package) for package in (before, after)]
    yield from _sets("Рисунки", *pictures)


def _sheets(before: Package, after: Package) -> Iterator[Change]:
    old, new = read_sheets(before), read_sheets(after)
    yield from _value("Разделов", str(len(old)), str(len(new)))
    for number, (first, second) in enumerate(zip(old, new, strict=False), 1):
        for side, title in _SIDES.items():
            was, now = (f"{round(one.margins[side], 1):g} мм" for one in (first, second))
            yield from _value(f"Раздел {number}, поле {title}", was, now)
        was, now = (f"{one.width:.0f}×{one.height:.0f} мм" for one in (first, second))
        yield from _value(f"Раздел {number}, лист", was, now)


def _value(title: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change(None, title, (was,), (now,))


def _sets(title: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    gone = [name for name in dict.fromkeys(before) if before.count(name) > after.count(name)]
    come = [name for name in dict.fromkeys(after) if after.count(name) > before.count(name)]
    if gone or come:
        yield Change(None, title, tuple(gone), tuple(come))


def _styles(package: Package) -> list[str]:
    return sorted({passage.style for passage in package.passages() if passage.style})


def _pictures(package: Package) -> list[str]:
    return sorted(name for name in package.parts if name.startswith("word/media/"))
