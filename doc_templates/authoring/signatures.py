"""Where people sign: a row with room for the mark of a key, or with a line for a pen.

`signing` says by what means each role signs: see `describe_signing` of `service.domain.filling`.
"""

from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import Table, _Cell
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
_ROLE: Final = 32  # «Наставляемый»
_HEAD: Final = "{{ signer.initials_before|nbsp_initials }}"
_POSITION: Final = "{{ signer.position.nom|capitalize_first }}"
#: Before the signature and after it, it is true.
BY_LINK: Final = "подписывается простой электронной подписью"
_LINE_WIDTH: Final = 50
_RECEIPT_LINE: Final = 36
_RECEIPT_GAP: Final = 6


def signs_by_key(role: str) -> str:
    """The condition that the role signs by a key, which leaves a mark."""
    return f'"{role}" in signing.by_key'


def signs_by_link(role: str) -> str:
    """The condition that the role signs by a link, which leaves nothing on the page."""
    return f'"{role}" in signing.by_link'


def signs_by_hand(role: str) -> str:
    """The condition that the role signs on paper."""
    return f"not ({signs_by_key(role)} or {signs_by_link(role)})"


def add_head_signature(document: Document) -> None:
    """Requisite 22: position, room for the mark at the bookmark ``signature_head``, name."""
    _add_fitting_room(document, _Place("signature_head", _HEAD, _POSITION, "signer"))


def add_signature(
    document: Document, bookmark: str, name: str, left: str, *, holder: str = "", gap: float = 0
) -> None:
    """Append where a role of the kind signs: beside ``left`` (a date, a role, a position).

    It stays on one page with what follows: another one or a registration mark. ``holder`` is the
    person whose position ``left`` has; ``gap`` points set a ``left`` of several lines off.
    """
    role = bookmark.removeprefix("signature_")
    with when(document, signs_by_key(role)):
        add_room(document, bookmark, name, left, holder=holder)
    with when(document, signs_by_link(role)):
        _add_line(document, _Place(bookmark, name, left), gap, is_ruled=False)
    with when(document, signs_by_hand(role)):
        add_paper_signature(document, bookmark, name, left, gap=gap)


def add_room(document: Document, bookmark: str, name: str, left: str, *, holder: str = "") -> None:
    """Append a row with room for a mark, held on one page with what follows: `add_signature`."""
    place = _Place(bookmark, name, left, holder, is_held=True)
    if holder:
        _add_fitting_room(document, place)
    else:
        _add_room(document, place, _ROLE, left)


@dataclass(frozen=True)
class _Place:
    """What a row says beside the place to sign; ``holder`` is whose position is at left."""

    bookmark: str
    name: str
    left: str
    holder: str = ""
    is_held: bool = False


def _add_fitting_room(document: Document, place: _Place) -> None:
    """Append a row; a position that does not fit beside the mark stands above it.

    It has a word that its column would break, or too many lines: «Глава Администрации …».
    """
    position = f"{place.holder}.position.nom"
    wide = f"{position}|longest_word|length > 12 or {position}|length > 60"
    short = f"{position}|length <= 8"
    with when(document, wide):
        above = [add(document, styles.LEFT, one, keep_next=True) for one in place.left.split("\n")]
        above[0].paragraph_format.space_before = Pt(12)
        _add_room(document, place, _LONG_POSITION, "")
    with when(document, f"not ({wide}) and {short}"):
        _add_room(document, place, _SHORT_POSITION, place.left)
    with when(document, f"not ({wide} or {short})"):
        _add_room(document, place, _LONG_POSITION, place.left)


def _add_room(document: Document, place: _Place, left_width: float, text: str) -> None:
    beside = text_width(document) - MARK_WIDTH
    left_width = max(
        left_width, beside / 2 if beside > MARK_WIDTH * 2 else 0
    )  # a sheet on its side
    name_width = beside - left_width
    frame = add_frame(document, (left_width, MARK_WIDTH, name_width), MARK_HEIGHT)
    left, mark, name = frame.cells
    fill_cell(left, styles.LEFT, text)
    fill_cell(name, styles.RIGHT, place.name)
    left.vertical_alignment = name.vertical_alignment = CENTER
    put_bookmark(mark, place.bookmark)
    mark.paragraphs[0].paragraph_format.space_before = Pt(9)  # off the line above
    if place.is_held:
        hold(frame.table)


def add_paper_signature(
    document: Document, bookmark: str, name: str, left: str, *, gap: float = 0
) -> None:
    """Append a line to sign on: ``left`` (a date, a role), the line, the name.

    It stays on one page with what follows: another line or a registration mark. ``gap`` points set
    a ``left`` of several lines off what stands above.
    """
    _add_line(document, _Place(bookmark, name, left), gap, is_ruled=True)


def _add_line(document: Document, place: _Place, gap: float, *, is_ruled: bool) -> None:
    width = (text_width(document) - _LINE_WIDTH) / 2
    row = add_frame(document, (width, _LINE_WIDTH, width), 12)
    left, line, name = row.cells
    fill_cell(left, styles.LEFT, place.left)
    fill_cell(name, styles.RIGHT, place.name)
    if is_ruled:
        underline_cell(line)
        fill_cell(add_row(row.table).cells[1], styles.CAPTION, "(подпись)")
    else:
        fill_cell(line, styles.CAPTION, BY_LINK)
    put_bookmark(line, place.bookmark)
    for cell in row.cells:
        cell.vertical_alignment = BOTTOM
    if gap:
        left.paragraphs[0].paragraph_format.space_before = Pt(gap)
    hold(row.table)


def hold(table: Table) -> None:
    """Keep a table on one page with what follows."""
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
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
