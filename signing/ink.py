"""What is printed on a page and where: the boxes of its texts, lines and pictures.

For one question only, whether a mark would cover anything. So letters are not read, of a text its
box is enough, and what LibreOffice never writes into a page (ISO 32000-1, annex A) is passed over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pikepdf
from pikepdf import Matrix, Rectangle

_OPERATORS: Final = "q Q cm BT Tf Tz Td Tm Tj TJ m l c re S s f F f* B B* b b* n Do"
_ABOVE, _BELOW = 0.9, 0.22
"""Of the size of letters: how far they reach above the base line and below it."""
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Ink:
    """A box with something printed in it. What is `hollow` may be a frame or a ground."""

    box: Rectangle
    hollow: bool = False

    def is_under(self, mark: Rectangle) -> bool:
        """Whether a mark there would cover it; one on a ground, or in a frame, covers nothing."""
        if self.hollow and mark <= self.box:
            return False
        box = self.box
        return (
            box.llx < mark.urx and mark.llx < box.urx and box.lly < mark.ury and mark.lly < box.ury
        )


def read_ink(page: pikepdf.Page) -> list[Ink]:
    """Everything that is printed on a page. Raises pikepdf.PdfError when it cannot be read."""
    pen = _Pen(page.obj.get("/Resources", pikepdf.Dictionary()))
    for item in pikepdf.parse_content_stream(page, _OPERATORS):
        pen.obey(str(item.operator), list(item.operands))
    return pen.found


def list_widgets(page: pikepdf.Page, *, besides: str = "") -> Iterator[Ink]:
    """The fields that are there, with a mark or waiting for one, but for that of a name."""
    for field in page.obj.get("/Annots", ()):
        if field.get("/Subtype") == "/Widget" and (not besides or field.get("/T") != besides):
            yield Ink(Rectangle(*map(float, field.Rect)))


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` keeps: the place of everything, and how texts are set."""

    place: Matrix
    font: pikepdf.Object | None = None
    size: float = 0
    stretch: float = 1


class _Pen:
    def __init__(self, resources: pikepdf.Object) -> None:
        self.found: list[Ink] = []
        self._resources = resources
        self._state = _State(Matrix())
        self._kept: list[_State] = []
        self._text = Matrix()
        self._path: list[tuple[float, float]] = []
        self._widths: dict[tuple[int, int], tuple[int, list[float]]] = {}

    def obey(self, operator: str, operands: Sequence[Any]) -> None:
        """Follow one instruction."""
        if operator in _PAINTS:
            self._paint(operator)
        else:
            _ACTS[operator](self, operands)

    def keep(self, _: Sequence[Any]) -> None:
        self._kept.append(self._state)

    def bring_back(self, _: Sequence[Any]) -> None:
        self._state = self._kept.pop() if self._kept else self._state

    def move(self, operands: Sequence[Any]) -> None:
        place = Matrix(*map(float, operands)) @ self._state.place
        self._state = replace(self._state, place=place)

    def begin_text(self, _: Sequence[Any]) -> None:
        self._text = Matrix()

    def choose_font(self, operands: Sequence[Any]) -> None:
        font = self._resources.Font[str(operands[0])]
        self._state = replace(self._state, font=font, size=float(operands[1]))

    def stretch(self, operands: Sequence[Any]) -> None:
        self._state = replace(self._state, stretch=float(operands[0]) / 100)

    def place_text(self, operands: Sequence[Any]) -> None:
        self._text = Matrix(*map(float, operands))

    def move_text(self, operands: Sequence[Any]) -> None:
        self._text = self._text.translated(*map(float, operands))

    def show(self, operands: Sequence[Any]) -> None:
        state = self._state
        pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
        width = sum(map(self._measure, pieces)) / _THOUSAND * state.size * state.stretch
        line = Rectangle(0, -_BELOW * state.size, max(width, 0), _ABOVE * state.size)
        self.found.append(Ink((self._text @ state.place).transform(line)))
        self._text = self._text.translated(width, 0)

    def add_points(self, operands: Sequence[Any]) -> None:
        numbers = [float(one) for one in operands]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        self._path += [self._state.place.transform(pair) for pair in pairs]

    def add_rectangle(self, operands: Sequence[Any]) -> None:
        x, y, width, height = map(float, operands)
        self.add_points((x, y, x + width, y + height))

    def draw(self, operands: Sequence[Any]) -> None:
        drawn = self._resources.XObject[str(operands[0])]
        own = Matrix(*map(float, drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))))
        box = Rectangle(*map(float, drawn.get("/BBox", (0, 0, 1, 1))))
        self.found.append(Ink((own @ self._state.place).transform(box), hollow=True))

    def _paint(self, operator: str) -> None:
        if operator != "n" and self._path:
            xs, ys = zip(*self._path, strict=True)
            self.found.append(Ink(Rectangle(min(xs), min(ys), max(xs), max(ys)), hollow=True))
        self._path = []

    def _measure(self, piece: Any) -> float:  # noqa: ANN401 -- numbers and strings of pikepdf
        """The width of letters, or the correction of their distance, in thousandths of the size."""
        if not isinstance(piece, pikepdf.String):
            return -float(piece)
        first, widths = self._read_widths()
        codes = bytes(piece)
        if not widths:  # two bytes a letter: none is wider than its size
            return _THOUSAND * len(codes) / 2
        return sum(widths[code - first] for code in codes if 0 <= code - first < len(widths))

    def _read_widths(self) -> tuple[int, list[float]]:
        """The code of the first letter, and the widths of it and the following ones."""
        font = self._state.font
        if font is None:
            return 0, []
        if font.objgen not in self._widths:
            widths = [float(width) for width in font.get("/Widths", ())]
            self._widths[font.objgen] = int(font.get("/FirstChar", 0)), widths
        return self._widths[font.objgen]


_PAINTS: Final = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"})
_ACTS: Final[Mapping[str, Callable[[_Pen, Sequence[Any]], None]]] = {
    "q": _Pen.keep,
    "Q": _Pen.bring_back,
    "cm": _Pen.move,
    "BT": _Pen.begin_text,
    "Tf": _Pen.choose_font,
    "Tz": _Pen.stretch,
    "Td": _Pen.move_text,
    "Tm": _Pen.place_text,
    "Tj": _Pen.show,
    "TJ": _Pen.show,
    "m": _Pen.add_points,
    "l": _Pen.add_points,
    "c": _Pen.add_points,
    "re": _Pen.add_rectangle,
    "Do": _Pen.draw,
}
