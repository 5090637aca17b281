"""Tables of an official document: grids with a repeated head, frames without lines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from doc_templates.authoring import styles
from doc_templates.authoring.page import add

TOP = WD_CELL_VERTICAL_ALIGNMENT.TOP
CENTER = WD_CELL_VERTICAL_ALIGNMENT.CENTER
BOTTOM = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


@dataclass(frozen=True)
class Column:
    """A column of a grid: its head, its width in mm, the Jinja text of a body cell."""

    head: str
    width: float
    text: str
    style: str = styles.CELL


def add_grid(
    document: Document,
    columns: Sequence[Column],
    rows: str,
    *,
    row_height: float = 0,
    keep_next: bool = False,
) -> Table:
    """Append a table with lines, one row per item of the Jinja loop ``rows``.

    ``rows`` is the inside of a ``for`` tag: ``pair in pairs``; ``row_height`` is in mm;
    ``keep_next`` holds the table on one page with what follows.
    """
    table = _add_table(document, [column.width for column in columns])
    _fill_head(table, [column.head for column in columns])
    _add_tag_row(table, f"{{%tr for {rows} %}}")
    body = table.add_row()
    for cell, column in zip(body.cells, columns, strict=True):
        fill_cell(cell, column.style, column.text)
        for paragraph in cell.paragraphs if keep_next else ():
            paragraph.paragraph_format.keep_with_next = True
    if row_height:
        body.height = Mm(row_height)
    _mark(body, "w:cantSplit")
    _add_tag_row(table, "{%tr endfor %}")
    return table


def add_staged_grid(
    document: Document, head: Sequence[tuple[str, float]], lines: Sequence[str]
) -> None:
    """Append a grid of literal rows, numbered through, under full-width titles of stages.

    A line is ``# title of a stage`` or ``cell | cell | cell`` without the number.
    """
    table = _add_table(document, [width for _, width in head])
    _fill_head(table, [title for title, _ in head])
    number = 0
    for line in lines:
        row = table.add_row()
        if line.startswith("# "):
            title = row.cells[0].merge(row.cells[-1])
            fill_cell(title, styles.CELL_HEAD, line.removeprefix("# "))
            _mark(row, "w:cantSplit")
        else:
            number += 1
            _fill_row(row, (f"{number}", *line.split(" | ")))


def _fill_head(table: Table, titles: Sequence[str]) -> None:
    table.style = styles.GRID
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.vertical_alignment = CENTER
        fill_cell(cell, styles.CELL_HEAD, title)
    _mark(table.rows[0], "w:cantSplit", "w:tblHeader")


def _fill_row(row: _Row, texts: Sequence[str]) -> None:
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        fill_cell(cell, styles.CELL if index else styles.CELL_CENTERED, text)
    _mark(row, "w:cantSplit")


def add_facts(
    document: Document, widths: Sequence[float], facts: Sequence[tuple[str, str]]
) -> None:
    """Append a two-column grid: what, and its value."""
    table = _add_table(document, widths, len(facts))
    table.style = styles.GRID
    for row, (name, value) in zip(table.rows, facts, strict=True):
        fill_cell(row.cells[0], styles.CELL, name)
        fill_cell(row.cells[1], styles.CELL, value)
        _mark(row, "w:cantSplit")


def add_frame(document: Document, widths: Sequence[float], height: float = 0) -> _Row:
    """Append a one-row table without lines and paddings, at least ``height`` mm high."""
    table = _add_table(document, widths)
    _set_paddings(table, 0)
    row = table.rows[0]
    if height:
        row.height = Mm(height)
    _mark(row, "w:cantSplit")
    return row


def add_row(table: Table) -> _Row:
    """Append an empty row that does not break between pages."""
    row: _Row = table.add_row()
    _mark(row, "w:cantSplit")
    return row


@contextmanager
def rows_when(table: Table, condition: str) -> Iterator[None]:
    """Keep the rows added inside only if ``condition`` holds."""
    _add_tag_row(table, f"{{%tr if {condition} %}}")
    yield
    _add_tag_row(table, "{%tr endif %}")


def fill_cell(cell: _Cell, style: str, text: str) -> None:
    """Write ``text`` into ``cell``, one paragraph per line."""
    first, *rest = text.split("\n")
    paragraph = cell.paragraphs[0]
    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 -- a cell comes with a paragraph
    add(cell, style, first)
    for line in rest:
        add(cell, style, line)


def underline_cell(cell: _Cell) -> None:
    """Draw the line on which a hand writes: a border, not a row of underscores."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 -- python-docx has no borders
        parse_xml(
            f"<w:tcBorders {nsdecls('w')}>"
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
        )
    )


def _add_table(document: Document, widths: Sequence[float], rows: int = 1) -> Table:
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _set_paddings(table: Table, width: int) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001 -- python-docx has no paddings
    margins = parse_xml(
        f"<w:tblCellMar {nsdecls('w')}>"
        f'<w:left w:w="{width}" w:type="dxa"/><w:right w:w="{width}" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    properties.insert_element_before(margins, "w:tblLook")


def _add_tag_row(table: Table, tag: str) -> None:
    table.add_row().cells[0].paragraphs[0].text = tag


def _mark(row: _Row, *names: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no row marks
    for name in names:
        properties.append(parse_xml(f"<{name} {nsdecls('w')}/>"))
