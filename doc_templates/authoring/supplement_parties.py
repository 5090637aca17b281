"""The two parties of an agreement side by side: their requisites and where each of them signs."""

from collections.abc import Iterator
from typing import Final

from docx.document import Document
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import when, workplace
from doc_templates.authoring.page import add, text_width
from doc_templates.authoring.signatures import (
    MARK_HEIGHT,
    MARK_WIDTH,
    add_receipt,
    put_bookmark,
)
from doc_templates.authoring.tables import (
    BOTTOM,
    add_frame,
    add_row,
    fill_cell,
    underline_cell,
)

_GAP: Final = 6
_PEN_HEIGHT: Final = 14
_ELSEWHERE: Final = "employer is defined"


def add_parties(document: Document) -> None:
    """Append the requisites and the signatures; the mark is put at ``signature_head``."""
    with when(document, f"not ({_ELSEWHERE})"):
        _add_table(document, by_key=True)
    with when(document, _ELSEWHERE):
        _add_table(document, by_key=False)
    # The worker confirms the copy on the employer's one: статья 67 of the Labour Code.
    add_receipt(
        document,
        'Экземпляр соглашения {{ employee.gender|agree("получил", "получила") }}:',
    )


def _add_table(document: Document, *, by_key: bool) -> None:
    right = text_width(document) - MARK_WIDTH - _GAP
    table = add_frame(document, (MARK_WIDTH, _GAP, right)).table
    _fill_row(table.rows[0], styles.CELL_HEAD, "РАБОТОДАТЕЛЬ", "РАБОТНИК")
    _fill_row(add_row(table), styles.CELL, _employer(elsewhere=not by_key), _employee())
    _fill_row(add_row(table), styles.CELL, "{{ signer.position.nom|capitalize_first }}", "")
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_before = Pt(8)
    _add_signatures(table, by_key=by_key)
    for paragraph in _list_paragraphs(table):
        paragraph.paragraph_format.keep_with_next = True


def _add_signatures(table: Table, *, by_key: bool) -> None:
    room = add_row(table)
    room.height = Mm(MARK_HEIGHT if by_key else _PEN_HEIGHT)
    head, _, employee = room.cells
    put_bookmark(head, "signature_head" if by_key else "signature_employer")
    put_bookmark(employee, "signature_employee")
    employee.vertical_alignment = BOTTOM
    head.paragraphs[0].paragraph_format.space_before = Pt(6)  # off the line above
    underline_cell(employee)
    if not by_key:
        underline_cell(head)
    names = add_row(table)
    for cell in names.cells:
        cell.vertical_alignment = BOTTOM
    _fill_name(names.cells[0], "signer", caption="" if by_key else "(подпись)")
    _fill_name(names.cells[2], "employee", caption="(подпись)")


def _fill_name(cell: _Cell, person: str, *, caption: str) -> None:
    name = f"{{{{ {person}.initials_before|nbsp_initials }}}}"
    if not caption:
        fill_cell(cell, styles.CELL, name)
        return
    fill_cell(cell, styles.CAPTION, caption)
    add(cell, styles.CELL, name)


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


def _list_paragraphs(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
