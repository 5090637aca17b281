"""One careful exchange over HTTP with a service that is not ours.

The address comes from a configuration or from a certificate. Only http and https are spoken, no
redirect is followed, and neither a large nor a slow answer can hold the caller up.
"""

import http.client
import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

FAILURES = (OSError, http.client.HTTPException, ValueError)
"""What `fetch` raises: the service is away, answers badly, or must not be asked."""

_HTTP_OK = 200
_CHUNK_BYTES = 16 * 1024


class StatusError(OSError):
    """The service answered with something else than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class OversizeError(ValueError):
    """The answer is larger than anything sensible."""


class ForbiddenAddressError(ValueError):
    """The address is not http(s), or not one of the hosts that may be asked."""


AWAY = (OSError, http.client.HTTPException, OversizeError, ForbiddenAddressError)
"""Those of FAILURES that say nothing about what an answer would be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an answer is read, how long the whole exchange may take, who may be asked.

    Without `hosts` everybody may be.
    """

    largest_bytes: int
    timeout_seconds: float
    hosts: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is posted, its media type, the one of the answer, and who asks."""

    body: bytes
    content_type: str
    accept: str
    authorization: str = ""


def fetch(url: str, limits: Limits, question: Question | None = None) -> bytes:
    """Get `url`, or post the question to it, and return the body of the answer.

    Raises one of FAILURES.
    """
    address = urlsplit(url)
    until = time.monotonic() + limits.timeout_seconds
    connection = _connect(address, limits)
    # A timeout of the socket starts anew with every octet, of the head of an answer too.
    watch = threading.Timer(limits.timeout_seconds, _hang_up, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        if time.monotonic() > until:  # no watch reaches into the handshake of TLS
            raise TimeoutError
        _send(connection, address, question)
        with connection.getresponse() as response:
            if response.status != _HTTP_OK:
                raise StatusError(response.status)
            return _read(response, limits.largest_bytes, until)
    finally:
        watch.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """Break off, from another thread, whatever the exchange waits for."""
    # Of the plain socket: that of TLS would forget its state under the reader's feet.
    with suppress(OSError, TypeError):
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _connect(address: SplitResult, limits: Limits) -> http.client.HTTPConnection:
    host = address.hostname
    if address.scheme not in {"http", "https"} or not host:
        text = "not an http or https address"
        raise ForbiddenAddressError(text)
    if limits.hosts is not None and host not in limits.hosts:
        text = "not one of the hosts that may be asked"
        raise ForbiddenAddressError(text)
    is_plain = address.scheme == "http"
    kind = http.client.HTTPConnection if is_plain else http.client.HTTPSConnection
    return kind(host, address.port, timeout=limits.timeout_seconds)


def _send(
    connection: http.client.HTTPConnection, address: SplitResult, question: Question | None
) -> None:
    path = address.path or "/"
    target = f"{path}?{address.query}" if address.query else path
    if question is None:
        connection.request("GET", target)
        return
    headers = {"Content-Type": question.content_type, "Accept": question.accept}
    if question.authorization:
        headers["Authorization"] = question.authorization
    connection.request("POST", target, question.body, headers)


def _read(response: http.client.HTTPResponse, largest_bytes: int, until: float) -> bytes:
    """Read piece by piece: a timeout of the socket alone starts anew with every octet."""
    body = bytearray()
    while piece := response.read1(_CHUNK_BYTES):
        body += piece
        if len(body) > largest_bytes:
            raise OversizeError(len(body))
        if time.monotonic() > until:
            raise TimeoutError
    if time.monotonic() > until:  # broken off by us, which looks like an end
        raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)
