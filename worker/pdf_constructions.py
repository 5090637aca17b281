"""What a PDF is built of, apart from what it says.

Two PDFs by the same program differ in their numbers, texts and glyphs, but are put together from
the same parts. ``list_constructions`` names the parts of a PDF: every object, operator line and
metadata element with its numbers and strings blanked out, and a hash of whatever it has no eye
for. A PDF whose every part was in a PDF that conforms breaks no rule about what a file may hold.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

import pikepdf
from lxml import etree

_HEX_STRING: Final = re.compile(rb"<[0-9A-Fa-f]{0,65534}>")
_STRING: Final = re.compile(rb"\((?:[^()\\]|\\.){0,32767}\)", re.DOTALL)
_FLAGS: Final = re.compile(rb"/(F|Flags|Rotate) (?=\d)")
_REFERENCE: Final = re.compile(rb"\b\d+ \d+ R\b")
_NUMBER: Final = re.compile(rb"(?<![\w/#.+:-])[+-]?\d{1,7}(?:\.\d{1,15})?(?![\w.])")
_ROW: Final = re.compile(rb"\[(?: [@R])+ \]")
_SUBSET_TAG: Final = re.compile(rb"/[A-Z]{6}\+")
_SHOWN_TEXT: Final = re.compile(rb"\[(?:\(\)|@| )*\](?=TJ)")
_SAVE_OR_RESTORE: Final = re.compile(rb"(?<!\S)[qQ](?!\S)")
_METADATA_TEXT: Final = re.compile(rb"(<(?!pdfaid:)[\w:]+(?: [^<>]*)?>)[^<]*(?=</)")

_NO_ENTITIES: Final = etree.XMLParser(resolve_entities=False, no_network=True)


class UnfamiliarPdfError(Exception):
    """This PDF cannot be taken apart; it may be right all the same."""


def list_constructions(document: pikepdf.Pdf) -> frozenset[bytes]:
    """Name every part of a document, once each. Raises UnfamiliarPdfError."""
    if document.get_warnings() or document.is_encrypted:
        raise UnfamiliarPdfError
    objects = _list_objects(document)
    streams = [thing for thing in objects if isinstance(thing, pikepdf.Stream)]
    written = {thing.stream_dict.unparse() for thing in streams}
    written.update(thing.unparse(resolved=True) for thing in objects)
    written.add(document.trailer.unparse())
    try:
        pages = {_page_contents(page).objgen for page in document.pages}
        parts = {part for stream in streams for part in _list_parts(stream, pages)}
    except (pikepdf.PdfError, etree.XMLSyntaxError) as error:
        raise UnfamiliarPdfError from error
    return frozenset(_blank_objects(written) | parts | {document.pdf_version.encode()})


@pikepdf.explicit_conversion()
def _list_objects(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    """List the indirect objects, numbers among them as objects too."""
    return list(document.objects)


def _page_contents(page: pikepdf.Page) -> pikepdf.Object:
    contents = page.obj.get("/Contents")
    if not isinstance(contents, pikepdf.Stream):
        raise UnfamiliarPdfError
    return contents


def _list_parts(stream: pikepdf.Stream, pages: set[tuple[int, int]]) -> set[bytes]:
    """Name the parts of a stream's data; reading it all checks its checksum too."""
    if stream.get("/Subtype") == "/Image":
        return set()  # pixels break no rule, and how they are packed is in the dictionary
    if stream.get("/Type") in ("/ObjStm", "/XRef"):
        return set()  # what they hold is listed as objects
    data = stream.read_bytes()
    if stream.objgen in pages or stream.get("/Subtype") == "/Form":
        parts = _blank_content(data)
    elif stream.get("/Type") == "/Metadata":
        etree.fromstring(data, _NO_ENTITIES)
        parts = {_METADATA_TEXT.sub(rb"\1", data)}
    elif data.startswith(b"/CIDInit"):
        parts = _blank_content(data)  # which letter a glyph stands for
    elif "/Length1" in stream:
        parts = set()  # a font program: a cut of the font that the descriptor names
    else:
        parts = {hashlib.sha256(data).digest()}
    return parts


def _blank_objects(written: Iterable[bytes]) -> set[bytes]:
    """Blank out what differs between objects alike; qpdf wrote them, so strings are well-formed."""
    text = _STRING.sub(b"()", _HEX_STRING.sub(b"()", b"\n".join(written)))
    text = _FLAGS.sub(rb"/\1:", _REFERENCE.sub(b"R", text))  # a flag is more than a number
    text = _ROW.sub(b"[]", _NUMBER.sub(b"@", text))
    return set(_SUBSET_TAG.sub(b"/+", text).split(b"\n"))


def _blank_content(data: bytes) -> set[bytes]:
    """Blank out the numbers and texts of operator lines, and see that states are restored."""
    text = _NUMBER.sub(b"@", _HEX_STRING.sub(b"()", b"\n".join(set(data.split(b"\n")))))
    lines = set(_SHOWN_TEXT.sub(b"[]", text).split(b"\n"))
    depth = deepest = 0
    for operator in _SAVE_OR_RESTORE.findall(data):
        depth += 1 if operator == b"q" else -1
        deepest = max(deepest, depth)
    return lines | {b"%d states saved, %d left" % (deepest, depth)}
