"""Signing a PDF document: PAdES baseline B-B and B-T (ETSI EN 319 142-1).

Fails closed: what comes out was checked, byte for byte an extension of what came in, still PDF/A,
and reaches the level that was asked for. Anything less is a SigningError and no document.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing import clock, compat, pdfa_guard
from signing.certificates import CertificateSummary
from signing.credentials import Credential
from signing.errors import Code, SigningError
from signing.fonts import MARK_FONT
from signing.mark import find_box, prepare_mark
from signing.selfcheck import check_signature
from signing.timestamping import TimestampAuthority

compat.apply()

Level = Literal["B-B", "B-T"]

RESERVED = 32 * 1024
"""Hexadecimal digits kept for the CMS: 16 KB of DER. A B-T signature with an RSA chain of three
and a token with its own chain takes about 8 KB; fixed, because estimating means signing twice."""


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What to sign: the name of the new field, the bookmark of the mark, the PAdES level."""

    field_name: str
    bookmark: str
    level: Level = "B-T"


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
    """Sign `pdf` in a new field, with the visible mark at the bookmark.

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
    document = _open(pdf)
    _require_signable(document.prev, request.field_name)
    box = find_box(document.prev, request.bookmark)
    document.ensure_output_version((1, 7))
    document.register_extension(ESIC_EXTENSION_1)
    steps = PdfCMSEmbedder(
        SigFieldSpec(request.field_name, on_page=box.page, box=box.corners)
    ).write_cms(request.field_name, document)
    next(steps)
    style, now = prepare_mark(credential.certificate, font), clock.now()
    steps.send(
        SigObjSetup(
            SignatureObject(now, SigSeedSubFilter.PADES, bytes_reserved=RESERVED),
            appearance_setup=SigAppearanceSetup(style, now, name=None),
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    container = credential.sign_digest(prepared.document_digest, authority)
    if 2 * len(container) > RESERVED:
        raise SigningError(Code.SIGNATURE_TOO_LARGE, detail=f"{len(container)} bytes")
    steps.send(container)
    return bytes(output.getvalue())


def _open(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except Exception as error:  # a damaged file provokes anything in the reader
        raise SigningError(Code.DOCUMENT_UNREADABLE, detail=type(error).__name__) from error


def _require_signable(document: PdfFileReader, field_name: str) -> None:
    """Refuse what would break an earlier signature: pyHanko itself does not stop us.

    A certification or a field lock forbids the new field our signature brings (ISO 32000-1,
    12.8.2.2 and 12.8.2.4).
    """
    if any(name == field_name for name, _, _ in enumerate_sig_fields(document)):
        raise SigningError(Code.SIGNATURE_FIELD_TAKEN)
    for signature in document.embedded_signatures:
        lock = signature.fieldmdp
        if signature.docmdp_level is not None or (lock and lock.is_locked(field_name)):
            raise SigningError(Code.DOCUMENT_LOCKED)


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
