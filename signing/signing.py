"""Signing a PDF document: PAdES baseline B-B and B-T (ETSI EN 319 142-1).

Fails closed: what comes out was checked, byte for byte an extension of what came in, still PDF/A,
and reaches the level that was asked for. Anything less is a SigningError and no document.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from signing import clock, pdfa_guard
from signing.certificates import CertificateSummary
from signing.credentials import Credential
from signing.embedding import FieldRequest, prepare_pdf
from signing.errors import Code, SigningError
from signing.fonts import MARK_FONT
from signing.selfcheck import check_signature
from signing.timestamping import TimestampAuthority

Level = Literal["B-B", "B-T"]


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What to sign: the field, the bookmark of the mark ("" = no mark), the PAdES level.

    `certifies`: nothing but filling fields that are there already is allowed afterwards.
    """

    field_name: str
    bookmark: str
    level: Level = "B-T"
    certifies: bool = False


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A signed document. `signed_at` is the timestamp's time at B-T, our clock's at B-B."""

    content: bytes
    level: Level
    signed_at: datetime
    certificate: CertificateSummary


def sign(
    pdf: bytes,
    request: SignatureRequest,
    credential: Credential,
    timestamp_authority: TimestampAuthority | None,
    *,
    font: Path = MARK_FONT,
) -> SignedPdf:
    """Sign `pdf` in its prepared field or a new one, with the visible mark at the bookmark.

    The only error worth repeating the call for has `again` set: the timestamp authority was away.
    Raises SigningError and its kin: CredentialError, MarkError, TimestampError.
    """
    started = clock.now()
    credential.require_valid(started)
    if request.level == "B-T" and timestamp_authority is None:
        raise SigningError(Code.TIMESTAMP_REQUIRED)
    authority = timestamp_authority if request.level == "B-T" else None
    try:
        content = _write_signature(pdf, request, credential, authority, font)
    except SigningError:
        raise
    except Exception as error:  # pyHanko raises a dozen unrelated types for odd documents
        raise SigningError(Code.SIGNING_FAILED, detail=type(error).__name__) from error
    signed_at = _check(pdf, content, request, credential) or started
    credential.require_valid(signed_at)
    return SignedPdf(content, request.level, signed_at, credential.certificate)


def _write_signature(
    pdf: bytes,
    request: SignatureRequest,
    credential: Credential,
    authority: TimestampAuthority | None,
    font: Path,
) -> bytes:
    place = FieldRequest(request.field_name, request.bookmark, certifies=request.certifies)
    prepared = prepare_pdf(pdf, place, credential.certificate, font)
    digest = hashlib.sha256(prepared.get_signed_bytes()).digest()
    return prepared.fill(credential.sign_digest(digest, authority))


def _check(
    pdf: bytes, content: bytes, request: SignatureRequest, credential: Credential
) -> datetime | None:
    """Return the time of the timestamp after checking everything that was promised."""
    if not content.startswith(pdf):
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="not an incremental update")
    timestamp = check_signature(content, request.field_name, credential.certificate)
    if request.level == "B-T" and timestamp is None:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="no timestamp")
    faults = pdfa_guard.check(content)
    if faults:
        raise SigningError(Code.PDFA_BROKEN, detail="; ".join(faults))
    return timestamp
