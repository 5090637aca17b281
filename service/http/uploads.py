"""Files that are sent to us: alone as the body, or as the box `file` of a form."""

from http import HTTPStatus

from flask import request

from service.http.files import DOCX
from service.http.refusals import RequestError

FORM = "multipart/form-data"
FIELD = "file"
_ALONE = frozenset({DOCX, "application/octet-stream"})


def read_docx() -> bytes:
    """The sent file, whatever is in it. Raises RequestError.

    It is no larger than any other body: see `service.http.bodies`.
    """
    if request.mimetype in _ALONE:
        return request.get_data()
    if request.mimetype != FORM:
        message = f"Пришлите файл .docx телом запроса ({DOCX}) или полем {FIELD} формы ({FORM})."
        raise RequestError(
            message, code="unsupported_media_type", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )
    sent = request.files.getlist(FIELD)
    if len(sent) != 1:
        message = f"Пришлите один файл .docx в поле {FIELD}."
        raise RequestError(message, code="file_required")
    content: bytes = sent[0].read()
    return content
