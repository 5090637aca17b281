"""Signatures by `signing`: every one is read back and checked before it counts.

GOST keys are the signers' own: our share is preparing the file and putting the value in. What
OpenSSL's engine spends on the value in its own process is the signer's.
"""

from base64 import b64decode
from collections.abc import Mapping
from functools import partial

from benchmarks.signing_rounds import BOOKMARK, FIELD, Case, Materials, run_side
from signing.credentials import Credential, load_pkcs12
from signing.deferred import Reply, TicketRequest, complete, get_client_payload, prepare
from signing.report import Level
from signing.signing import SignatureRequest, sign
from signing.timestamping import HttpTimestampAuthority, TimestampAuthority
from tests.pki_gost import GostPki


def open_cases(materials: Materials) -> Mapping[str, Case]:
    """Open both keys once, as the sign process does."""
    authority = HttpTimestampAuthority(materials.tsa)
    cases: dict[str, Case] = {}
    for kind in ("rsa", "ec"):
        key = load_pkcs12(*materials.get_container(kind))
        cases[f"{kind} B-B"] = partial(_sign, materials.pdf, key, "B-B", None)
        cases[f"{kind} B-T"] = partial(_sign, materials.pdf, key, "B-T", authority)
    for bits in (256, 512):
        gost = GostPki(materials.keys / f"gost-{bits}", bits)
        cases[f"gost-{bits} B-B"] = partial(_sign_by_token, materials.pdf, gost, None)
        cases[f"gost-{bits} B-T"] = partial(_sign_by_token, materials.pdf, gost, authority)
    return cases


def _sign(pdf: bytes, key: Credential, level: Level, authority: TimestampAuthority | None) -> bytes:
    return sign(pdf, SignatureRequest(FIELD, BOOKMARK, level), key, authority).content


def _sign_by_token(pdf: bytes, gost: GostPki, authority: TimestampAuthority | None) -> bytes:
    request = TicketRequest("user", "document", FIELD, BOOKMARK)
    chain = [gost.get_certificate("intermediate")]
    ticket, prepared = prepare(pdf, gost.get_certificate("head"), request, chain=chain)
    data = b64decode(get_client_payload(ticket, prepared).data_base64)
    value = gost.get_token().sign(data)
    reply = Reply("user", ticket.source_sha256, value)
    return complete(ticket, prepared, reply, authority).content


if __name__ == "__main__":
    run_side(open_cases)
