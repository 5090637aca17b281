"""Tables that travel in forms: nothing of a file is kept between the steps of an import."""

import base64
import binascii
import json
import zlib
from http import HTTPStatus

from service.http.refusals import RequestError
from service.operations.spreadsheets import MAX_COLUMNS, MAX_ROWS, Rows

_MAX_UNSEALED = 30_000_000


def seal(rows: Rows) -> str:
    """The rows as the text of a hidden box."""
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode())
    return base64.urlsafe_b64encode(packed).decode()


def unseal(text: str) -> Rows:
    """The rows of a hidden box, which anybody may have changed. Raises RequestError."""
    try:
        unpacker = zlib.decompressobj()
        rows = json.loads(unpacker.decompress(base64.urlsafe_b64decode(text), _MAX_UNSEALED))
    except (ValueError, zlib.error, binascii.Error, RecursionError) as error:
        raise _lost() from error
    if not isinstance(rows, list) or not 1 < len(rows) <= MAX_ROWS + 1 or not _are_texts(rows):
        raise _lost()
    return rows


def _are_texts(rows: list[object]) -> bool:
    return all(
        isinstance(row, list)
        and 0 < len(row) <= MAX_COLUMNS + 1
        and all(isinstance(cell, str) for cell in row)
        for row in rows
    )


def _lost() -> RequestError:
    message = "Таблица потерялась по дороге. Загрузите файл ещё раз."
    return RequestError(message, code="file_lost", status=HTTPStatus.UNPROCESSABLE_ENTITY)
