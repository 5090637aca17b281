"""When a request has arrived, and when it has not."""

import pytest
from gunicorn.config import Config

from service.http.bodies import LARGEST_BODY_BYTES
from worker.receipt import MAX_HEAD_BYTES, Receipt

POST = b"POST /api/v1/documents HTTP/1.1\r\nHost: grif\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = [
    b"GET / HTTP/1.1\r\nHost: grif\r\n\r\n",
    POST + b"Content-Length: 5\r\n\r\n\r\n\r\n5",
    CHUNKED + b"0\r\n\r\n",
    CHUNKED + b"5\r\nabcde\r\n0\r\n\r\n",
    CHUNKED + b"7\r\n\r\n0\r\n\r\n\r\na; name=value\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n",
]


@pytest.mark.parametrize("request_bytes", WHOLE)
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_bytes: bytes) -> None:
    receipt = receive()
    for place in range(len(request_bytes) - 1):
        receipt.add(request_bytes[place : place + 1])
        assert not receipt.is_whole
    receipt.add(request_bytes[-1:])
    assert receipt.is_whole
    assert receipt.arrived == request_bytes


@pytest.mark.parametrize("request_bytes", WHOLE)
def test_what_comes_in_one_piece_is_whole_too(request_bytes: bytes) -> None:
    assert receive(request_bytes + b"GET / HT").is_whole


@pytest.mark.parametrize(
    "head",
    [
        b"\r\n\r\n",
        b"GET /\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        POST + b"Transfer-Encoding: gzip\r\n\r\n",
        CHUNKED + b"five\r\n",
        CHUNKED + b"-5\r\n\r\n",
    ],
)
def test_nobody_waits_for_the_rest_of_what_will_be_refused(head: bytes) -> None:
    assert receive(head).is_whole


def test_a_body_that_says_it_is_too_large_is_not_waited_for() -> None:
    receipt = receive(POST + b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY_BYTES + 1))
    assert (receipt.is_whole, receipt.is_cut) == (True, True)


def test_chunks_without_end_are_cut_off() -> None:
    receipt = receive(CHUNKED)
    while not receipt.is_whole:
        receipt.add(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
    assert receipt.is_cut
    assert LARGEST_BODY_BYTES < len(receipt.arrived) < 3 * LARGEST_BODY_BYTES


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
def test_a_head_without_end_is_noticed(end: bytes) -> None:
    receipt = receive(b"GET / HTTP/1.1\r\nX: " + b"x" * MAX_HEAD_BYTES + end)
    assert (receipt.is_whole, receipt.is_endless) == (False, True)


def test_a_caller_who_waits_for_leave_is_noticed() -> None:
    head = POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    assert receive(head).wants_leave
    assert not receive(head.replace(b"100-continue", b"something else")).wants_leave


def receive(sent: bytes = b"") -> Receipt:
    receipt = Receipt(Config(), ("127.0.0.1", 1))
    receipt.add(sent)
    return receipt
