"""A fresh document: the sheet, the margins, the page numbers, the settings."""

from typing import Final, cast

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from doc_templates.authoring import styles
from doc_templates.authoring.styles import FONT, install_styles
from doc_templates.authoring.typography import typeset_literal

PAGE_WIDTH: Final = 210
PAGE_HEIGHT: Final = 297
RIGHT_MARGIN: Final = 10
#: Left margin in mm. Documents kept longer than ten years are sewn: ГОСТ Р 7.0.97, 3.2.
LONG_KEPT: Final = 30
SHORT_KEPT: Final = 20
#: The longest line of a requisite in the middle of the sheet and in its corner, mm.
LENGTHWISE: Final = 120
IN_CORNER: Final = 80


def start_document(left_margin: int, *, landscape: bool = False) -> Document:
    """Open an empty A4 document with the margin for sewing of ``left_margin`` mm.

    ``landscape`` lays the sheet on its long side: for tables of more than six columns.
    """
    document = docx.Document()
    install_styles(document)
    _set_settings(document)
    _set_font_table(document)
    _set_sheet(document, left_margin, landscape=landscape)
    _fit_requisites(document)
    _number_pages(document)
    return document


def text_width(document: Document) -> float:
    """Return the width between the margins in mm."""
    section = document.sections[0]
    sheet, margin = cast("tuple[Length, Length]", (section.page_width, section.left_margin))
    return float(round(sheet.mm) - RIGHT_MARGIN - margin.mm)


def add(target: Document | _Cell, style: str, text: str, *, keep_next: bool = False) -> Paragraph:
    """Append a paragraph; ``keep_next`` holds it on one page with what follows."""
    paragraph = target.add_paragraph(typeset_literal(text), style=style)
    if keep_next:
        paragraph.paragraph_format.keep_with_next = True
    return paragraph


def break_page(document: Document, style: str, text: str) -> Paragraph:
    """Append a paragraph that opens a new page."""
    paragraph = add(document, style, text)
    paragraph.paragraph_format.page_break_before = True
    return paragraph


def _set_sheet(document: Document, left_margin: int, *, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    if landscape:
        section.page_width, section.page_height = Mm(PAGE_HEIGHT), Mm(PAGE_WIDTH)
        section.orientation = WD_ORIENTATION.LANDSCAPE
    section.left_margin, section.right_margin = Mm(left_margin), Mm(RIGHT_MARGIN)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.gutter = Mm(0)


def _fit_requisites(document: Document) -> None:
    """Keep the lines of requisites as short as ГОСТ Р 7.0.97 wants them."""
    width = text_width(document)
    for style, left, right in (
        (styles.LETTERHEAD, (width - LENGTHWISE) / 2, (width - LENGTHWISE) / 2),
        (styles.CORNER, width - IN_CORNER, 0.0),
    ):
        shape = cast("ParagraphStyle", document.styles[style]).paragraph_format
        shape.left_indent, shape.right_indent = Mm(left), Mm(right)


def _number_pages(document: Document) -> None:
    """Number pages from the second one, in the middle of the top margin."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = document.styles["Normal"]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(  # noqa: SLF001 -- python-docx has no fields
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
        )
    )


def _set_settings(document: Document) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for xml in (
        '<w:defaultTabStop {} w:val="708"/>',
        (
            "<w:compat {}><w:compatSetting"
            ' w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
            ' w:val="15"/></w:compat>'
        ),
        '<w:themeFontLang {} w:val="ru-RU"/>',
    ):
        settings.append(parse_xml(xml.format(nsdecls("w"))))


def _set_font_table(document: Document) -> None:
    """Name a stand-in of the same metrics for machines that have no Liberation fonts."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = (  # noqa: SLF001 -- python-docx passes the font table through unread
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts {nsdecls("w")}><w:font w:name="{FONT}"><w:altName w:val="Times New Roman"/>'
        '<w:charset w:val="CC"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        "</w:fonts>"
    ).encode()
