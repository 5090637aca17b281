"""Gunicorn's threaded worker, with threads that never wait for a caller.

A thread that reads from a socket belongs to whoever sends slowly: sixteen half-sent requests would
stop the site. Here the worker's loop takes requests in, without a thread, and a thread gets a
request when all of it is in memory. Silence and slowness end with 408; when there are too many
callers, the one who has taken longest is given up, so those who send at once are always served.
Farewells are the loop's too: a last answer reaches only a caller whose sending is still read.
"""

import json
import socket
import struct
import time
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ

import structlog
from gunicorn.config import Config
from gunicorn.http import errors, get_parser
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from service.http.refusals import refuse_status
from service.http.streams import IS_STOPPING
from worker.receipt import Receipt

SILENCE_SECONDS = 10.0
TOTAL_SECONDS = 60.0
HELD_BYTES = 64 * 1024 * 1024

_FAREWELL_SECONDS = 2.0
_FAREWELL_BYTES = 32 * 1024 * 1024
_STALLED_ANSWER_SECONDS = 20
_CHUNK_BYTES = 64 * 1024
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_REFUSED = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}

log = structlog.get_logger()


class Caller(TConn):  # type: ignore[misc] # gunicorn has no types
    """One connection: what has arrived of its request, and since when."""

    receipt: Receipt
    is_cut = False

    def __init__(
        self, config: Config, sock: socket.socket, address: object, see_off: Callable[..., None]
    ) -> None:
        super().__init__(config, sock, address, sock.getsockname())
        self.initialized = True
        self._see_off = see_off
        self.restart()

    def restart(self) -> None:
        """Wait for a request, or for the end."""
        self.sock.settimeout(0)
        self.receipt = Receipt(self.cfg, self.client)
        self.discarded = 0
        self.begun = self.heard = time.monotonic()

    def take_early(self) -> bytes:
        """What was sent behind the last request, before it was answered."""
        early: bytes = self.parser.unreader.take_buffered() if self.parser else b""
        return early

    def hand_over(self) -> None:
        """Make the request readable without the socket: its end is the end of the bytes."""
        self.is_cut = self.receipt.is_cut
        self.parser = get_parser(self.cfg, iter([bytes(self.receipt.arrived)]), self.client)
        self.receipt = Receipt(self.cfg, self.client)

    @override
    def close(self, graceful: bool = False) -> None:
        if graceful:
            self._see_off(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Takes requests in by itself; its threads only answer."""

    wsgi: Callable[..., Iterable[bytes]]

    @override
    def init_process(self) -> None:
        self._receiving: dict[Caller, None] = {}  # the longest wait first
        self._leaving: dict[Caller, None] = {}
        super().init_process()

    @override
    def load_wsgi(self) -> None:
        """Let answers that go on know when this process is about to end."""
        super().load_wsgi()
        application = self.wsgi
        said = {IS_STOPPING: lambda: not self.alive}
        self.wsgi = lambda environ, start: application({**environ, **said}, start)

    @override
    def accept(self, listener: socket.socket) -> None:
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        patience = struct.pack("ll", _STALLED_ANSWER_SECONDS, 0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        self.nr_conns += 1
        self.enqueue_req(Caller(self.cfg, sock, address, self._see_off))
        if self.nr_conns >= self.worker_connections:
            self._give_up_slowest()

    @override
    def enqueue_req(self, conn: Caller) -> None:
        """Receive the next request of `conn`; whole, it goes to a thread."""
        early = conn.take_early()
        conn.restart()
        self._receiving[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._receive, conn))
        if early:
            self._take(conn, early)

    @override
    def handle_request(self, req: Request, conn: Caller) -> bool:
        if conn.is_cut:  # where its next request would begin, nobody knows
            req.force_close()
        return bool(super().handle_request(req, conn))

    @override
    def handle_error(
        self, req: object, client: socket.socket, addr: object, exc: Exception
    ) -> None:
        ours = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
        if isinstance(exc, errors.ParseException) and not isinstance(exc, ours):
            log.warning("web_server", message="Invalid request", error=type(exc).__name__)
            _answer(client, _REFUSED.get(type(exc), HTTPStatus.BAD_REQUEST))
        else:
            self.log.exception("Error handling request")  # noqa: LOG004 -- inside gunicorn's
            _answer(client, HTTPStatus.INTERNAL_SERVER_ERROR)

    @override
    def murder_pending(self) -> None:
        now = time.monotonic()
        for conn in [one for one in self._receiving if _is_late(one, now, SILENCE_SECONDS)]:
            self._give_up(conn, HTTPStatus.REQUEST_TIMEOUT)
        for conn in [one for one in self._leaving if _is_late(one, now, _FAREWELL_SECONDS)]:
            self._part(conn)

    def _receive(self, conn: Caller, sock: socket.socket) -> None:
        data = _read(sock)
        if data:
            self._take(conn, data)
        elif data is not None:
            self._lose(conn)
            conn.close()

    def _take(self, conn: Caller, data: bytes) -> None:
        receipt = conn.receipt
        receipt.add(data)
        conn.heard = time.monotonic()
        if receipt.is_whole:
            self._forget(conn)
            conn.hand_over()
            super().enqueue_req(conn)
        elif receipt.is_endless:
            self._give_up(conn, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif receipt.wants_leave:
            receipt.wants_leave = False
            _send(conn.sock, _CONTINUE)
        if sum(len(one.receipt.arrived) for one in self._receiving) > HELD_BYTES:
            self._give_up_slowest()

    def _give_up_slowest(self) -> None:
        if self._receiving:
            self._give_up(next(iter(self._receiving)), HTTPStatus.REQUEST_TIMEOUT)

    def _give_up(self, conn: Caller, status: HTTPStatus) -> None:
        self._lose(conn)
        log.info("request_not_received", status=status.value)
        if conn.receipt.arrived:
            _answer(conn.sock, status)
            self._see_off(conn)
        else:
            conn.close()

    def _lose(self, conn: Caller) -> None:
        self._forget(conn)
        self.nr_conns -= 1

    def _forget(self, conn: Caller) -> None:
        del self._receiving[conn]
        self.poller.unregister(conn.sock)

    def _see_off(self, conn: Caller) -> None:
        """Say no more, and read on until the caller has heard the last answer (RFC 9112 §9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        conn.restart()
        self._leaving[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))
        if len(self._leaving) > self.worker_connections:
            self._part(next(iter(self._leaving)))

    def _drain(self, conn: Caller, sock: socket.socket) -> None:
        data = _read(sock)
        if data is None:
            return
        conn.heard = time.monotonic()
        conn.discarded += len(data)
        if not data or conn.discarded > _FAREWELL_BYTES:
            self._part(conn)

    def _part(self, conn: Caller) -> None:
        del self._leaving[conn]
        self.poller.unregister(conn.sock)
        conn.close()


def _is_late(conn: Caller, now: float, silence: float) -> bool:
    return bool(now - conn.heard > silence or now - conn.begun > TOTAL_SECONDS)


def _read(sock: socket.socket) -> bytes | None:
    """What has arrived: no bytes when the caller has gone, None when it was a false alarm."""
    try:
        return sock.recv(_CHUNK_BYTES)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _answer(sock: socket.socket, status: HTTPStatus) -> None:
    """Refuse what never reached the application, as its API would (RFC 9457)."""
    refusal = refuse_status(status)
    body = json.dumps(
        {
            "type": f"/problems/{refusal.code}",
            "title": refusal.title,
            "status": refusal.status,
            "detail": refusal.detail,
            "code": refusal.code,
        },
        ensure_ascii=False,
    ).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        "Cache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    _send(sock, head.encode() + body)


def _send(sock: socket.socket, data: bytes) -> None:
    try:
        sock.send(data, socket.MSG_DONTWAIT)
    except OSError:
        log.debug("web_server", message="Failed to send")
