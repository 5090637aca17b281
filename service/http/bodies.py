"""Bodies of requests: read whole before anybody answers, and refused when they are too large."""

from typing import BinaryIO, cast

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

MAX_BODY_BYTES = 2 * 1024 * 1024

_MAX_DISCARDED_BYTES = 32 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


def bound_bodies(app: Flask) -> None:
    """Hold the bodies of `app` to `MAX_BODY_BYTES`."""
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES)
    app.before_request(_receive)


def _receive() -> None:
    """Take in the body. Raises RequestEntityTooLarge.

    A server that answers and closes while the caller still sends makes the caller's system drop
    the answer: it would see a broken connection instead of what is wrong.
    """
    try:
        _read()
    except RequestEntityTooLarge:
        _discard(cast("BinaryIO", request.environ["wsgi.input"]))
        raise


def _read() -> None:
    body = request.get_data()
    # Werkzeug cuts a chunked body off at the limit without a word.
    if request.content_length is None and len(body) >= MAX_BODY_BYTES:
        raise RequestEntityTooLarge


def _discard(stream: BinaryIO) -> None:
    """Read what is left of an unwanted body, within reason."""
    left = min(request.content_length or _MAX_DISCARDED_BYTES, _MAX_DISCARDED_BYTES)
    while left > 0 and (chunk := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)
