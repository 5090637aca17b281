"""Pictures of pages, drawn by poppler from the very bytes that are signed and kept."""

import shutil
import subprocess  # noqa: TID251 -- poppler's pdftoppm draws the pages
from collections.abc import Callable
from http import HTTPStatus
from threading import BoundedSemaphore

from flask import Response, request

from service.domain.errors import NotFoundError
from service.http.refusals import RequestError

DPI = 100
_SECONDS = 10
_PNG = b"\x89PNG"
_AT_ONCE = BoundedSemaphore(2)  # pictures are a convenience: they never take the whole machine


def send_page(
    sha256: str | None, page: int, pages: int | None, read: Callable[[], bytes]
) -> Response:
    """A page of the PDF of this hash as a picture; `read` gives the PDF.

    The browser keeps it and asks each time whether it is still the same. Raises NotFoundError,
    RequestError `preview_unavailable`.
    """
    if sha256 is None or not 1 <= page <= (pages or 0):
        raise NotFoundError
    response = Response(mimetype="image/png")
    response.set_etag(f"{sha256}-{page}-{DPI}")
    response.headers["Cache-Control"] = "private, no-cache"
    if response.make_conditional(request).status_code != HTTPStatus.NOT_MODIFIED:
        response.set_data(draw_page(read(), page))
    return response


def draw_page(pdf: bytes, page: int) -> bytes:
    """A PNG of one page, counted from 1. Raises RequestError `preview_unavailable`."""
    program = shutil.which("pdftoppm")
    if program is None or not _AT_ONCE.acquire(timeout=_SECONDS):
        raise _unavailable()
    number = str(page)
    command = (program, "-png", "-r", str(DPI), "-f", number, "-l", number, "-")
    try:
        done = subprocess.run(  # noqa: S603 -- our own file on standard input, fixed arguments
            command, input=pdf, capture_output=True, timeout=_SECONDS, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unavailable() from error
    finally:
        _AT_ONCE.release()
    if not done.stdout.startswith(_PNG):
        raise _unavailable()
    return done.stdout


def _unavailable() -> RequestError:
    message = "Изображение страницы сейчас не получить. Скачайте PDF."
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return RequestError(message, code="preview_unavailable", status=status)
