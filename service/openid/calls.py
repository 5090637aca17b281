"""Short calls to the provider and to nobody else.

The issuer is named by whoever keeps the installation, the other addresses by the issuer. All of
them must be on its host, so neither a document that was tampered with nor a redirect leads the web
process to a neighbour's door. People wait on the web server's threads meanwhile: an answer takes
five seconds at most, and few threads at a time may wait for one.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from signing.fetching import FAILURES, Limits, Question, StatusError, fetch

_LARGEST_BYTES: Final = 256 * 1024
_TIMEOUT_SECONDS: Final = 5.0
_SEATS: Final = 3
_FORM: Final = "application/x-www-form-urlencoded"
_CLIENT_ERRORS: Final = range(400, 500)

JsonObject = Mapping[str, Any]


class CallError(Exception):
    """The provider is away, or what it says is no answer; `cause` is for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class RefusedError(Exception):
    """The provider answers, and says no (RFC 6749 §5.2)."""


_ODD: Final = frozenset(" \\@")
"""What browsers and Python's parser read as different hosts."""


class Line:
    """The line to the host of one issuer."""

    def __init__(self, issuer: str) -> None:
        self._scheme = urlsplit(issuer).scheme
        self._host = urlsplit(issuer).hostname or ""
        self._limits = Limits(_LARGEST_BYTES, _TIMEOUT_SECONDS, {self._host})
        self._seats = BoundedSemaphore(_SEATS)

    def is_ours(self, address: object) -> bool:
        """Whether an address is on the issuer's host, and no less safe than the issuer's own."""
        if not isinstance(address, str) or not address.isprintable() or set(address) & _ODD:
            return False
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return (parts.scheme, parts.hostname) == (self._scheme, self._host) and not parts.fragment

    def get(self, address: str) -> JsonObject:
        """A JSON object from there. Raises CallError."""
        try:
            return self._ask(address)
        except StatusError as error:
            raise CallError(str(error)) from error

    def post(self, address: str, form: Mapping[str, str], authorization: str) -> JsonObject:
        """The JSON object that a form is answered with. Raises CallError, RefusedError."""
        body = urlencode(form).encode()
        try:
            return self._ask(address, Question(body, _FORM, "application/json", authorization))
        except StatusError as error:
            if error.status in _CLIENT_ERRORS:
                raise RefusedError from error
            raise CallError(str(error)) from error

    def _ask(self, address: str, question: Question | None = None) -> JsonObject:
        try:
            with self._seat():
                said = json.loads(fetch(address, self._limits, question))
        except StatusError:
            raise
        except (*FAILURES, RecursionError) as error:
            raise CallError(type(error).__name__) from error
        if not isinstance(said, dict):
            text = "no object"
            raise CallError(text)
        return said

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self._seats.acquire(blocking=False):
            text = "busy"
            raise CallError(text)
        try:
            yield
        finally:
            self._seats.release()
