"""Notices on their way, over real connections: to whom, how long, and how a program checks them."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from service.database.database import SqlDatabase
from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId, WebhookId
from service.domain.webhooks import Webhook, read_networks
from service.operations.mail import MailDesk
from service.operations.notices import NoticeDesk, ask_for_answer
from tests.factories import SCHOOL
from tests.fakes import MONDAY, FakeClock, FakeQueue, SequentialIds
from tests.listening_program import Program, listen
from tests.tls import make_certificate
from worker.notices import CallDesk, HttpCaller
from worker.runtime import Stop

LANE = OrganisationId("programs")
SECRET = "grifwh_secret"
LOOPBACK = "127.0.0.0/8, ::1/128"


@contextmanager
def serve_bytes(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with its only caller whatever it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            try:
                caller, _ = server.accept()
                with caller:
                    talk(caller)
            except OSError:  # the caller hung up
                return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


@pytest.fixture
def notices(memory_database: SqlDatabase, queue: FakeQueue, clock: FakeClock) -> NoticeDesk:
    mail = MailDesk(memory_database, queue)
    return NoticeDesk(memory_database, queue, clock, SequentialIds(), mail, "https://grif.example")


def ask(notices: NoticeDesk, url: str) -> None:
    """Let a notice wait for this address."""
    webhook = Webhook(WebhookId("w-1"), url, SECRET, Tenant(SCHOOL), "user:1", MONDAY)
    with notices.database.transaction() as tx:
        tx.webhooks.add(webhook)
        ask_for_answer(tx, webhook, MONDAY)


def call(notices: NoticeDesk, allowed: str = "127.0.0.0/8") -> None:
    CallDesk(notices, HttpCaller(read_networks(allowed)), Stop()).call_webhooks(LANE)


def outcome(notices: NoticeDesk) -> tuple[str, str | None, int | None]:
    with notices.database.snapshot() as tx:
        (delivery,) = tx.webhooks.list_deliveries(WebhookId("w-1"), limit=9)
    return delivery.state, delivery.failure_code, delivery.status


def test_a_program_can_check_who_speaks_to_it(notices: NoticeDesk) -> None:
    program = Program()
    with listen(program) as port:
        ask(notices, f"http://127.0.0.1:{port}/hooks/grif?for=1c")
        call(notices)

    ((path, headers, body),) = program.heard
    assert path == "/hooks/grif?for=1c"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["event"] == "ping"
    assert headers["Grif-Delivery"] == json.loads(body)["id"]
    moment, _, signature = headers["Grif-Signature"].partition(",")
    assert int(moment.removeprefix("t=")) == int(MONDAY.timestamp())
    signed = moment.removeprefix("t=").encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert signature == f"v1={expected}"
    assert outcome(notices) == ("sent", None, 200)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (204, ("sent", None, 204)),
        (400, ("failed", "webhook_refused", 400)),
        (410, ("failed", "webhook_refused", 410)),
        (500, ("failed", "webhook_refused", 500)),
    ],
)
def test_what_the_program_answers_is_remembered(
    notices: NoticeDesk, status: int, expected: tuple[str, str | None, int]
) -> None:
    with listen(Program(status)) as port:
        ask(notices, f"http://127.0.0.1:{port}/")
        call(notices)

    assert outcome(notices) == expected


def test_no_redirect_is_followed(notices: NoticeDesk) -> None:
    inner = Program()
    with listen(inner) as inner_port:
        outer = Program(307, {"Location": f"http://127.0.0.1:{inner_port}/secret"})
        with listen(outer) as port:
            ask(notices, f"http://127.0.0.1:{port}/")
            call(notices)

    assert inner.heard == []
    assert outcome(notices) == ("failed", "webhook_redirected", 307)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_a_name_that_leads_into_ones_own_network_is_not_called(
    notices: NoticeDesk, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    ask(notices, "https://example.org/")
    asked: list[str] = []

    def resolve(host: str, port: int, **_more: object) -> list[Any]:
        asked.append(host)
        places = [("93.184.216.34", port), (address, port)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", _never)

    call(notices, allowed="")

    assert asked == ["example.org"]
    assert outcome(notices) == ("failed", "webhook_address", None)


def _never(*_: object) -> socket.socket:
    message = "nobody may be called"
    raise AssertionError(message)


def test_the_connection_goes_to_the_address_that_was_judged(
    notices: NoticeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(notices, "https://example.org:8443/")
    reached: list[tuple[str, int]] = []

    def resolve(_host: str, port: int, **_more: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    def reach(place: tuple[str, int], _timeout: float) -> socket.socket:
        reached.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", reach)

    call(notices, allowed="")

    assert reached == [("93.184.216.34", 8443)]
    assert outcome(notices) == ("failed", "webhook_unavailable", None)


def test_what_was_allowed_once_is_judged_again_at_every_call(notices: NoticeDesk) -> None:
    program = Program()
    with listen(program) as port:
        ask(notices, f"http://127.0.0.1:{port}/")
        call(notices, allowed="")

    assert program.heard == []
    assert outcome(notices) == ("failed", "webhook_address", None)


def test_a_name_that_nobody_knows_is_said_so(
    notices: NoticeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(notices, "https://nobody.example/")

    def resolve(*_: object, **_more: object) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    call(notices)

    assert outcome(notices) == ("failed", "webhook_unresolved", None)


def test_nobody_answers(notices: NoticeDesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    ask(notices, f"http://127.0.0.1:{port}/")

    call(notices)

    assert outcome(notices) == ("failed", "webhook_unavailable", None)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


def test_a_certificate_of_nobody_we_trust_is_refused(
    notices: NoticeDesk, certificate: Path
) -> None:
    program = Program()
    with listen(program, secured(certificate)) as port:
        ask(notices, f"https://localhost:{port}/")
        call(notices, allowed=LOOPBACK)

    assert program.heard == []
    assert outcome(notices) == ("failed", "webhook_tls", None)


def test_a_trusted_server_is_known_by_its_name_and_not_by_its_address(
    notices: NoticeDesk, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    program = Program()
    with listen(program, secured(certificate)) as port:
        ask(notices, f"https://localhost:{port}/x")
        call(notices, allowed=LOOPBACK)

    assert [path for path, *_ in program.heard] == ["/x"]
    assert outcome(notices) == ("sent", None, 200)


def test_a_silent_program_is_not_waited_for(
    notices: NoticeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.notices._STEP_SECONDS", 0.2)
    with serve_bytes(lambda _caller: time.sleep(1)) as port:
        ask(notices, f"http://127.0.0.1:{port}/")
        began = time.monotonic()
        call(notices)

    assert time.monotonic() - began < 3
    assert outcome(notices) == ("failed", "webhook_unavailable", None)


def test_a_program_that_speaks_without_end_is_cut_off(
    notices: NoticeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.notices._DEADLINE_SECONDS", 0.5)

    def drip(caller: socket.socket) -> None:
        caller.sendall(b"HTTP/1.1 ")
        until = time.monotonic() + 10
        while time.monotonic() < until:
            caller.sendall(b"2")
            time.sleep(0.05)

    with serve_bytes(drip) as port:
        ask(notices, f"http://127.0.0.1:{port}/")
        began = time.monotonic()
        call(notices)

    assert time.monotonic() - began < 5
    assert outcome(notices) == ("failed", "webhook_unavailable", None)


@pytest.mark.parametrize("answer", [b"", b"\0\0\0", b"HTTP/1.1 abc\r\n\r\n", b"x" * 100_000])
def test_an_answer_that_is_no_http_is_none(notices: NoticeDesk, answer: bytes) -> None:
    with serve_bytes(lambda caller: caller.sendall(answer)) as port:
        ask(notices, f"http://127.0.0.1:{port}/")
        call(notices)

    assert outcome(notices) == ("failed", "webhook_unavailable", None)


def test_the_log_knows_the_notice_and_neither_address_nor_secret(notices: NoticeDesk) -> None:
    with listen(Program(500)) as port, capture_logs() as log:
        ask(notices, f"http://127.0.0.1:{port}/hooks?key=k")
        call(notices)

    (entry,) = log
    assert (entry["event"], entry["code"], entry["status"]) == (
        "notice_not_taken",
        "webhook_refused",
        500,
    )
    assert "127.0.0.1" not in repr(log)
    assert SECRET not in repr(log)
