"""Pages, style sheets and scripts go over the line compressed (gzip, RFC 1952), files never.

The length of an answer tells about what is in it (BREACH): an attacker lets a browser ask again and
again with guesses that come back in the page, and watches the line. So a page that another site
had asked for goes as it is, and the token of forms is never twice the same (`service.web.forgery`).
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from flask import Flask, Response, request

_PAGES: Final = frozenset({"text/html"})
_PROGRAMS: Final = frozenset({"text/css", "text/javascript", "image/svg+xml"})
_SMALLEST: Final = 1000
"""Below this many bytes there is nothing to gain."""

_WITHOUT_BODY: Final = frozenset({204, 206, 304})


def compress(app: Flask, *, is_https: bool) -> None:
    """Compress what is worth it, for browsers that can read it."""

    def compress_answer(response: Response) -> Response:
        is_page = response.mimetype in _PAGES
        if not is_page and response.mimetype not in _PROGRAMS:
            return response
        response.vary.update(["Accept-Encoding", *(["Sec-Fetch-Site"] if is_page else [])])
        if (etag := response.get_etag()[0]) is not None:
            response.set_etag(etag, weak=True)  # a strong one would name the very bytes
        if _can_read(response) and (not is_page or not is_https or _is_own_wish()):
            _squeeze(response, _compress_page if is_page else _compress_program)
        return response

    app.after_request(compress_answer)


def _can_read(response: Response) -> bool:
    has_body = response.status_code not in _WITHOUT_BODY
    return has_body and request.accept_encodings.quality("gzip") > 0


def _is_own_wish() -> bool:
    """Whether our own page or the person asks; browsers of before 2023 do not say."""
    return request.headers.get("Sec-Fetch-Site") in {"same-origin", "none"}


def _squeeze(response: Response, squeeze: Callable[[bytes], bytes]) -> None:
    response.direct_passthrough = False  # a file of ours, and a small one
    content = response.get_data()
    if len(content) >= _SMALLEST:
        response.set_data(squeeze(content))
        response.headers["Content-Encoding"] = "gzip"


def _compress_page(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


@lru_cache(maxsize=16)
def _compress_program(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
