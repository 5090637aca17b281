"""Answers that go on: how many a process keeps up at once, and when it is time to end them.

Each of them holds one of the few threads of its process. So there are places for some of them, a
third of the threads; whoever finds none asks again and again instead.
"""

import threading
from collections import Counter
from collections.abc import Callable
from typing import cast

from flask import Flask, Response, current_app, request

PLACES = 3
PLACES_EACH = 2
"""One more than needed: of somebody who goes to another page it is known a moment later."""

IS_STOPPING = "grif.is_stopping"
"""Of the WSGI environment: asks whether the process is about to end (`worker.web_worker`)."""

_KEY = "grif.places"


class Places:
    """The places of one process, `most` in all and `most_each` for one browser."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._taken = Counter[str]()
        self._lock = threading.Lock()

    def take(self, whose: str) -> bool:
        """Take a place, if there is one."""
        with self._lock:
            is_free = self._taken.total() < self._most and self._taken[whose] < self._most_each
            self._taken[whose] += is_free
            return is_free

    def give_back(self, whose: str) -> None:
        """Let somebody else have it."""
        with self._lock:
            self._taken -= Counter({whose: 1})


def install(app: Flask) -> None:
    """Give the process its places."""
    app.extensions[_KEY] = Places(PLACES, PLACES_EACH)


def places() -> Places:
    """The places of this process."""
    return cast("Places", current_app.extensions[_KEY])


def stopping() -> Callable[[], bool]:
    """What tells whether the process is about to end; only our own web server ever says so."""
    return cast("Callable[[], bool]", request.environ.get(IS_STOPPING, lambda: False))


def send_on(response: Response) -> Response:
    """Have what is said reach the reader at once, through whatever stands between (nginx)."""
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response
