"""Tables from outside, XLSX or CSV, as rows of text; and rows of text as XLSX.

An XLSX is a zip of XML that somebody else made: before it is opened, its directory must promise
little, and no part may declare a document type, without which XML has no entities to blow up.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from service.domain.errors import InvalidRequestError, Problem

MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 40
MAX_CELL: Final = 500
_MAX_PARTS: Final = 300
_MAX_UNPACKED: Final = 30_000_000
_MAX_RATIO: Final = 200
_WIDTH: Final = 24
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = ";\t,"
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOCTYPE: Final = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)

Rows = list[list[str]]


class _Fault(StrEnum):
    OLD_EXCEL = "Это старый формат Excel. Сохраните таблицу как «Книга Excel (.xlsx)»."
    NOBODY = "В таблице нет строк под заголовком."
    NOT_OPENED = "Не удалось открыть таблицу. Сохраните её в Excel заново."
    TOO_LARGE = "Таблица слишком велика. Оставьте в файле один лист с людьми."
    ODD_PART = "В файле есть то, чего в таблице быть не может. Сохраните заново."
    BROKEN = "Файл повреждён. Сохраните таблицу заново."
    NOT_PARSED = "Не удалось разобрать таблицу. Сохраните её как XLSX."
    NO_TABLE = "Это не таблица. Нужен файл XLSX или CSV."
    NO_LETTERS = "Не удалось прочитать буквы. Сохраните таблицу как XLSX."
    TOO_MANY_ROWS = f"В таблице больше {MAX_ROWS} строк. Разделите её на части."


def read_table(content: bytes) -> Rows:
    """The rows with something in them, the first of which names the columns.

    Raises InvalidRequestError (`#/file`): no table, too large, or dangerous to open.
    """
    if content.startswith(_OLD_EXCEL):
        raise _refuse(_Fault.OLD_EXCEL)
    cells = _read_xlsx(content) if content.startswith(_ZIP) else _read_csv(content)
    rows = [row for row in cells if any(row)]
    if len(rows) < 2:  # noqa: PLR2004 -- a heading and somebody below it
        raise _refuse(_Fault.NOBODY)
    return rows


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet of text; the first row is its heading."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, as_cell(text))
            # What begins like a formula stays text: nobody's program is to calculate it.
            cell.data_type = "s"
            cell.font = Font(bold=number == 1)
    for place in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_cell(text: str) -> str:
    """The text without what no cell can hold (XML 1.0, 2.2)."""
    return _NO_XML.sub("", text)


def _read_xlsx(content: bytes) -> Iterator[list[str]]:
    _check_zip(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be true
        rows = [_texts(row) for row in _limited(sheet.iter_rows(values_only=True))]
    except InvalidRequestError:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise _refuse(_Fault.NOT_OPENED) from error
    return iter(rows)


def _check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > _MAX_PARTS or unpacked > min(_MAX_UNPACKED, _most(content)):
                raise _refuse(_Fault.TOO_LARGE)
            for member in members:
                is_xml = member.filename.lower().endswith((".xml", ".rels"))
                if is_xml and _DOCTYPE.search(package.read(member).replace(b"\0", b"")):
                    raise _refuse(_Fault.ODD_PART)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError) as error:
        raise _refuse(_Fault.BROKEN) from error


def _most(content: bytes) -> int:
    return max(len(content) * _MAX_RATIO, 1_000_000)


def _read_csv(content: bytes) -> Iterator[list[str]]:
    text = _decode(content)
    heading = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    try:
        yield from map(_texts, _limited(csv.reader(io.StringIO(text), delimiter=delimiter)))
    except csv.Error as error:
        raise _refuse(_Fault.NOT_PARSED) from error


def _decode(content: bytes) -> str:
    """Text in UTF-8, with or without its mark, else as Excel of Windows writes it."""
    if b"\0" in content:
        raise _refuse(_Fault.NO_TABLE)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(_Fault.NO_LETTERS)


def _limited(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows):
        if number > MAX_ROWS:
            raise _refuse(_Fault.TOO_MANY_ROWS)
        yield row[:MAX_COLUMNS]


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(value) for value in row]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%d.%m.%Y}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return " ".join(str(value).split())[:MAX_CELL]


def _refuse(fault: _Fault) -> InvalidRequestError:
    return InvalidRequestError((Problem("#/file", "unreadable", fault),))
