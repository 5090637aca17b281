"""Tables as workbooks for office programs (ISO/IEC 29500)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from service.operations.spreadsheets import as_cell

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_TITLE: Final = 31
_MIN_WIDTH, _MAX_WIDTH = 9, 48
_HEAD: Final = PatternFill("solid", fgColor="E4EFF0")


@dataclass(frozen=True)
class Sheet:
    """A table under a header."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def write_workbook(sheet: Sheet) -> bytes:
    """One sheet with a frozen, filtered header; what people typed never becomes a formula."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet.title[:_MAX_TITLE]
    for number, row in enumerate([sheet.header, *sheet.rows], 1):
        for place, value in enumerate(row, 1):
            _put(page.cell(number, place), value, is_head=number == 1)
    for place in range(1, len(sheet.header) + 1):
        longest = max(len(str(row[place - 1])) for row in [sheet.header, *sheet.rows])
        width = min(max(longest + 2, _MIN_WIDTH), _MAX_WIDTH)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "B2"
    page.auto_filter.ref = page.dimensions
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _put(cell: Any, value: str | int, *, is_head: bool) -> None:  # noqa: ANN401 -- published without types
    cell.value = as_cell(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_head:
        cell.font, cell.fill = Font(bold=True), _HEAD
