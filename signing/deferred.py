"""Signing with a key that is never here: on the signer's own token, at the signer's own computer.

The document is prepared completely, mark included; the signer's program signs a few hundred octets
and sends back the value or a container; that is checked and put into the prepared file. What comes
out obeys the same rules as in `signing.signing`. Fails closed: SigningError, no document.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from asn1crypto import x509
from cryptography import x509 as pyca
from pyhanko.sign.fields import SigSeedSubFilter

from signing import clock, pdfa_guard
from signing.certificates import CertificateSummary, require_signing_usage, summarise
from signing.container import encode_attributes, encode_container, prepare_parts
from signing.digests import compute_digest
from signing.embedding import FieldRequest, PreparedPdf, prepare_pdf
from signing.errors import Code, SigningError
from signing.fonts import MARK_FONT
from signing.foreign import read_certificate
from signing.gost import install
from signing.replies import SignatureValue, read_reply
from signing.schemes import Scheme, choose_scheme
from signing.selfcheck import check_signature
from signing.tickets import ClientPayload, Mode, Reply, SigningTicket, require_usable
from signing.timestamping import TimestampAuthority

__all__ = ["ClientPayload", "Mode", "Reply", "SigningTicket", "TicketRequest"]

install.apply()

_SUBFILTERS: dict[Mode, SigSeedSubFilter] = {
    "attrs": SigSeedSubFilter.PADES,
    # Programs put the signing time into their containers, which PAdES forbids
    # (ETSI EN 319 142-1, 6.3): such a signature goes by its older name.
    "cms": SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
}


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """Who is to sign what, where, how, and how long the offer holds.

    `digest` is asn1crypto's name (sha256, sha384, sha512, streebog256, streebog512), None for what
    goes with the key.
    """

    user_id: str
    subject_id: str
    field_name: str
    bookmark: str
    mode: Mode = "attrs"
    digest: str | None = None
    lifetime: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class CompletedPdf:
    """A signed document. `signed_at` is the timestamp's time at B-T, our clock's at B-B."""

    content: bytes
    level: Literal["B-B", "B-T"]
    signed_at: datetime
    certificate: CertificateSummary


def prepare(
    pdf: bytes,
    certificate: bytes,
    request: TicketRequest,
    *,
    chain: Sequence[bytes] = (),
    at: datetime | None = None,
    font: Path = MARK_FONT,
) -> tuple[SigningTicket, bytes]:
    """Write the field with the mark of `certificate` into `pdf`; return a ticket and the file.

    The certificates are DER, PEM or base64; `chain` goes into the signature as it is. Raises
    SigningError and its kin: CredentialError, MarkError.
    """
    moment = at or clock.now()
    signer = _read_signer(certificate, chain, request.digest)
    place = FieldRequest(request.field_name, request.bookmark, _SUBFILTERS[request.mode])
    try:
        prepared = prepare_pdf(pdf, place, _require_fit(signer.own, moment), font)
    except SigningError:
        raise
    except Exception as error:  # pyHanko raises a dozen unrelated types for odd documents
        raise SigningError(Code.SIGNING_FAILED, detail=type(error).__name__) from error
    return _write_ticket(pdf, request, signer, prepared, moment), prepared.content


@dataclass(frozen=True, slots=True)
class _Signer:
    """Whose signature it will be, the certificates that go along, and how the key signs."""

    own: x509.Certificate
    others: tuple[x509.Certificate, ...]
    scheme: Scheme


def _read_signer(certificate: bytes, chain: Sequence[bytes], digest: str | None) -> _Signer:
    own = read_certificate(certificate)
    others = tuple(read_certificate(one) for one in chain)
    return _Signer(own, others, choose_scheme(own.public_key, digest))


def _write_ticket(
    pdf: bytes, request: TicketRequest, signer: _Signer, prepared: PreparedPdf, moment: datetime
) -> SigningTicket:
    digest = compute_digest(signer.scheme.digest, prepared.get_signed_bytes())
    attributes = b""
    if request.mode == "attrs":
        parts = prepare_parts(signer.own, signer.others, signer.scheme)
        attributes = encode_attributes(parts, digest)
    return SigningTicket(
        ticket_id=secrets.token_urlsafe(24),
        user_id=request.user_id,
        subject_id=request.subject_id,
        mode=request.mode,
        field_name=request.field_name,
        prepared_at=moment,
        expires_at=moment + request.lifetime,
        source_bytes=len(pdf),
        source_sha256=hashlib.sha256(pdf).hexdigest(),
        prepared_sha256=hashlib.sha256(prepared.content).hexdigest(),
        gap_start=prepared.start,
        gap_end=prepared.end,
        digest_algorithm=signer.scheme.digest,
        document_digest=digest.hex(),
        certificate=_encode(signer.own.dump()),
        chain=tuple(_encode(one.dump()) for one in signer.others),
        attributes=_encode(attributes),
    )


def get_client_payload(ticket: SigningTicket, prepared: bytes) -> ClientPayload:
    """Return what the signer's program needs. Raises SigningError for a damaged file."""
    if hashlib.sha256(prepared).hexdigest() != ticket.prepared_sha256:
        raise SigningError(Code.PREPARED_BLOB_CORRUPT)
    data = ticket.decode(ticket.attributes)
    if ticket.mode == "cms":
        data = _get_prepared(ticket, prepared).get_signed_bytes()
    return ClientPayload(
        mode=ticket.mode,
        digest_algorithm=ticket.digest_algorithm,
        digest_hex=compute_digest(ticket.digest_algorithm, data).hex(),
        data_base64=_encode(data),
        expires_at=ticket.expires_at,
    )


def check_reply(
    ticket: SigningTicket, prepared: bytes, reply: Reply, *, at: datetime | None = None
) -> None:
    """Refuse a reply that `complete` would refuse, without writing anything or asking anybody.

    Raises SigningError and its kin.
    """
    _read_checked(ticket, prepared, reply, at or clock.now())


def complete(
    ticket: SigningTicket,
    prepared: bytes,
    reply: Reply,
    authority: TimestampAuthority | None,
    *,
    at: datetime | None = None,
) -> CompletedPdf:
    """Check the reply and put the signature into the prepared file: B-T with an authority.

    Everything is checked before anything is written, and the result read back. The authority is
    asked last, so that nobody gets a timestamp for nothing. `at` is when the reply came. Raises
    SigningError and its kin: CredentialError, TimestampError.
    """
    moment = at or clock.now()
    own, summary, value = _read_checked(ticket, prepared, reply, moment)
    token = authority.issue_token(hashlib.sha256(value.signature).digest()) if authority else None
    others = [read_certificate(ticket.decode(one)) for one in ticket.chain]
    parts = prepare_parts(own, others, value.scheme)
    parts = replace(parts, signature_algorithm=value.algorithm)
    container = encode_container(parts, value.attributes, value.signature, token)
    content = _get_prepared(ticket, prepared).fill(container)
    timestamp = _check(content, ticket, summary, is_timed=authority is not None)
    signed_at = timestamp or moment
    summary.require_valid(signed_at)
    return CompletedPdf(content, "B-T" if timestamp else "B-B", signed_at, summary)


def _read_checked(
    ticket: SigningTicket, prepared: bytes, reply: Reply, moment: datetime
) -> tuple[x509.Certificate, CertificateSummary, SignatureValue]:
    require_usable(ticket, prepared, reply, moment)
    own = read_certificate(ticket.decode(ticket.certificate))
    return own, _require_fit(own, moment), read_reply(ticket, own, reply.content)


def _require_fit(own: x509.Certificate, moment: datetime) -> CertificateSummary:
    certificate = pyca.load_der_x509_certificate(own.dump())
    require_signing_usage(certificate)
    summary = summarise(certificate)
    summary.require_valid(moment)
    return summary


def _get_prepared(ticket: SigningTicket, prepared: bytes) -> PreparedPdf:
    return PreparedPdf(prepared, ticket.gap_start, ticket.gap_end)


def _check(
    content: bytes, ticket: SigningTicket, certificate: CertificateSummary, *, is_timed: bool
) -> datetime | None:
    """Return the time of the timestamp after checking everything that was promised."""
    timestamp = check_signature(content, ticket.field_name, certificate)
    if is_timed and timestamp is None:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="no timestamp")
    faults = pdfa_guard.check(content)
    if faults:
        raise SigningError(Code.PDFA_BROKEN, detail="; ".join(faults))
    return timestamp


def _encode(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
