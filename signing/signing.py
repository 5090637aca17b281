"""Signing a PDF document: PAdES baseline, B-B to B-LTA (ETSI EN 319 142-1).

Fails closed: what comes out was checked, byte for byte an extension of what came in, still PDF/A,
and reaches the level that was asked for. Anything less is a SigningError and no document.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signing import clock, pdfa_guard
from signing.certificates import CertificateSummary
from signing.credentials import Credential
from signing.embedding import FieldRequest, prepare_pdf
from signing.errors import Code, SigningError
from signing.extension import Notary, extend
from signing.fonts import MARK_FONT
from signing.report import Level
from signing.selfcheck import check_signature
from signing.timestamping import TimestampAuthority


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
    """A signed document. `signed_at` is the timestamp's time, our clock's at B-B."""

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
    notary: Notary | None = None,
) -> SignedPdf:
    """Sign `pdf` in its prepared field or a new one, with the visible mark at the bookmark.

    B-LT and B-LTA are B-T extended with the help of `notary` (`signing.extension`), and hold for
    the earlier signatures of the document too. The only errors worth repeating the call for have
    `again` set: an authority was away. Raises SigningError and its kin: CredentialError,
    MarkError, TimestampError, RevocationError.
    """
    started = clock.now()
    credential.require_valid(started)
    authority = timestamp_authority if request.level != "B-B" else None
    if request.level != "B-B" and authority is None:
        raise SigningError(Code.TIMESTAMP_REQUIRED)
    try:
        content = _write_signature(pdf, request, credential, authority, font)
    except SigningError:
        raise
    except Exception as error:  # pyHanko raises a dozen unrelated types for odd documents
        raise SigningError(Code.SIGNING_FAILED, detail=type(error).__name__) from error
    signed_at = _check(pdf, content, request, credential) or started
    credential.require_valid(signed_at)
    if request.level in {"B-LT", "B-LTA"}:
        content = _extend(content, request.level, notary)
    return SignedPdf(content, request.level, signed_at, credential.certificate)


def _extend(content: bytes, level: Level, notary: Notary | None) -> bytes:
    if notary is None:
        raise SigningError(Code.REVOCATION_REQUIRED)
    return extend(content, "B-LTA" if level == "B-LTA" else "B-LT", notary)


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
    if request.level != "B-B" and timestamp is None:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="no timestamp")
    faults = pdfa_guard.check(content)
    if faults:
        raise SigningError(Code.PDFA_BROKEN, detail="; ".join(faults))
    return timestamp
