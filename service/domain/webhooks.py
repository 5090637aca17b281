"""Notices to programs: a document has come so far. They hold ids and states, never personal data.

A notice is signed with a secret that both sides know, over its text and the moment of sending, so
that neither can be changed and an old one cannot be sent again much later.
"""

import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.domain.accounts import Tenant
from service.domain.documents import Document, State
from service.domain.errors import Problem
from service.domain.ids import DeliveryId, DocumentId, WebhookId

STATE_CHANGED: Final = "document.state_changed"
SIGNATURE_DECLINED: Final = "document.signature_declined"
PING: Final = "ping"

ANNOUNCED: Final = frozenset(
    {State.REGISTERED, State.SIGNED, State.ARCHIVED, State.FAILED, State.CANCELLED}
)
"""The states that programs are told of; the others are steps between them."""

PATIENCE: Final = timedelta(days=3)
"""After so long without one answer a webhook is switched off, and its administrators are told."""

KEPT: Final = timedelta(days=30)
"""For so long the page of a webhook shows what was sent."""

MAX_URL: Final = 500

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_TARGET: Final = re.compile(
    r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::([0-9]{1,5}))?((?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)"
)
_PORTS: Final[Mapping[str, str]] = {"https": "443", "http": "80"}
_LAST_PORT: Final = 65_535

_SHARED: Final = ipaddress.ip_network("64:ff9b::/96")
"""Translated IPv4 (RFC 6052): the address that counts is inside."""


@dataclass(frozen=True)
class Webhook:
    """Where a program of one organisation, or of a whole municipality, wants to be told."""

    id: WebhookId
    url: str
    secret: str
    tenant: Tenant
    created_by: str
    created_at: datetime
    failing_since: datetime | None = None
    disabled_at: datetime | None = None

    @property
    def state(self) -> str:
        """`enabled`, `failing` (nobody answers of late) or `disabled`."""
        if self.disabled_at is not None:
            return "disabled"
        return "enabled" if self.failing_since is None else "failing"

    @property
    def host(self) -> str:
        """The server alone: the rest of an address may hold a secret."""
        target = read_target(self.url)
        return "" if target is None else target.host


@dataclass(frozen=True)
class Target:
    """An address taken apart; `host` is a name or an IP address without brackets."""

    is_secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Notice:
    """One message to one webhook, as it will be sent."""

    id: DeliveryId
    webhook_id: WebhookId
    document_id: DocumentId | None
    body: str
    created_at: datetime


@dataclass(frozen=True)
class NoticeClaim:
    """A notice in the hands of one worker, under its fence, and where it goes."""

    notice: Notice
    webhook: Webhook
    fence: int
    failures: int


@dataclass(frozen=True)
class Delivery:
    """What became of a notice: `waiting`, `sent` or `failed`, why, and what was answered."""

    notice: Notice
    state: str
    failures: int
    failure_code: str | None
    status: int | None
    settled_at: datetime | None

    @property
    def event(self) -> str:
        """What the notice is about."""
        return str(json.loads(self.notice.body)["event"])

    @property
    def document_state(self) -> State | None:
        """The state it tells of."""
        told = json.loads(self.notice.body).get("state")
        return None if told is None else State(told)


def tell_state(delivery_id: DeliveryId, document: Document, state: State, at: datetime) -> str:
    """The text of a notice that a document is in a state."""
    return _write(
        {
            "id": delivery_id,
            "event": STATE_CHANGED,
            "occurred_at": at.isoformat(timespec="milliseconds"),
            "organization_id": document.organisation_id,
            "document_id": document.id,
            "state": state,
        }
    )


def tell_decline(delivery_id: DeliveryId, document: Document, place: int, at: datetime) -> str:
    """The text of a notice that somebody will not sign: which signature, and not who or why."""
    return _write(
        {
            "id": delivery_id,
            "event": SIGNATURE_DECLINED,
            "occurred_at": at.isoformat(timespec="milliseconds"),
            "organization_id": document.organisation_id,
            "document_id": document.id,
            "step": place,
        }
    )


def tell_ping(delivery_id: DeliveryId, at: datetime) -> str:
    """The text of a notice that only asks whether anybody answers."""
    occurred_at = at.isoformat(timespec="milliseconds")
    return _write({"id": delivery_id, "event": PING, "occurred_at": occurred_at})


def sign(secret: str, body: str, at: datetime) -> str:
    """The value of `Grif-Signature`: HMAC-SHA256 over the moment, a full stop and the body."""
    moment = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def read_target(url: str) -> Target | None:
    """The parts of an address in which nothing is hidden; None for any other."""
    found = _TARGET.fullmatch(url)
    if found is None or len(url) > MAX_URL:
        return None
    scheme, host, port, path = found.groups()
    target = Target(scheme == "https", host.strip("[]").lower(), int(port or _PORTS[scheme]), path)
    return target if 0 < target.port <= _LAST_PORT else None


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks as a setting names them, separated by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def may_call(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether a notice may go to this address: to the internet, or where the settings allow.

    Addresses of one's own network, of this machine, of the cloud it runs in and of nobody are not
    for an administrator of a school to ask. An IPv4 address in an IPv6 one is judged as itself.
    """
    inner = _unwrap(address)
    if any(one in network for one in (address, inner) for network in allowed):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def url_problem(url: str, allowed: Sequence[Network]) -> Problem | None:
    """What keeps an address from being called, as far as that is known before it is."""
    target = read_target(url)
    if target is None:
        return _URL
    literal = _literal(target.host)
    if literal is not None and not may_call(literal, allowed):
        return _PRIVATE
    is_here = literal is not None and literal.is_loopback
    return None if target.is_secure or is_here else _URL


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _unwrap(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _SHARED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _write(content: Mapping[str, str | int]) -> str:
    return json.dumps(content, separators=(",", ":"))


_URL: Final = Problem(
    "#/url", "format", "Адрес латиницей, начинается с https://, без имени и пароля."
)
_PRIVATE: Final = Problem(
    "#/url", "out_of_range", "Это адрес внутренней сети: уведомления туда не отправляются."
)
