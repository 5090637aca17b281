import hashlib
import secrets
import socket

import pytest
from asn1crypto import tsp

from service.demo.authority import Responder
from service.demo.pki import Pki
from signing.errors import Code, TimestampError
from signing.timestamping import HttpTimestampAuthority
from tests.answers import serve
from tests.pki import serve_authority

DIGEST = hashlib.sha256(b"a signature").digest()


def refuse(url: str, timeout_seconds: float = 5) -> TimestampError:
    with pytest.raises(TimestampError) as caught:
        HttpTimestampAuthority(url, timeout_seconds).issue_token(DIGEST)
    assert caught.value.again
    return caught.value


def test_a_token_is_about_the_digest_that_was_sent(pki: Pki) -> None:
    with serve_authority(pki) as url:
        token = HttpTimestampAuthority(f"{url}/tsa").issue_token(DIGEST)

    content = tsp.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert content["message_imprint"]["hashed_message"].native == DIGEST
    assert content["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"


def test_nobody_listening_means_try_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    assert refuse(f"http://127.0.0.1:{port}/tsa").code == Code.TIMESTAMP_UNAVAILABLE


def test_silence_means_try_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/tsa"

        assert refuse(url, timeout_seconds=0.2).code == Code.TIMESTAMP_UNAVAILABLE


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/tsa", "file:///etc/passwd", "http://", "tsa"])
def test_an_address_that_is_not_http_is_not_used(url: str) -> None:
    assert refuse(url).code == Code.TIMESTAMP_UNAVAILABLE


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_an_http_error_means_try_again(status: int) -> None:
    with serve(lambda _: (status, b"no")) as url:
        error = refuse(url)

    assert (error.code, error.detail) == (Code.TIMESTAMP_UNAVAILABLE, f"HTTP {status}")


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"<html>",
        b"\x30\x80",
        b"\x30\x03\x30\x01",
        bytes(5000),
        secrets.token_bytes(2000),
        b"\x30\x05\x30\x03\x02\x01\x00",  # "granted" and no token
        b"." * 100_000,
    ],
    ids=["empty", "html", "open", "cut", "zeros", "noise", "tokenless", "endless"],
)
def test_garbage_means_try_again(garbage: bytes) -> None:
    with serve(lambda _: (200, garbage)) as url:
        assert refuse(url).code == Code.TIMESTAMP_INVALID


def test_a_refusal_means_try_again() -> None:
    refusal = b"\x30\x05\x30\x03\x02\x01\x02"

    with serve(lambda _: (200, refusal)) as url:
        error = refuse(url)

    assert (error.code, error.detail) == (Code.TIMESTAMP_REFUSED, "PKIStatus rejection")


def test_a_token_about_something_else_is_not_taken(pki: Pki) -> None:
    def answer_another(query: bytes) -> tuple[int, bytes]:
        request = tsp.TimeStampReq.load(query)
        request["message_imprint"]["hashed_message"] = bytes(32)
        return 200, Responder(pki).issue_token(request.dump(force=True))

    with serve(answer_another) as url:
        assert refuse(url).code == Code.TIMESTAMP_INVALID


def test_an_old_answer_is_not_taken_again(pki: Pki) -> None:
    answers: list[bytes] = []

    def answer_first(query: bytes) -> tuple[int, bytes]:
        answers.append(Responder(pki).issue_token(query))
        return 200, answers[0]

    with serve(answer_first) as url:
        HttpTimestampAuthority(url).issue_token(DIGEST)

        assert refuse(url).code == Code.TIMESTAMP_INVALID
