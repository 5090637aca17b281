"""The ticket, and what a client gets with it."""

import base64
import json
import subprocess

import pytest
from asn1crypto import cms

from signing.deferred import SigningTicket, complete, get_client_payload
from signing.errors import Code, SigningError
from tests.offers import Offer
from tests.pki_gost import GostPki


def test_a_ticket_survives_being_written_down(offered: Offer) -> None:
    written = json.dumps(offered.ticket.to_dict())
    read = SigningTicket.from_dict(json.loads(written))

    assert read == offered.ticket
    assert complete(read, offered.prepared, offered.reply(), None).content.startswith(offered.pdf)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surplus", 1),
        ("gap_start", "12"),
        ("gap_start", True),
        ("mode", "other"),
        ("state", "new"),
        ("expires_at", "soon"),
        ("expires_at", "2026-01-01T00:00:00"),
        ("chain", [1]),
        ("chain", "one"),
    ],
)
def test_a_spoilt_ticket_is_refused(field: str, value: object, by_value: Offer) -> None:
    data = {**by_value.ticket.to_dict(), field: value}

    with pytest.raises(SigningError) as caught:
        SigningTicket.from_dict(data)

    assert caught.value.code == Code.TICKET_UNREADABLE


def test_the_client_gets_what_it_signs_and_its_digest(offered: Offer, gost: GostPki) -> None:
    payload = get_client_payload(offered.ticket, offered.prepared).to_dict()
    data = base64.b64decode(payload["data_base64"])
    digest = subprocess.run(
        ["openssl", "dgst", f"-{offered.token.digest}", "-binary"],
        input=data,
        env={"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(gost.folder / "engine.cnf")},
        check=True,
        capture_output=True,
    )

    assert set(payload) == {"mode", "digest_algorithm", "digest_hex", "data_base64", "expires_at"}
    assert payload["digest_hex"] == digest.stdout.hex()
    assert payload["mode"] == offered.ticket.mode


def test_a_payload_has_no_signing_time(by_value: Offer) -> None:
    attributes = cms.CMSAttributes.load(by_value.data)

    assert [one["type"].native for one in attributes if one["type"].native == "signing_time"] == []
