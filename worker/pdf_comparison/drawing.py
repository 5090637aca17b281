"""Follows the instructions of a page and notes what is drawn where (ISO 32000-1, 8 and 9).

Colours are passed over, and clipping too: this is about text and geometry.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pikepdf

from worker.pdf_comparison.fonts import PdfFont, read_font
from worker.pdf_comparison.geometry import (
    IDENTITY,
    UNIT_SQUARE,
    Matrix,
    Point,
    move,
    multiply,
    shift,
    to_matrix,
)
from worker.pdf_comparison.words import Word, WordMaker

_DEEPEST_FORM: Final = 8
_NO_FONT: Final = PdfFont("", 1, {}, {}, 0.0)
_THOUSAND: Final = 1000.0


@dataclass(frozen=True)
class Shape:
    """A painted path or picture: its operator (of a picture, a hash), and its points."""

    paint: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class _State:
    """The graphics state that `q` keeps and `Q` brings back."""

    place: Matrix
    font: PdfFont = _NO_FONT
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class Drawing:
    """What a page shows: words, painted paths and pictures, each in the order they are drawn."""

    shapes: list[Shape] = field(default_factory=list)
    pictures: list[Shape] = field(default_factory=list)
    _words: WordMaker = field(default_factory=WordMaker)
    _fonts: dict[tuple[int, int], PdfFont] = field(default_factory=dict)

    @property
    def words(self) -> list[Word]:
        """The words so far."""
        self._words.finish()
        return self._words.words

    def follow(
        self,
        stream: pikepdf.Object | pikepdf.Page,
        resources: pikepdf.Object,
        place: Matrix = IDENTITY,
        depth: int = 0,
    ) -> None:
        """Follow a content stream. Raises pikepdf.PdfError when it cannot be read."""
        pen = _Pen(self, resources, _State(place), depth)
        for item in pikepdf.parse_content_stream(stream):
            pen.obey(str(item.operator), list(item.operands))

    def add_letter(self, letter: Word) -> None:
        """Note a letter."""
        self._words.add(letter)

    def get_font(self, font: pikepdf.Object) -> PdfFont:
        """The letters of a font, read once."""
        key = font.objgen
        if key == (0, 0) or key not in self._fonts:
            self._fonts[key] = read_font(font)
        return self._fonts[key]


class _Pen:
    """Obeys the operators of one stream."""

    def __init__(
        self, drawing: Drawing, resources: pikepdf.Object, state: _State, depth: int
    ) -> None:
        self._drawing = drawing
        self._resources = resources
        self._state = state
        self._depth = depth
        self._kept: list[_State] = []
        self._line = self._text = IDENTITY
        self._path: list[Point] = []

    def obey(self, operator: str, operands: Sequence[object]) -> None:
        """Do what an operator says; those that neither move nor paint are passed over."""
        if act := _ACTS.get(operator):
            act(self, operands)
        elif operator in _SETTINGS:
            self._state = _SETTINGS[operator](self._state, _floats(operands)[0])
        elif operator in _PATHS:
            self._add_points(_floats(operands))
        elif operator in _PAINTS:
            self._paint(operator)

    def keep(self, _: Sequence[object]) -> None:
        """`q`: keep the state."""
        self._kept.append(self._state)

    def bring_back(self, _: Sequence[object]) -> None:
        """`Q`: bring the kept state back."""
        if self._kept:
            self._state = self._kept.pop()

    def place(self, operands: Sequence[object]) -> None:
        """`cm`: another place for everything that follows."""
        matrix = to_matrix(_floats(operands))
        self._state = replace(self._state, place=multiply(matrix, self._state.place))

    def rectangle(self, operands: Sequence[object]) -> None:
        """`re`: four corners."""
        x, y, width, height = _floats(operands)
        self._add_points((x, y, x + width, y, x + width, y + height, x, y + height))

    def begin_text(self, _: Sequence[object]) -> None:
        """`BT`: begin at the origin."""
        self._line = self._text = IDENTITY

    def choose_font(self, operands: Sequence[object]) -> None:
        """`Tf`: another font or size."""
        name, size = operands
        font = self._drawing.get_font(self._resources.Font[str(name)])
        self._state = replace(self._state, font=font, size=_floats([size])[0])

    def next_line(self, operands: Sequence[object]) -> None:
        """`Td`: go there from the beginning of the line."""
        x, y = _floats(operands)
        self._line = self._text = multiply(shift(x, y), self._line)

    def next_line_with_leading(self, operands: Sequence[object]) -> None:
        """`TD`: go there, and remember how far apart lines are."""
        self._state = replace(self._state, leading=-_floats(operands)[1])
        self.next_line(operands)

    def place_text(self, operands: Sequence[object]) -> None:
        """`Tm`: go there."""
        self._line = self._text = to_matrix(_floats(operands))

    def following_line(self, _: Sequence[object] = ()) -> None:
        """`T*`: go one line down."""
        self.next_line((0.0, -self._state.leading))

    def show(self, operands: Sequence[object]) -> None:
        """`Tj`, `TJ`: show letters, with corrections of their distance."""
        (shown,) = operands
        pieces = shown.as_list() if isinstance(shown, pikepdf.Array) else [shown]
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                self._write(bytes(piece))
            else:
                correction = _floats([piece])[0] / _THOUSAND * self._state.size
                self._advance(-correction * self._state.stretch)

    def show_following(self, operands: Sequence[object]) -> None:
        """`'`: show letters on the following line."""
        self.following_line()
        self.show(operands)

    def show_spaced(self, operands: Sequence[object]) -> None:
        """`"`: the same with other spaces."""
        words, letters, shown = operands
        spaces = _floats([words, letters])
        self._state = replace(self._state, word_space=spaces[0], letter_space=spaces[1])
        self.show_following([shown])

    def draw_object(self, operands: Sequence[object]) -> None:
        """`Do`: a picture, or a form with a stream of its own."""
        drawn = self._resources.XObject[str(operands[0])]
        if drawn.get("/Subtype") == "/Image":
            self._picture(hashlib.sha256(drawn.read_raw_bytes()).hexdigest())
        elif drawn.get("/Subtype") == "/Form" and self._depth < _DEEPEST_FORM:
            own = drawn.get("/Matrix")
            matrix = IDENTITY if own is None else to_matrix(_floats(list(own.as_list())))
            place = multiply(matrix, self._state.place)
            resources = drawn.get("/Resources", self._resources)
            self._drawing.follow(drawn, resources, place, self._depth + 1)

    def draw_inline(self, operands: Sequence[object]) -> None:
        """`BI`: a picture within the stream."""
        (image,) = operands
        content = image.unparse() if isinstance(image, pikepdf.PdfInlineImage) else b""
        self._picture(hashlib.sha256(content).hexdigest())

    def _picture(self, digest: str) -> None:
        corners = tuple(move(self._state.place, corner) for corner in UNIT_SQUARE)
        self._drawing.pictures.append(Shape(digest, corners))

    def _add_points(self, numbers: Sequence[float]) -> None:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        self._path += [move(self._state.place, pair) for pair in pairs]

    def _paint(self, operator: str) -> None:
        if operator != "n" and self._path:
            self._drawing.shapes.append(Shape(operator, tuple(self._path)))
        self._path = []

    def _write(self, shown: bytes) -> None:
        state = self._state
        for letter in state.font.read(shown):
            place = multiply(self._text, state.place)
            width = letter.width * state.size * state.stretch
            left, base = move(place, (0.0, state.rise))
            right, _ = move(place, (width, state.rise))
            size = state.size * abs(place[3])
            self._drawing.add_letter(Word(letter.text, left, base, right, size, state.font.name))
            space = state.letter_space + (state.word_space if letter.is_space else 0.0)
            self._advance(width + space * state.stretch)

    def _advance(self, distance: float) -> None:
        self._text = multiply(shift(distance, 0.0), self._text)


_ACTS: Final[Mapping[str, Callable[[_Pen, Sequence[object]], None]]] = {
    "q": _Pen.keep,
    "Q": _Pen.bring_back,
    "cm": _Pen.place,
    "re": _Pen.rectangle,
    "BT": _Pen.begin_text,
    "Tf": _Pen.choose_font,
    "Td": _Pen.next_line,
    "TD": _Pen.next_line_with_leading,
    "Tm": _Pen.place_text,
    "T*": _Pen.following_line,
    "Tj": _Pen.show,
    "TJ": _Pen.show,
    "'": _Pen.show_following,
    '"': _Pen.show_spaced,
    "Do": _Pen.draw_object,
    "INLINE IMAGE": _Pen.draw_inline,
}
_SETTINGS: Final[Mapping[str, Callable[[_State, float], _State]]] = {
    "Tc": lambda state, value: replace(state, letter_space=value),
    "Tw": lambda state, value: replace(state, word_space=value),
    "TL": lambda state, value: replace(state, leading=value),
    "Ts": lambda state, value: replace(state, rise=value),
    "Tz": lambda state, value: replace(state, stretch=value / 100),
}
_PATHS: Final = frozenset({"m", "l", "c", "v", "y"})
_PAINTS: Final = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"})


def _floats(values: Sequence[object]) -> list[float]:
    return [float(value) for value in values]  # type: ignore[arg-type] # int, Decimal, pikepdf's own
