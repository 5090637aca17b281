"""Where people sign: the head by a key or a pen, everybody else by a pen."""

from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import by_number, when, workplace
from doc_templates.authoring.page import add, text_width
from doc_templates.authoring.tables import (
    BOTTOM,
    CENTER,
    Column,
    add_frame,
    add_grid,
    add_row,
    fill_cell,
    underline_cell,
)

#: The room for the mark of an electronic signature, mm: nothing else is printed in it.
MARK_WIDTH: Final = 87.5
MARK_HEIGHT: Final = 33
#: Room for the position, mm, in 14 pt: «Директор» leaves more of the line to a long surname.
_SHORT_POSITION: Final = 25
_LONG_POSITION: Final = 34  # «Исполняющий»
#: A word that its column would break, or too many lines beside the mark: «Глава Администрации …».
_WIDE: Final = "signer.position.nom|longest_word|length > 12 or signer.position.nom|length > 60"
_SHORT: Final = "signer.position.nom|length <= 8"
_POSITION: Final = "{{ signer.position.nom|capitalize_first }}"
_LINE_WIDTH: Final = 50
_RECEIPT_LINE: Final = 36
_RECEIPT_GAP: Final = 6


def add_head_signature(document: Document) -> None:
    """Requisite 22: position, room for the mark at the bookmark ``signature_head``, name.

    A position that does not fit beside the mark stands above it.
    """
    with when(document, _WIDE):
        position = add(document, styles.LEFT, _POSITION, keep_next=True)
        position.paragraph_format.space_before = Pt(12)
        _add_head_frame(document, _LONG_POSITION, "")
    with when(document, f"not ({_WIDE}) and {_SHORT}"):
        _add_head_frame(document, _SHORT_POSITION, _POSITION)
    with when(document, f"not ({_WIDE} or {_SHORT})"):
        _add_head_frame(document, _LONG_POSITION, _POSITION)


def _add_head_frame(document: Document, position_width: float, text: str) -> None:
    name_width = text_width(document) - position_width - MARK_WIDTH
    row = add_frame(document, (position_width, MARK_WIDTH, name_width), MARK_HEIGHT)
    position, mark, name = row.cells
    fill_cell(position, styles.LEFT, text)
    fill_cell(name, styles.RIGHT, "{{ signer.initials_before|nbsp_initials }}")
    position.vertical_alignment = name.vertical_alignment = CENTER
    put_bookmark(mark, "signature_head")
    mark.paragraphs[0].paragraph_format.space_before = Pt(9)  # off the line above


def add_paper_signature(
    document: Document, bookmark: str, name: str, left: str, *, gap: float = 0
) -> None:
    """Append a line to sign on: ``left`` (a date, a role), the line, the name.

    It stays on one page with what follows: another line or a registration mark. ``gap`` points set
    a ``left`` of several lines off what stands above.
    """
    width = (text_width(document) - _LINE_WIDTH) / 2
    row = add_frame(document, (width, _LINE_WIDTH, width), 12)
    on_the_left, line, on_the_right = row.cells
    fill_cell(on_the_left, styles.LEFT, left)
    put_bookmark(line, bookmark)
    underline_cell(line)
    fill_cell(on_the_right, styles.RIGHT, name)
    caption = add_row(row.table)
    fill_cell(caption.cells[1], styles.CAPTION, "(подпись)")
    for cell in row.cells:
        cell.vertical_alignment = BOTTOM
    if gap:
        on_the_left.paragraphs[0].paragraph_format.space_before = Pt(gap)
    for paragraph in (
        line for one in row.table.rows for cell in one.cells for line in cell.paragraphs
    ):
        paragraph.paragraph_format.keep_with_next = True


def add_receipt(document: Document, text: str) -> None:
    """Append a line for the hand that got a copy: ``text``, its signature and its date."""
    # Two tables that touch become one: a line between them keeps their columns apart.
    add(document, styles.CAPTION, "", keep_next=True)
    width = text_width(document) - 2 * _RECEIPT_LINE - _RECEIPT_GAP
    row = add_frame(document, (width, _RECEIPT_LINE, _RECEIPT_GAP, _RECEIPT_LINE), 10)
    fill_cell(row.cells[0], styles.CELL, text)
    captions = add_row(row.table)
    for index, caption in ((1, "(подпись)"), (3, "(дата)")):
        underline_cell(row.cells[index])
        fill_cell(captions.cells[index], styles.CAPTION, caption)
    for cell in row.cells:
        cell.vertical_alignment = BOTTOM
    for cell in (*row.cells, *captions.cells):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def add_acquaintance(document: Document) -> None:
    """Append «С приказом ознакомлен(ы)»: the dates and the signatures are for the hand."""
    with when(document, "acquainted is defined"):
        _add_acquainted(document)


def acquainted_word(people: str) -> str:
    """Print «ознакомлены», or what agrees with the gender when the list has one person."""
    alone = f'{{{{ {people}[0].gender|agree("ознакомлен", "ознакомлена") }}}}'
    return by_number(people, alone, "ознакомлены")


def _add_acquainted(document: Document) -> None:
    word = acquainted_word("acquainted")
    heading = add(document, styles.LEFT, f"С приказом {word}:", keep_next=True)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.space_after = Pt(6)
    position = "{{ person.position.nom|capitalize_first }}" + workplace("person")
    columns = (
        Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Должность", 58, position),
        # In full: two Н.Д. Ковтун may teach in one school.
        Column("Фамилия, имя, отчество", 51, "{{ person.fio.nom }}"),
        Column("Подпись", 27, ""),
        Column("Дата", 23, ""),
    )
    add_grid(document, columns, "person in acquainted", row_height=9)


def put_bookmark(cell: _Cell, name: str) -> None:
    """Put a bookmark at the top left corner of ``cell``: the PDF gets a destination there."""
    bookmark_paragraph(cell.paragraphs[0], name)


def bookmark_paragraph(paragraph: Paragraph, name: str) -> None:
    """Put a bookmark around an empty run at the end of ``paragraph``.

    A second place for one signature, in another branch of a condition, is numbered: Word drops a
    bookmark whose name is taken. Filling takes the number away.
    """
    marks = paragraph.part.element.xpath("//w:bookmarkStart")
    number = len(marks)
    taken = [str(mark.get(qn("w:name"))) for mark in marks]
    same = sum(one == name or one.startswith(f"{name}_") for one in taken)
    name = f"{name}_{same + 1}" if same else name
    for xml in (
        f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>',
        f"<w:r {nsdecls('w')}><w:t></w:t></w:r>",
        f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>',
    ):
        paragraph._p.append(parse_xml(xml))  # noqa: SLF001 -- python-docx has no bookmarks
