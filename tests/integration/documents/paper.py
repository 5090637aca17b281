"""What a page shows, operator by operator: texts with their style, font, size and place.

LibreOffice marks the content of a tagged PDF with the names of paragraph styles (ISO 32000-1,
14.6), so a text can be judged by what it is: a heading, a cell, a caption.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf

ARTIFACT: Final = "Artifact"
"""What repeats or decorates: page numbers, the repeated heads of tables."""


@dataclass(frozen=True)
class Run:
    """A text that one operator shows; `left` and `base` are points from the lower left corner.

    `paragraph` is a number of the paragraph it belongs to; 0 stands for artifacts.
    """

    text: str
    style: str
    paragraph: int
    page: int
    font: str
    size: float
    left: float
    base: float


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, over all the lines and pages that it takes."""

    style: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The text as the pages show it, spaces included."""
        return "".join(run.text for run in self.runs)


def list_runs(document: pikepdf.Pdf) -> Iterator[Run]:
    """Every text of a document, in the order in which it is shown."""
    parents = _read_parents(document.Root.StructTreeRoot.ParentTree)
    for number, page in enumerate(document.pages):
        elements = parents[int(page.obj.StructParents)]
        reader = _Reader(number, page.resources.Font, elements)
        for one in pikepdf.parse_content_stream(page):
            yield from reader.read(str(one.operator), list(one.operands))


def list_paragraphs(runs: Iterable[Run]) -> list[Paragraph]:
    """The paragraphs in the order in which they begin, artifacts left out."""
    found: dict[int, list[Run]] = {}
    for run in runs:
        if run.paragraph:
            found.setdefault(run.paragraph, []).append(run)
    return [Paragraph(members[0].style, tuple(members)) for members in found.values()]


def _read_parents(tree: pikepdf.Object) -> Mapping[int, pikepdf.Object]:
    """The elements of the content marked on each page (ISO 32000-1, 14.7.4.4)."""
    numbers = list(tree.Nums)
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


@dataclass
class _Reader:
    page: int
    fonts: Any
    elements: Any
    marks: list[tuple[str, int]] = field(default_factory=list)
    font: str = ""
    size: float = 0
    place: tuple[float, float] = (0, 0)
    letters: Mapping[int, str] = field(default_factory=dict)

    def read(self, operator: str, operands: list[Any]) -> Iterator[Run]:
        match operator:
            case "BDC" | "BMC":
                self.marks.append(self._mark(operands))
            case "EMC":
                self.marks.pop()
            case "Tf":
                self._choose(str(operands[0]), float(operands[1]))
            case "Td":
                self.place = (float(operands[0]), float(operands[1]))
            case "Tm":
                self._move(*map(float, operands))
            case "TJ" | "Tj":
                yield self._run(operands[0] if operator == "TJ" else operands)
            case _:
                return

    def _mark(self, operands: list[Any]) -> tuple[str, int]:
        """The style and the number of the paragraph that is marked here."""
        content = operands[1] if len(operands) > 1 else {}
        if "/MCID" not in content:
            # A no-break space is a span inside its paragraph, only to give the text of its glyph.
            return self.marks[-1] if self.marks else (ARTIFACT, 0)
        element = self.elements[int(content["/MCID"])]
        while str(element.S) in {"/Span", "/Link"}:
            element = element.P
        return str(element.S).removeprefix("/"), element.objgen[0]

    def _choose(self, name: str, size: float) -> None:
        font = self.fonts[name]
        self.font, self.size = str(font.BaseFont).partition("+")[2], size
        self.letters = _read_letters(font)

    def _move(self, *matrix: float) -> None:
        """Texts stand upright and in their size, or the places and sizes of runs mean nothing."""
        if matrix[:4] != (1, 0, 0, 1):
            message = "a text that is turned or scaled"
            raise AssertionError(message)
        self.place = (matrix[4], matrix[5])

    def _run(self, shown: Any) -> Run:  # noqa: ANN401 -- pikepdf's arrays
        codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
        text = "".join(self.letters[code] for code in codes)
        style, paragraph = self.marks[-1] if self.marks else (ARTIFACT, 0)
        return Run(text, style, paragraph, self.page, self.font, self.size, *self.place)


def _read_letters(font: pikepdf.Object) -> Mapping[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{2})> *<([0-9A-F]{4,})>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
