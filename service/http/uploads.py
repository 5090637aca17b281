"""Files that are sent to us: alone as the body, or as the box `file` of a form."""

from http import HTTPStatus

from flask import request

from service.domain.verification import Sent
from service.http.files import DOCX, PDF
from service.http.refusals import RequestError

FORM = "multipart/form-data"
FIELD = "file"
SIGNATURE_FIELD = "signature"
_BYTES = "application/octet-stream"
_PICTURES = frozenset({"image/jpeg", "image/png"})
_ALONE = frozenset({DOCX, _BYTES})


def read_docx() -> bytes:
    """The sent file, whatever is in it. Raises RequestError.

    It is no larger than any other body: see `service.http.bodies`.
    """
    if request.mimetype in _ALONE:
        return request.get_data()
    if request.mimetype != FORM:
        raise _unsupported(DOCX)
    return read_file()


def read_signed() -> Sent:
    """A signed PDF alone as the body, or a form with a file and perhaps its `.sig`.

    Raises RequestError.
    """
    if request.mimetype in {PDF, _BYTES}:
        return Sent(request.get_data())
    if request.mimetype != FORM:
        raise _unsupported(PDF)
    return Sent(read_file(), _read_box(SIGNATURE_FIELD))


def read_scan() -> bytes:
    """A scan alone as the body, or in the box `file` of a form. Raises RequestError."""
    if request.mimetype in {PDF, _BYTES, *_PICTURES}:
        return request.get_data()
    if request.mimetype != FORM:
        raise _unsupported(PDF)
    return read_file()


def read_file() -> bytes:
    """The one file in the box `file` of a form, whatever is in it. Raises RequestError."""
    content = _read_box(FIELD)
    if content is None:
        raise _file_required()
    return content


def _read_box(name: str) -> bytes | None:
    """The file of a box of the form; None when nobody put one there. Raises RequestError."""
    sent = [one for one in request.files.getlist(name) if one.filename]
    if len(sent) > 1:
        message = f"В поле {name} больше одного файла."
        raise RequestError(message, code="file_required")
    content: bytes | None = sent[0].read() if sent else None
    return content


def _file_required() -> RequestError:
    message = f"Пришлите один файл в поле {FIELD}."
    return RequestError(message, code="file_required")


def _unsupported(wanted: str) -> RequestError:
    message = f"Пришлите файл телом запроса ({wanted}) или полем {FIELD} формы ({FORM})."
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return RequestError(message, code="unsupported_media_type", status=status)
