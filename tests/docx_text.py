"""What a filled docx says, without the signs that only hold lines together."""

import zipfile
from io import BytesIO
from typing import Final

from lxml import etree

from doc_templates.typography import NBSP, NO_BREAK_HYPHEN

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_text(docx: bytes) -> str:
    """Return the body, a paragraph per line, no-break spaces and hyphens as plain ones."""
    with zipfile.ZipFile(BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    paragraphs = ("".join(map(str, p.itertext(f"{_WORD}t"))) for p in root.iter(f"{_WORD}p"))
    return as_typed("\n".join(paragraphs))


def as_typed(text: str) -> str:
    """Return ``text`` as a person would type it."""
    return text.replace(NBSP, " ").replace(NO_BREAK_HYPHEN, "-")
