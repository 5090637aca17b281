"""Carries notices to programs by HTTPS: to the internet only, unless the settings say otherwise.

The address is chosen by an administrator of a school, so it is treated like one from outside: the
name is resolved once, its addresses are judged, and the connection goes to one that was judged.
There is no second look-up that could answer otherwise, no redirect is followed, and neither a
silent nor a talkative program can hold this process for longer than `_DEADLINE_SECONDS`.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

import structlog
from typing_extensions import override

from service.domain.ids import OrganisationId
from service.domain.making import GRIF_VERSION
from service.domain.webhooks import (
    Network,
    NoticeClaim,
    Target,
    may_call,
    read_target,
    sign,
    url_problem,
)
from service.operations.notices import NoticeDesk
from worker.runtime import Stop

_TURN_SECONDS = 30.0
_STEP_SECONDS = 5.0
_DEADLINE_SECONDS = 10.0

log = structlog.get_logger()


class Trouble(StrEnum):
    """Why a notice was not taken."""

    ADDRESS = "webhook_address"
    UNRESOLVED = "webhook_unresolved"
    TLS = "webhook_tls"
    AWAY = "webhook_unavailable"
    REDIRECTED = "webhook_redirected"
    REFUSED = "webhook_refused"


class CallError(Exception):
    """A notice was not taken; `status` is what the program answered, if it did."""

    def __init__(self, code: Trouble, status: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Caller(Protocol):
    """Takes a notice to its program."""

    def call(self, claim: NoticeClaim, at: datetime) -> int:
        """Hand the notice over and return the status of the answer. Raises CallError."""


@dataclass(frozen=True)
class HttpCaller:
    """Speaks HTTP/1.1 to addresses that it may speak to; `allowed` are more than the internet."""

    allowed: Sequence[Network] = ()

    def call(self, claim: NoticeClaim, at: datetime) -> int:
        """Hand the notice over. Raises CallError."""
        target = read_target(claim.webhook.url)
        if target is None or url_problem(claim.webhook.url, self.allowed):
            raise CallError(Trouble.ADDRESS)
        line = _Line(target, self._resolve(target))
        watch = threading.Timer(_DEADLINE_SECONDS, line.hang_up)
        watch.daemon = True
        watch.start()
        try:
            status = line.post(claim.notice.body, _headers(claim, at))
        except ssl.SSLError as error:
            raise CallError(Trouble.TLS) from error
        except (OSError, http.client.HTTPException) as error:
            raise CallError(Trouble.AWAY) from error
        finally:
            watch.cancel()
            line.close()
        return _require_taken(status)

    def _resolve(self, target: Target) -> list[str]:
        """The host's addresses; one that may not be called spoils them all. Raises CallError."""
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise CallError(Trouble.UNRESOLVED) from error
        addresses = [str(place[0]) for *_, place in found]
        if not all(may_call(ipaddress.ip_address(one), self.allowed) for one in addresses):
            raise CallError(Trouble.ADDRESS)
        return addresses


class _Line(http.client.HTTPConnection):
    """A connection to one of the addresses that were judged, whatever the name says by now."""

    def __init__(self, target: Target, addresses: Sequence[str]) -> None:
        super().__init__(target.host, target.port, timeout=_STEP_SECONDS)
        self._target = target
        self._addresses = addresses
        self._is_over = False

    @override
    def connect(self) -> None:
        plain = self._reach()
        self.sock = plain
        if self._target.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self._target.host)

    def post(self, body: str, headers: dict[str, str]) -> int:
        """Send the body and return the status of the answer, of which no more is read."""
        self.request("POST", self._target.path or "/", body.encode(), headers)
        return self.getresponse().status

    def hang_up(self) -> None:
        """Break off, from another thread, whatever it waits for."""
        self._is_over = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def _reach(self) -> socket.socket:
        fault: OSError = ConnectionError("no address")
        for address in self._addresses:
            if self._is_over:
                break
            try:
                return socket.create_connection((address, self.port), _STEP_SECONDS)
            except OSError as error:
                fault = error
        raise fault


@dataclass(frozen=True)
class CallDesk:
    """Sends notices one by one, each under its own lease."""

    notices: NoticeDesk
    caller: Caller
    stop: Stop

    def call_webhooks(self, _lane: OrganisationId) -> None:
        """Send what is due, for one turn."""
        until = time.monotonic() + _TURN_SECONDS
        while not self.stop.is_requested():
            if (claim := self.notices.claim()) is None:
                return
            self._call(claim)
            if time.monotonic() > until:
                self.notices.hint()
                return

    def _call(self, claim: NoticeClaim) -> None:
        try:
            status = self.caller.call(claim, self.notices.clock.now())
        except CallError as error:
            log.warning(
                "notice_not_taken", notice=claim.notice.id, code=error.code, status=error.status
            )
            self.notices.note_failed(claim, error.code, error.status)
        else:
            is_ours = self.notices.note_sent(claim, status)
            log.info("notice_sent", notice=claim.notice.id, status=status, on_time=is_ours)


def _headers(claim: NoticeClaim, at: datetime) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Grif/{GRIF_VERSION}",
        "Grif-Delivery": claim.notice.id,
        "Grif-Signature": sign(claim.webhook.secret, claim.notice.body, at),
        "Connection": "close",
    }


def _require_taken(status: int) -> int:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return status
    is_elsewhere = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    raise CallError(Trouble.REDIRECTED if is_elsewhere else Trouble.REFUSED, status)
