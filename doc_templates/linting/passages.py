"""Reads the paragraphs of a docx with their places, and what stands between their letters."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from lxml import etree

from doc_templates.linting.findings import Area, Place, shorten

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT: Final = "word/document.xml"
_STORIES: Final = (
    (Area.BODY, re.compile(r"word/document\.xml", re.ASCII)),
    (Area.HEADER, re.compile(r"word/header\d*\.xml", re.ASCII)),
    (Area.FOOTER, re.compile(r"word/footer\d*\.xml", re.ASCII)),
    (Area.FOOTNOTE, re.compile(r"word/footnotes\.xml", re.ASCII)),
    (Area.ENDNOTE, re.compile(r"word/endnotes\.xml", re.ASCII)),
    (Area.PROPERTIES, re.compile(r"docProps/core\.xml", re.ASCII)),
)
_LETTERS: Final[Mapping[str, str]] = {
    f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011",
}  # fmt: skip
#: Leave no trace in a printed document: Word puts them into the middle of words as it likes.
_NOTHING: Final = frozenset(
    f"{W}{name}"
    for name in ("rPr", "pPr", "proofErr", "lastRenderedPageBreak", "softHyphen", "t", "r")
)
#: Rows, cells and tables have their changes in properties of their own.
_ABOUT: Final = frozenset(f"{W}{name}" for name in ("tr", "tc", "tbl"))
_BOX: Final = f"{W}txbxContent"
_CURSOR: Final = "_GoBack"  # where Word's cursor was last; nobody misses it


@dataclass(frozen=True, eq=False)
class Passage:
    """One paragraph: its text, its style, and the places of what is not text.

    `marks` are the offsets of bookmarks, pictures, breaks and borders of links: a tag with one
    inside cannot be put together without losing it.
    """

    text: str
    place: Place
    style: str
    marks: tuple[int, ...]
    bookmarks: tuple[str, ...] = ()
    element: etree._Element | None = None

    def at(self, offset: int) -> Place:
        """The place of a letter, with the text around it."""
        return replace(self.place, near=shorten(self.text, offset))


@dataclass(frozen=True, eq=False)
class Story:
    """A part that is filled: its tags are one program."""

    area: Area
    part: str
    root: etree._Element
    passages: tuple[Passage, ...]

    @cached_property
    def _places(self) -> Mapping[etree._Element, Place]:
        """The places of the paragraphs, whose elements the passages keep alive."""
        return {one.element: one.place for one in self.passages if one.element is not None}

    def place_of(self, element: etree._Element) -> Place:
        """The paragraph around an element, or the first one in what the element is about."""
        for holder in (element, *element.iterancestors()):
            paragraph = holder if holder.tag == f"{W}p" else None
            if paragraph is None and holder.tag in _ABOUT:
                paragraph = next(holder.iter(f"{W}p"), None)
            if paragraph is not None and paragraph in self._places:
                return self._places[paragraph]
        return Place(self.area, self.part)


class Package:
    """The parts of a docx that has passed the safety gate."""

    def __init__(self, docx: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees: dict[str, etree._Element] = {}

    def tree(self, part: str) -> etree._Element | None:
        """The parsed XML of a part, or None when there is no such part."""
        if part not in self._trees and part in self.parts:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            self._trees[part] = etree.fromstring(self.parts[part], parser)
        return self._trees.get(part)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """Everything that is filled, the body first."""
        found = [
            _read_story(area, part, tree)
            for area, pattern in _STORIES
            for part in sorted(self.parts)
            if pattern.fullmatch(part) and (tree := self.tree(part)) is not None
        ]
        return tuple(found)

    @property
    def body(self) -> Story:
        """The main text."""
        return next(story for story in self.stories if story.part == _DOCUMENT)

    def passages(self) -> Iterator[Passage]:
        """All paragraphs of all stories."""
        for story in self.stories:
            yield from story.passages


def _read_story(area: Area, part: str, root: etree._Element) -> Story:
    start = Place(area, part)
    if area is Area.PROPERTIES:
        texts = [(str(child.text or ""), number) for number, child in enumerate(root, 1)]
        passages = [Passage(text, replace(start, paragraph=n), "", ()) for text, n in texts]
    else:
        holders = list(root.iter(f"{W}body", f"{W}footnote", f"{W}endnote")) or [root]
        passages = [one for holder in holders for one in _Blocks(start).read(holder)]
    return Story(area, part, root, tuple(passages))


class _Blocks:
    """Counts the paragraphs and tables of one container."""

    def __init__(self, start: Place) -> None:
        self._start = start
        self._paragraphs = 0
        self._tables = 0

    def read(self, container: etree._Element) -> Iterator[Passage]:
        for child in container:
            if child.tag == f"{W}p":
                self._paragraphs += 1
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._tables += 1
                yield from self._table(child)
            elif child.tag not in {f"{W}tcPr", f"{W}sectPr"}:
                yield from self.read(child)  # content controls and the like are transparent

    def _paragraph(self, element: etree._Element) -> Iterator[Passage]:
        yield _read_passage(element, replace(self._start, paragraph=self._paragraphs))
        for box in _boxes(element):
            yield from _Blocks(Place(Area.TEXT_BOX, self._start.part)).read(box)

    def _table(self, table: etree._Element) -> Iterator[Passage]:
        for number, row in enumerate(_inner(table, f"{W}tr"), 1):
            for column, cell in enumerate(_inner(row, f"{W}tc"), 1):
                place = replace(self._start, table=self._tables, row=number, cell=column)
                if self._start.table is not None:  # a table in a cell: say which cell
                    place = self._start
                yield from _Blocks(place).read(cell)


def _inner(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows or the cells, those in content controls included."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _inner(child, tag)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph; those inside other boxes come with their own."""
    for child in paragraph:
        if child.tag == _BOX:
            yield child
        elif child.tag != f"{W}p":
            yield from _boxes(child)


def _read_passage(paragraph: etree._Element, place: Place) -> Passage:
    reader = _Letters(paragraph)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    text = "".join(reader.pieces)
    code = "" if style is None else str(style.get(f"{W}val", ""))
    named = replace(place, near=shorten(text))
    return Passage(text, named, code, tuple(reader.marks), tuple(reader.bookmarks), paragraph)


class _Letters:
    """Collects the letters of a paragraph and the offsets of everything else in it."""

    def __init__(self, paragraph: etree._Element) -> None:
        self.pieces: list[str] = []
        self.marks: list[int] = []
        self.bookmarks: list[str] = []
        self._length = 0
        self._cursors: set[str] = set()
        self._read(paragraph)

    def _read(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == f"{W}t":
                self._add(child.text or "")
            elif child.tag in _LETTERS:
                self.marks.append(self._length)
                self._add(_LETTERS[str(child.tag)])
                self.marks.append(self._length)
            elif child.tag == f"{W}r":
                self._read(child)
            elif child.tag not in _NOTHING and not self._is_cursor(child):
                self._read_other(child)

    def _read_other(self, child: etree._Element) -> None:
        if child.tag == f"{W}bookmarkStart":
            self.bookmarks.append(str(child.get(f"{W}name", "")))
        self.marks.append(self._length)
        if child.find(f".//{W}txbxContent") is None and child.tag != f"{W}del":
            self._read(child)
            self.marks.append(self._length)

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)

    def _is_cursor(self, child: etree._Element) -> bool:
        number = str(child.get(f"{W}id", ""))
        if child.tag == f"{W}bookmarkStart" and child.get(f"{W}name") == _CURSOR:
            self._cursors.add(number)
        return child.tag in {f"{W}bookmarkStart", f"{W}bookmarkEnd"} and number in self._cursors
