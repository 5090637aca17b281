"""Tells people what changed between two templates: the text by paragraphs, and what matters else.

A paragraph is named by its place in the newer template, one that is gone by its place in the older.
"""

import difflib
from collections.abc import Iterator, Sequence
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


def compare_templates(old: bytes, new: bytes) -> list[str]:
    """What is different, in lines for people; «-» and «+» begin what went and what came.

    Raises UnsafeTemplateError for a file that is dangerous to open.
    """
    for docx in (old, new):
        check_docx(docx)
    before, after = Package(old), Package(new)
    lines = [*_texts(before, after), *_properties(before, after)]
    return lines or [_SAME]


def _texts(before: Package, after: Package) -> Iterator[str]:
    for area in Area:
        changes = list(_changes(_passages(before, area), _passages(after, area)))
        if changes:
            yield f"{AREA_TITLES[area].capitalize()}:"
            yield from changes


def _passages(package: Package, area: Area) -> list[Passage]:
    """Paragraphs of an area that say something."""
    return [one for one in package.passages() if one.place.area is area and one.text.strip()]


def _changes(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(
        None,
        [one.text for one in before],
        [one.text for one in after],
        autojunk=len(after) > _LONG,  # exact, unless that would take for ever
    )
    for kind, begin, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        shown = after[first:last] or before[begin:end]
        yield f"  {shown[0].place.describe()}"
        yield from (f"  - {_line(passage)}" for passage in before[begin:end])
        yield from (f"  + {_line(passage)}" for passage in after[first:last])


def _line(passage: Passage) -> str:
    """The text on one line, whatever signs it holds."""
    return "".join(sign if sign.isprintable() else " " for sign in passage.text)


def _properties(before: Package, after: Package) -> Iterator[str]:
    yield from _sheets(before, after)
    yield from _sets("Шрифты", sorted(used_fonts(before)), sorted(used_fonts(after)))
    yield from _sets("Закладки", sorted(bookmarks(before)), sorted(bookmarks(after)))
    yield from _sets("Стили", _styles(before), _styles(after))
    pictures = [_pictures(package) for package in (before, after)]
    yield from _sets("Рисунки", *pictures)


def _sheets(before: Package, after: Package) -> Iterator[str]:
    old, new = read_sheets(before), read_sheets(after)
    if len(old) != len(new):
        yield f"Разделов: {len(old)} → {len(new)}"
    for number, (first, second) in enumerate(zip(old, new, strict=False), 1):
        for side, title in _SIDES.items():
            was, now = round(first.margins[side], 1), round(second.margins[side], 1)
            if was != now:
                yield f"Раздел {number}, поле {title}: {was:g} → {now:g} мм"
        was_sheet, now_sheet = (f"{one.width:.0f}×{one.height:.0f}" for one in (first, second))
        if was_sheet != now_sheet:
            yield f"Раздел {number}, лист: {was_sheet} → {now_sheet} мм"


def _sets(title: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    gone = [name for name in dict.fromkeys(before) if before.count(name) > after.count(name)]
    come = [name for name in dict.fromkeys(after) if after.count(name) > before.count(name)]
    if gone or come:
        yield f"{title}:"
        yield from (f"  - {name}" for name in gone)
        yield from (f"  + {name}" for name in come)


def _styles(package: Package) -> list[str]:
    return sorted({passage.style for passage in package.passages() if passage.style})


def _pictures(package: Package) -> list[str]:
    return sorted(name for name in package.parts if name.startswith("word/media/"))
