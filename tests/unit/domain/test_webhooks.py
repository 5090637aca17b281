"""Where a notice may go, and how it is signed."""

import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime

import pytest

from service.domain.webhooks import may_call, read_networks, sign, url_problem

HERE = read_networks("127.0.0.0/8, ::1/128")
NOWHERE = read_networks("")

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
INNER = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 -- an address to refuse, nothing listens on it
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:53aa:64c::80ff:fffe",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_may_be_called(address: str) -> None:
    assert may_call(ipaddress.ip_address(address), NOWHERE)


@pytest.mark.parametrize("address", INNER)
def test_ones_own_network_may_not(address: str) -> None:
    assert not may_call(ipaddress.ip_address(address), NOWHERE)


def test_what_the_settings_name_may_be_called_and_nothing_beside_it() -> None:
    allowed = read_networks("10.20.0.0/16")

    assert may_call(ipaddress.ip_address("10.20.1.1"), allowed)
    assert may_call(ipaddress.ip_address("::ffff:10.20.1.1"), allowed)
    assert not may_call(ipaddress.ip_address("10.21.1.1"), allowed)


@pytest.mark.parametrize("text", ["10.0.0.1/8", "localhost", "10.0.0.0/8;::1"])
def test_networks_are_written_strictly(text: str) -> None:
    with pytest.raises(ValueError, match=r"host bits|does not appear"):
        read_networks(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org:8443/hooks/grif?key=1&x=%20",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/x",
    ],
)
def test_an_address_of_the_internet_is_taken(url: str) -> None:
    assert url_problem(url, NOWHERE) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org\\@evil.example/",
        "https://example.org/#part",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://[::1",
        "https://-example.org/",
        "https://пример.рф/",
        "https://example.org/" + "a" * 500,
    ],
)
def test_an_address_that_hides_something_is_not(url: str) -> None:
    problem = url_problem(url, HERE)
    assert problem is not None
    assert (problem.pointer, problem.code) == ("#/url", "format")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "http://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8080/"]
)
def test_an_address_of_ones_own_network_is_refused_at_once(url: str) -> None:
    problem = url_problem(url, NOWHERE)
    assert problem is not None
    assert problem.code == "out_of_range"


def test_plain_http_is_for_this_machine_alone_and_only_where_that_is_allowed() -> None:
    assert url_problem("http://127.0.0.1:8080/x", HERE) is None
    assert url_problem("http://[::1]:8080/x", HERE) is None
    inner = url_problem("http://10.0.0.1/", read_networks("10.0.0.0/8"))
    assert inner is not None
    assert inner.code == "format"


def test_the_signature_is_what_the_documentation_says() -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 900_000, tzinfo=UTC)
    moment = int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())
    digest = hmac.new(b"secret", f'{moment}.{{"a":1}}'.encode(), hashlib.sha256).hexdigest()

    assert sign("secret", '{"a":1}', at) == f"t={moment},v1={digest}"
