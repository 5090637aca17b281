"""However slowly somebody answers, an exchange ends in time; over TLS too."""

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from signing.fetching import FAILURES, Limits, StatusError, fetch
from tests.openid_provider import (
    Provider,
    answer_with,
    dawdle_over_the_head,
    run_provider,
    talk_without_end,
)
from tests.tls import make_certificate

LIMITS = Limits(1000, 0.5)


@pytest.fixture(params=["http", "https"])
def provider(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Provider]:
    """A server on localhost, whose certificate is trusted where it has one."""
    context = None
    if request.param == "https":
        certificate = make_certificate(tmp_path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, tmp_path / "key.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with run_provider(Provider(), context) as running:
        yield running


def test_a_prompt_answer_is_read(provider: Provider) -> None:
    assert b'"keys"' in fetch(f"{provider.issuer}/keys", LIMITS)


@pytest.mark.parametrize("misbehave", [dawdle_over_the_head, talk_without_end])
def test_neither_a_slow_head_nor_an_endless_body_holds_anybody(
    provider: Provider, misbehave: object
) -> None:
    provider.misbehave["/keys"] = misbehave  # type: ignore[assignment] # one of the two
    began = time.monotonic()
    with pytest.raises(FAILURES):
        fetch(f"{provider.issuer}/keys", LIMITS)
    assert time.monotonic() - began < 2


def test_the_status_is_told(provider: Provider) -> None:
    provider.misbehave["/keys"] = answer_with(403)
    with pytest.raises(StatusError) as caught:
        fetch(f"{provider.issuer}/keys", LIMITS)
    assert caught.value.status == 403
