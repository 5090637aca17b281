"""The two parties of an agreement: their requisites and where each of them signs.

Side by side, with room for one mark. Where the worker signs by a key too, one under the other: two
marks are wider than the sheet.
"""

from typing import Final

from docx.document import Document
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import when, workplace
from doc_templates.authoring.page import add, text_width
from doc_templates.authoring.signatures import (
    BY_LINK,
    MARK_HEIGHT,
    MARK_WIDTH,
    add_receipt,
    hold,
    put_bookmark,
    signs_by_key,
    signs_by_link,
)
from doc_templates.authoring.tables import (
    BOTTOM,
    add_frame,
    add_row,
    fill_cell,
    rows_when,
    underline_cell,
)

_GAP: Final = 6
_PEN_HEIGHT: Final = 14
_ELSEWHERE: Final = "employer is defined"
_WORKER_BY_KEY: Final = signs_by_key("employee")
_WORKER_BY_LINK: Final = signs_by_link("employee")
_EMPLOYER, _WORKER = "РАБОТОДАТЕЛЬ", "РАБОТНИК"
_POSITION: Final = "{{ signer.position.nom|capitalize_first }}"
_BY_PEN: Final = "(подпись)"


def add_parties(document: Document) -> None:
    """Append the requisites and the signatures; the mark is put at ``signature_head``."""
    for by_key, where in ((True, f"not ({_ELSEWHERE})"), (False, _ELSEWHERE)):
        with when(document, f"{where} and not ({_WORKER_BY_KEY})"):
            _add_table(document, by_key=by_key)
        with when(document, f"{where} and {_WORKER_BY_KEY}"):
            _add_blocks(document, by_key=by_key)
    # The worker confirms the copy on the employer's one: статья 67 of the Labour Code.
    add_receipt(
        document,
        'Экземпляр соглашения {{ employee.gender|agree("получил", "получила") }}:',
    )


def _add_table(document: Document, *, by_key: bool) -> None:
    """Append both parties side by side; ``by_key``: the employer's head signs by a key."""
    right = text_width(document) - MARK_WIDTH - _GAP
    table = add_frame(document, (MARK_WIDTH, _GAP, right)).table
    _fill_row(table.rows[0], styles.CELL_HEAD, _EMPLOYER, _WORKER)
    _fill_row(add_row(table), styles.CELL, _employer(elsewhere=not by_key), _employee())
    _fill_row(add_row(table), styles.CELL, _POSITION, "")
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_before = Pt(8)
    for by_link, condition in ((False, f"not ({_WORKER_BY_LINK})"), (True, _WORKER_BY_LINK)):
        with rows_when(table, condition):
            _add_signatures(table, by_key=by_key, by_link=by_link)
    hold(table)


def _add_signatures(table: Table, *, by_key: bool, by_link: bool) -> None:
    room = add_row(table)
    room.height = Mm(MARK_HEIGHT if by_key else _PEN_HEIGHT)
    head, _, employee = room.cells
    _put_place(head, by_key=by_key)
    put_bookmark(employee, "signature_employee")
    employee.vertical_alignment = BOTTOM
    if not by_link:
        underline_cell(employee)
    names = add_row(table)
    for cell in names.cells:
        cell.vertical_alignment = BOTTOM
    _fill_name(names.cells[0], "signer", caption="" if by_key else _BY_PEN)
    _fill_name(names.cells[2], "employee", caption=BY_LINK if by_link else _BY_PEN)


def _add_blocks(document: Document, *, by_key: bool) -> None:
    """Append one party under the other, each with its place beside it."""
    width = text_width(document) - MARK_WIDTH
    employer = f"{_employer(elsewhere=not by_key)}\n{_POSITION}"
    head = _add_block(document, width, _EMPLOYER, f"{employer}\n{_name('signer')}")
    _put_place(head, by_key=by_key)
    worker = _add_block(document, width, _WORKER, f"{_employee()}\n{_name('employee')}")
    put_bookmark(worker, "signature_employee")


def _add_block(document: Document, width: float, title: str, text: str) -> _Cell:
    """Append a party; return the cell to sign in."""
    add(document, styles.CAPTION, "", keep_next=True)
    who, place = add_frame(document, (width, MARK_WIDTH), MARK_HEIGHT).cells
    fill_cell(who, styles.CELL, f"{title}\n{text}")
    who.paragraphs[0].style = styles.CELL_HEAD
    who.paragraphs[-1].paragraph_format.space_before = Pt(8)
    for cell in (who, place):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    return place


def _put_place(cell: _Cell, *, by_key: bool) -> None:
    """Put the bookmark where the employer's head signs; by a pen, on a line."""
    put_bookmark(cell, "signature_head" if by_key else "signature_employer")
    cell.paragraphs[0].paragraph_format.space_before = Pt(6)  # off the line above
    if not by_key:
        underline_cell(cell)


def _fill_name(cell: _Cell, person: str, *, caption: str) -> None:
    if not caption:
        fill_cell(cell, styles.CELL, _name(person))
        return
    fill_cell(cell, styles.CAPTION, caption)
    add(cell, styles.CELL, _name(person))


def _name(person: str) -> str:
    return f"{{{{ {person}.initials_before|nbsp_initials }}}}"


def _fill_row(row: _Row, style: str, left: str, right: str) -> None:
    fill_cell(row.cells[0], style, left)
    fill_cell(row.cells[2], style, right)


def _employer(*, elsewhere: bool) -> str:
    who, kpp = ("employer", "") if elsewhere else ("org", "КПП {{ org.kpp }}, ")
    name = "{{ employer.name }}" if elsewhere else "{{ org.full_name }}"
    return (
        f"{name}\nАдрес: {{{{ {who}.address }}}}\n"
        f"ИНН {{{{ {who}.inn }}}}, {kpp}ОГРН {{{{ {who}.ogrn }}}}"
    )


def _employee() -> str:
    position = "{{ employee.position.nom|capitalize_first }}" + workplace("employee")
    return f"{{{{ employee.fio.nom }}}}\n{position}"
