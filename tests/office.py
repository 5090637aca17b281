"""The order of the library as an office edits it in Word: opened and saved with python-docx."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as Docx
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table

from tests.linting import ORDER

PAIRS_TABLE: Final = "основной текст, таблица 6, строка"
"""How a place in the table of pairs is described; the number of the row follows."""


def edit(change: Callable[[Docx], None]) -> bytes:
    document = Document(BytesIO(ORDER.template))
    change(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def get_pairs_table(document: Docx) -> Table:
    return document.tables[5]


def remove(*elements: BaseOxmlElement) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
