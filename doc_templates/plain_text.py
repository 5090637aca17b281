"""Reads what a filled document says."""

import io
import zipfile
from typing import Final

from lxml import etree

from doc_templates.typography import NBSP, NO_BREAK_HYPHEN

_DOCUMENT: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_text(docx: bytes) -> str:
    """Return the body, a paragraph per line, no-break spaces and hyphens as plain ones.

    For documents that were filled here: the package is not checked again.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(package.read(_DOCUMENT), parser)
    paragraphs = ("".join(map(str, p.itertext(f"{_W}t"))) for p in root.iter(f"{_W}p"))
    return "\n".join(paragraphs).replace(NBSP, " ").replace(NO_BREAK_HYPHEN, "-")
