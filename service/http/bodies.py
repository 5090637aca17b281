"""Bodies of requests: read whole before anybody answers, and refused when they are too large."""

from contextlib import suppress
from http import HTTPStatus
from typing import BinaryIO, cast

from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from service.http.refusals import RequestError

MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_SIGNED_BYTES = 10 * 1024 * 1024
"""Of a signed file from outside, its signature and the form around it."""
LARGEST_BODY_BYTES = max(MAX_BODY_BYTES, MAX_SIGNED_BYTES)
"""Of whatever is sent where anything is taken: the server takes it in before it knows the page."""

_TAKES_A_SIGNED_FILE = frozenset(
    {
        "api.verification.verify",
        "verification.verify",
        "verification.compare",
        "api.signatures.accept_scan",
        "desk.signatures.accept_scan",
    }
)

_MAX_DISCARDED_BYTES = 32 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


def bound_bodies(app: Flask) -> None:
    """Hold the bodies of `app` to `MAX_BODY_BYTES`."""
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES)
    app.before_request(_receive)


def _receive() -> None:
    """Take in the body. Raises RequestEntityTooLarge, RequestError (`file_too_large` and others).

    A server that answers and closes while the caller still sends makes the caller's system drop
    the answer: it would see a broken connection instead of what is wrong.
    """
    takes_file = request.endpoint in _TAKES_A_SIGNED_FILE
    limit = MAX_SIGNED_BYTES if takes_file else MAX_BODY_BYTES
    request.max_content_length = limit
    try:
        _read(limit)
    except RequestEntityTooLarge as error:
        with suppress(OSError):  # it ends earlier than it said
            _discard(cast("BinaryIO", request.environ["wsgi.input"]))
        if takes_file:
            raise _file_too_large() from error
        raise
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        message = "Пришлите тело запроса несжатым, без Content-Encoding."
        raise RequestError(
            message, code="unsupported_media_type", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )


def _read(limit: int) -> None:
    try:
        body = request.get_data()
    except HTTPException:
        raise
    except Exception as error:  # what the server's reader stumbles over, the caller has sent
        raise BadRequest from error
    # Werkzeug cuts a chunked body off at the limit without a word.
    if request.content_length is None and len(body) >= limit:
        raise RequestEntityTooLarge


def _file_too_large() -> RequestError:
    message = f"Файл слишком велик: здесь принимают до {MAX_SIGNED_BYTES // 1024 // 1024} МБ."
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return RequestError(message, code="file_too_large", status=status)


def _discard(stream: BinaryIO) -> None:
    """Read what is left of an unwanted body, within reason."""
    left = min(request.content_length or _MAX_DISCARDED_BYTES, _MAX_DISCARDED_BYTES)
    while left > 0 and (chunk := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)
