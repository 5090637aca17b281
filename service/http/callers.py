"""Where a request comes from, and how often one place may ask."""

import ipaddress
from http import HTTPStatus

from flask import request

from service.http.exchange import services
from service.http.refusals import RequestError

VERIFICATIONS_PER_MINUTE = 10
LINKS_PER_MINUTE = 120
"""Pages of links, their pictures included; made-up ones are counted with them."""
OPENID_PER_MINUTE = 60
"""Ways to the provider and back: a school may share one address."""
CHECKS_PER_MINUTE = 60
"""Of one address: a school behind one may look at its documents' pages all day."""

_ENOUGH = "Слишком много запросов с вашего адреса. Подождите минуту и повторите."
_NETWORK_BITS = 64
"""Of an IPv6 address: a subscriber has all the addresses of such a network."""


def limit_caller(what: str, per_minute: int) -> None:
    """Count this request. Raises RequestError `too_many_requests` after the last of a minute."""
    seconds = services().limits.take(what, _network_of(caller_address()), per_minute)
    if seconds:
        raise RequestError(
            _ENOUGH,
            code="too_many_requests",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            retry_after=seconds,
        )


def caller_address() -> str:
    """The caller's address as our own proxies saw it: what the caller says is no proof."""
    seen = [request.remote_addr or ""]
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    seen += [part.strip() for part in reversed(forwarded.split(","))]
    return seen[min(services().settings.trusted_proxies, len(seen) - 1)]


def _network_of(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:  # a proxy that is set up otherwise: all its callers share one limit
        return "unknown"
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:  # an IPv4 caller at a socket for both
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((int(known), _NETWORK_BITS), strict=False))
