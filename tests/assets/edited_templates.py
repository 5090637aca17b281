"""Templates of the library as an office might give them back: edited as XML, byte by byte."""

import re
from collections.abc import Callable
from typing import Final

from tests.assets.docx_packages import pack, unpack

BODY: Final = "word/document.xml"


def replace_in(docx: bytes, old: str, new: str, *, part: str = BODY, count: int = -1) -> bytes:
    """Put ``new`` in the place of ``old``, which must be there."""
    return change(docx, lambda xml: _replaced(xml, old, new, count), part=part)


def remove_all(docx: bytes, pattern: str, *, part: str = BODY) -> bytes:
    """Take out everything that matches, which must be there."""
    return change(docx, lambda xml: _without(xml, pattern), part=part)


def insert_body(docx: bytes, xml: str) -> bytes:
    """Put block elements at the very beginning of the main text."""
    return replace_in(docx, "<w:body>", f"<w:body>{xml}", count=1)


def add_part(docx: bytes, name: str, content: str) -> bytes:
    """One more part, which nothing refers to."""
    return pack({**unpack(docx), name: content.encode()})


def change(docx: bytes, edit: Callable[[str], str], *, part: str = BODY) -> bytes:
    """Edit the XML of a part."""
    parts = unpack(docx)
    return pack({**parts, part: edit(parts[part].decode()).encode()})


def _replaced(xml: str, old: str, new: str, count: int) -> str:
    assert old in xml, old
    return xml.replace(old, new, count)


def _without(xml: str, pattern: str) -> str:
    changed = re.sub(pattern, "", xml)
    assert changed != xml, pattern
    return changed
