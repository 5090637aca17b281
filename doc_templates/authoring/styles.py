"""The styles of an official document by ГОСТ Р 7.0.97: nothing else is in the file."""

from dataclasses import dataclass
from typing import Final, cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from doc_templates import style_profile

FONT: Final = "Liberation Serif"

# Names of paragraph styles, in Russian: a secretary meets them in the style list of Word.
TEXT: Final = "Текст документа"
DENSE_TEXT: Final = "Текст согласия"
LETTERHEAD: Final = "Реквизиты бланка"
CENTERED: Final = "Реквизит по центру"
LEFT: Final = "Реквизит слева"
RIGHT: Final = "Реквизит справа"
CORNER: Final = style_profile.CORNER
DOCUMENT_KIND: Final = "Вид документа"
SUBJECT: Final = "Заголовок к тексту"
TITLE: Final = "Название документа"
SUBTITLE: Final = "О чём документ"
SECTION: Final = "heading 1"
CELL: Final = "Ячейка"
CELL_CENTERED: Final = "Ячейка по центру"
CELL_HEAD: Final = "Шапка таблицы"
CAPTION: Final = "Подстрочная надпись"
REGISTRATION: Final = "Отметка о регистрации"
GRID: Final = "Table Grid"

_ALIGNMENT: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Style:
    """A paragraph style. Sizes and spaces are points, indents are millimetres."""

    code: str
    alignment: str = "left"
    size: float = 14
    bold: bool = False
    line: float = 1.0
    before: float = 0
    after: float = 0
    first_line: float = 0
    left: float = 0
    right: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    is_heading: bool = False


_STYLES: Final = {
    TEXT: Style("Text", "justify", line=1.15, first_line=12.5),
    DENSE_TEXT: Style("DenseText", "justify", size=12, first_line=12.5),
    # How wide these two are depends on the sheet: see `page`.
    LETTERHEAD: Style("Letterhead", "center", after=3),
    CENTERED: Style("Centered", "center"),
    LEFT: Style("LeftRequisite"),
    RIGHT: Style("RightRequisite", "right"),
    CORNER: Style("Corner", keep_lines=True),
    DOCUMENT_KIND: Style("DocumentKind", "center", bold=True, before=12, after=12, keep_next=True),
    SUBJECT: Style(
        "Subject", "center", bold=True, before=12, after=12, left=20, right=20, keep_next=True
    ),
    TITLE: Style("DocumentTitle", "center", bold=True, before=24, keep_next=True),
    SUBTITLE: Style(
        "DocumentSubtitle", "center", bold=True, after=12, left=22, right=22, keep_next=True
    ),
    SECTION: Style(
        "Heading1", "center", bold=True, before=12, after=6, keep_next=True, is_heading=True
    ),
    CELL: Style("Cell", size=12),
    CELL_CENTERED: Style("CellCentered", "center", size=12),
    CELL_HEAD: Style("CellHead", "center", size=12, bold=True, keep_next=True),
    CAPTION: Style("Caption", "center", size=10),
    REGISTRATION: Style("Registration", size=10, before=8),
}


def install_styles(document: Document) -> None:
    """Replace the styles that python-docx brings along by ours."""
    _clear(document)
    _set_defaults(document)
    for name, style in _STYLES.items():
        _add(document, name, style)
    _add_grid(document)


def _clear(document: Document) -> None:
    root = document.styles.element
    for child in list(root):
        is_default_paragraph = child.get(qn("w:styleId")) == "Normal"
        if child.tag != qn("w:docDefaults") and not is_default_paragraph:
            root.remove(child)


def _set_defaults(document: Document) -> None:
    """Font, size and language for everything, whatever the office would choose itself."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    replacement = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        '<w:sz w:val="28"/><w:szCs w:val="28"/>'
        '<w:lang w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    document.styles.element.replace(defaults, replacement)
    normal = document.styles["Normal"].element
    for child in list(normal):
        if child.tag in {qn("w:rPr"), qn("w:pPr"), qn("w:rsid")}:
            normal.remove(child)


def _add(document: Document, name: str, style: Style) -> None:
    added = cast(
        "ParagraphStyle",
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == SECTION),
    )
    added.element.set(qn("w:styleId"), style.code)
    added.base_style = document.styles["Normal"]
    added.quick_style = True
    _set_paragraph(added, style)
    if style.size != Pt(14).pt:
        added.font.size = Pt(style.size)
    if style.bold:
        added.font.bold = True


def _set_paragraph(added: ParagraphStyle, style: Style) -> None:
    paragraph = added.paragraph_format
    paragraph.alignment = _ALIGNMENT[style.alignment]
    paragraph.line_spacing = style.line
    paragraph.space_before, paragraph.space_after = Pt(style.before), Pt(style.after)
    paragraph.first_line_indent = Mm(style.first_line)
    paragraph.left_indent, paragraph.right_indent = Mm(style.left), Mm(style.right)
    paragraph.keep_with_next = style.keep_next or None
    paragraph.keep_together = style.keep_lines or None
    if style.is_heading:  # becomes a heading of the tagged PDF and a line of its outline
        properties = added.element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))


def _add_grid(document: Document) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:styleId="TableGrid">'
            f'<w:name w:val="{GRID}"/><w:tblPr><w:tblBorders>{sides}</w:tblBorders>'
            '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
            '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr></w:style>"
        )
    )
