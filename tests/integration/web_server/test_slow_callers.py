"""The real web server, as `./grif up` starts it, and callers who take their time."""

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.web_server import run_web_server

_AT_ONCE = 3.0
_HALF = (
    b"POST /api/v1/documents HTTP/1.1\r\nHost: grif\r\nContent-Type: application/json\r\n"
    b'Content-Length: 500\r\n\r\n{"organization_id": "s-01", '
)
_GET = b"GET /healthz HTTP/1.1\r\nHost: grif\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with run_web_server(tmp_path_factory.mktemp("web")) as server:
        yield server.port


def test_two_dozen_half_sent_requests_hold_nobody_up(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(24):
            stack.enter_context(_call(port, _HALF))
        for _ in range(24):
            assert _seconds_of_a_visit(port) < _AT_ONCE


def test_a_request_that_stops_in_the_middle_is_answered_408(port: int) -> None:
    with _call(port, _HALF) as caller:
        began = time.monotonic()
        answer = _hear(caller)

        assert 9 < time.monotonic() - began < 15
        assert (answer.status, json.loads(answer.read())["code"]) == (408, "request_timeout")
        assert caller.recv(1) == b""


def test_hundreds_of_half_sent_requests_are_given_up_before_those_who_send_at_once(
    port: int,
) -> None:
    with ExitStack() as stack:
        for _ in range(900):
            stack.enter_context(_call(port, _HALF))
        assert _seconds_of_a_visit(port) < _AT_ONCE


def test_callers_who_stay_after_the_last_answer_hold_nobody_up(port: int) -> None:
    closing = b"GET /healthz HTTP/1.1\r\nHost: grif\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(24):
            assert _hear(stack.enter_context(_call(port, closing))).status == 200
        assert _seconds_of_a_visit(port) < _AT_ONCE


@pytest.mark.parametrize("size", [1, 7, 60])
def test_a_request_in_pieces_is_served(port: int, size: int) -> None:
    body = b'{"organization_id": "s-01"}'
    whole = _HALF.partition(b"\r\n\r\n")[0].replace(b"500", b"27") + b"\r\n\r\n" + body
    with _call(port, b"") as caller:
        for start in range(0, len(whole), size):
            caller.sendall(whole[start : start + size])
            time.sleep(0.001)
        assert _hear(caller).status == 401


def test_a_body_in_chunks_is_served(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    pieces = iter([b'{"organization_id": ', b'"s-01"}'])
    connection.request("POST", "/api/v1/documents", pieces, {"Content-Type": "application/json"})
    assert connection.getresponse().status == 401
    connection.close()


def test_a_caller_who_asks_first_may_send_its_body(port: int) -> None:
    head = _HALF.partition(b"\r\n\r\n")[0].replace(b"500", b"2")
    with _call(port, head + b"\r\nExpect: 100-continue\r\n\r\n") as caller:
        assert caller.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        caller.sendall(b"{}")
        assert _hear(caller).status == 401


def test_one_connection_serves_requests_one_behind_the_other(port: int) -> None:
    with _call(port, _GET * 3) as caller:
        time.sleep(0.5)
        caller.sendall(_GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answers = b"".join(iter(lambda: caller.recv(4096), b""))
    assert answers.count(b"HTTP/1.1 200 OK") == 4


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_file_to_be_judged_arrives_whole(port: int, *, is_chunked: bool) -> None:
    file = b"%PDF-1.7\n" + b"x" * 9_000_000
    sent = iter([file[:5_000_000], file[5_000_000:]]) if is_chunked else file
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("POST", "/api/v1/verify", sent, {"Content-Type": "application/pdf"})
        report = json.loads(connection.getresponse().read())
    assert report["sha256"] == hashlib.sha256(file).hexdigest(), report


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("size", "after"), [(6_000_000, "keep-alive"), (24_000_000, "close")])
def test_a_body_too_large_is_refused_and_the_answer_arrives(
    port: int, size: int, after: str, *, is_chunked: bool
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    body = b"x" * size
    headers = {"Content-Type": "application/json"}
    sent = iter([body[:3_000_000], body[3_000_000:]]) if is_chunked else body
    connection.request("POST", "/api/v1/documents", sent, headers)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "body_too_large")
    assert answer.headers["Connection"] == after
    connection.close()


@pytest.mark.parametrize(
    ("path", "media_type"), [("/api/v1/kinds", "application/problem+json"), ("/", "text/html")]
)
def test_an_address_too_long_is_refused_in_russian(port: int, path: str, media_type: str) -> None:
    with _call(
        port, f"GET {path}?q={'x' * 9000} HTTP/1.1\r\nHost: grif\r\n\r\n".encode()
    ) as caller:
        answer = _hear(caller)
        text = answer.read().decode()
    assert (answer.status, answer.headers.get_content_type()) == (414, media_type)
    assert "Слишком длинный адрес" in text


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 9000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 70_000, 431, "headers_too_large"),
        ("GET /Мельник\r\n\r\n".encode(), 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nBad Header: 1\r\n\r\n", 400, "bad_request"),
        (b"POST / HTTP/1.1\r\nHost: g\r\nContent-Length: x\r\n\r\n", 400, "bad_request"),
        (
            b"POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n",
            400,
            "",
        ),
    ],
)
def test_what_is_no_request_is_refused_in_russian(
    port: int, sent: bytes, status: int, code: str
) -> None:
    with _call(port, sent) as caller:
        answer = _hear(caller)
        text = answer.read().decode()
    assert answer.status == status
    assert "Мельник" not in text
    assert "Сократите" in text or "Проверьте" in text
    assert code in text


@contextmanager
def _call(port: int, sent: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
        caller.sendall(sent)
        yield caller


def _hear(caller: socket.socket) -> HTTPResponse:
    answer = HTTPResponse(caller)
    answer.begin()
    return answer


def _seconds_of_a_visit(port: int) -> float:
    began = time.monotonic()
    with _call(port, _GET) as caller:
        assert _hear(caller).status == 200
    return time.monotonic() - began
