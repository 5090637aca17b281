"""Reads the letters of a font: what a code says, and how wide it is (ISO 32000-1, 9.6 to 9.10)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pikepdf

_SUBSET_TAG: Final = re.compile(r"^/(?:[A-Z]{6}\+)?")
_BLOCK: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
_TOKEN: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_EM: Final = 1000.0
_TWO_BYTES: Final = 2


@dataclass(frozen=True)
class Letter:
    """What one code shows: its text, its width in ems, and whether it is the single byte 32."""

    text: str
    width: float
    is_space: bool


@dataclass(frozen=True)
class PdfFont:
    """A font of a page. `name` goes without the tag of a subset, which is made up anew each time.

    A code without text of its own stands for itself, so that two unknown letters still differ.
    """

    name: str
    code_bytes: int
    texts: Mapping[int, str]
    widths: Mapping[int, float]
    usual_width: float

    def read(self, shown: bytes) -> Iterator[Letter]:
        """The letters of a string as it stands in a content stream."""
        for start in range(0, len(shown), self.code_bytes):
            code = int.from_bytes(shown[start : start + self.code_bytes], "big")
            text = self.texts.get(code, f"\\{code:x}")
            width = self.widths.get(code, self.usual_width) / _EM
            yield Letter(text, width, is_space=self.code_bytes == 1 and code == ord(" "))


def read_font(font: pikepdf.Object) -> PdfFont:
    """Read a font dictionary, simple or composite."""
    name = _SUBSET_TAG.sub("", str(font.get("/BaseFont", "/")))
    if font.get("/Subtype") == "/Type0":
        descendant = font.DescendantFonts[0]
        widths = dict(_composite_widths(descendant.get("/W", pikepdf.Array())))
        return PdfFont(name, _TWO_BYTES, _texts(font), widths, float(descendant.get("/DW", _EM)))
    first = int(font.get("/FirstChar", 0))
    widths = {first + n: _number(w) for n, w in enumerate(_list(font, "/Widths"))}
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    return PdfFont(name, 1, _texts(font), widths, _number(descriptor.get("/MissingWidth", 0)))


def _texts(font: pikepdf.Object) -> Mapping[int, str]:
    table = font.get("/ToUnicode")
    if not isinstance(table, pikepdf.Stream):
        return {code: bytes([code]).decode("cp1252", "replace") for code in range(32, 256)}
    return dict(_mapped(table.read_bytes()))


def _mapped(table: bytes) -> Iterator[tuple[int, str]]:
    for kind, block in _BLOCK.findall(table):
        tokens = iter([bracket or text for text, bracket in _TOKEN.findall(block)])
        yield from _characters(tokens) if kind == b"bfchar" else _ranges(tokens)


def _characters(tokens: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    for code in tokens:
        yield int(code, 16), _utf16(next(tokens))


def _ranges(tokens: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    for first in tokens:
        start, end, text = int(first, 16), int(next(tokens), 16), next(tokens)
        if text == b"[":
            yield from ((code, _utf16(next(tokens))) for code in range(start, end + 1))
            next(tokens)
            continue
        head, last = _utf16(text)[:-1], ord(_utf16(text)[-1:] or "\0")
        yield from ((code, f"{head}{chr(last + code - start)}") for code in range(start, end + 1))


def _utf16(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be", "replace")


def _composite_widths(items: pikepdf.Object) -> Iterator[tuple[int, float]]:
    """Read /W: `first [w1 w2 …]` or `first last w` (ISO 32000-1, 9.7.4.3)."""
    numbers = iter(list(items.as_list()))
    for first in numbers:
        start, following = int(_number(first)), next(numbers)
        if isinstance(following, pikepdf.Array):
            yield from ((start + n, _number(w)) for n, w in enumerate(following.as_list()))
            continue
        width = _number(next(numbers))
        yield from ((code, width) for code in range(start, int(_number(following)) + 1))


def _list(holder: pikepdf.Object, key: str) -> list[pikepdf.Object]:
    return list(holder.get(key, pikepdf.Array()).as_list())


def _number(value: object) -> float:
    return float(value)  # type: ignore[arg-type] # pikepdf gives int, Decimal or an object of its own
