"""Reads the visible mark back from a signed document, to compare it with the certificate."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

import pikepdf

from signing.certificates import CertificateSummary
from signing.marktext import PHRASE, TITLES, describe

_BF_CHAR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BF_RANGE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<[0-9a-fA-F]{4}>\s*\[([^\]]*)\]")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX_STRING = re.compile(rb"<([0-9a-fA-F]+)>")


def compare_mark(pdf: bytes, field_name: str, certificate: CertificateSummary) -> bool | None:
    """Say whether the mark in field `field_name` is about `certificate`.

    None means that there is no mark, or not one laid out as ours: then it says nothing.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            lines = set(_read_lines(document, field_name))
    except (AttributeError, KeyError, ValueError, TypeError, pikepdf.PdfError):
        return None
    titled = {line for line in lines if line.startswith(TITLES)}
    if PHRASE not in lines or len(titled) != len(TITLES):
        return None
    return titled == set(describe(certificate))


def _read_lines(document: pikepdf.Pdf, field_name: str) -> Iterator[str]:
    """Yield the text of each showing operator, decoded with its font's ToUnicode map."""
    fields = document.Root.AcroForm.Fields
    (field,) = (field for field in fields if str(field.get("/T", "")) == field_name)
    drawing = field.AP.N
    glyphs: Mapping[int, str] = {}
    for instruction in pikepdf.parse_content_stream(drawing):
        if str(instruction.operator) == "Tf":
            font = drawing.Resources.Font[str(instruction.operands[0])]
            glyphs = _read_to_unicode(font.ToUnicode.read_bytes())
        elif str(instruction.operator) == "TJ":
            parts = instruction.operands[0]
            shown = (bytes(part) for part in parts if isinstance(part, pikepdf.String))
            yield "".join(_decode(part, glyphs) for part in shown)


def _decode(codes: bytes, glyphs: Mapping[int, str]) -> str:
    pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
    return "".join(glyphs.get(int.from_bytes(pair), "\N{REPLACEMENT CHARACTER}") for pair in pairs)


def _read_to_unicode(cmap: bytes) -> dict[int, str]:
    """Read the two kinds of entries pyHanko writes (ISO 32000-1, 9.10.3)."""
    glyphs: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"char":
            found = [(code, [text]) for code, text in _BF_CHAR.findall(block)]
        else:
            found = [(code, _HEX_STRING.findall(texts)) for code, texts in _BF_RANGE.findall(block)]
        for code, texts in found:
            for offset, text in enumerate(texts):
                glyphs[int(code, 16) + offset] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return glyphs
