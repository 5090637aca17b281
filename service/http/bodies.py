"""Bodies of requests: read whole before anybody answers, and refused when they are too large."""

from contextlib import suppress
from http import HTTPStatus
from typing import BinaryIO, cast

from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from service.http.refusals import RequestError

MAX_BODY_BYTES = 2 * 1024 * 1024

_MAX_DISCARDED_BYTES = 32 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


def bound_bodies(app: Flask) -> None:
    """Hold the bodies of `app` to `MAX_BODY_BYTES`."""
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES)
    app.before_request(_receive)


def _receive() -> None:
    """Take in the body. Raises RequestEntityTooLarge, RequestError.

    A server that answers and closes while the caller still sends makes the caller's system drop
    the answer: it would see a broken connection instead of what is wrong.
    """
    try:
        _read()
    except RequestEntityTooLarge:
        with suppress(OSError):  # it ends earlier than it said
            _discard(cast("BinaryIO", request.environ["wsgi.input"]))
        raise
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        message = "Пришлите тело запроса несжатым, без Content-Encoding."
        raise RequestError(
            message, code="unsupported_media_type", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )


def _read() -> None:
    try:
        body = request.get_data()
    except HTTPException:
        raise
    except Exception as error:  # what the server's reader stumbles over, the caller has sent
        raise BadRequest from error
    # Werkzeug cuts a chunked body off at the limit without a word.
    if request.content_length is None and len(body) >= MAX_BODY_BYTES:
        raise RequestEntityTooLarge


def _discard(stream: BinaryIO) -> None:
    """Read what is left of an unwanted body, within reason."""
    left = min(request.content_length or _MAX_DISCARDED_BYTES, _MAX_DISCARDED_BYTES)
    while left > 0 and (chunk := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)
