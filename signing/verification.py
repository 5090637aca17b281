"""Verifying the signatures of a PDF document, offline.

Fails closed: only what was examined completely and found good is called valid. pyHanko raises all
sorts of things for hostile and even for some legitimate files; every one of them means
"unverifiable" and none means "valid".
"""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from signing import clock
from signing.certificates import summarise
from signing.gost import install
from signing.markreading import compare_mark
from signing.report import (
    Finding,
    Modifications,
    Revocation,
    SignatureReport,
    Verdict,
    VerificationReport,
    has_unsigned_tail,
    judge_document,
)
from signing.trust import RevocationCheck, TrustPolicy, load_trust
from signing.unprotected import has_unprotected_data

__all__ = [
    "SignatureReport",
    "TrustPolicy",
    "Verdict",
    "VerificationReport",
    "load_trust",
    "verify",
]

install.apply()

_RANGE = re.compile(rb"/ByteRange ?\[ ?\d{1,10} \d{1,10} (\d{1,10}) (\d{1,10}) ?\]")
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def verify(pdf: bytes, trust: TrustPolicy, at: datetime | None = None) -> VerificationReport:
    """Examine every signature of `pdf` as of moment `at`, now by default.

    A signature with a trusted timestamp is judged as of the timestamp's time, any other as of `at`
    (63-ФЗ, ст. 11). Never raises: what cannot be examined is "unverifiable".
    """
    moment = at or clock.now()
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        reports = tuple(_examine_all(pdf, trust, moment))
    except Exception:  # noqa: BLE001 -- the reader raises anything for a damaged or hostile file
        tail = _ends_before(pdf)
        return VerificationReport(Verdict.UNVERIFIABLE, sha256, moment, has_unsigned_tail=tail)
    tail = has_unsigned_tail(reports)
    return VerificationReport(judge_document(reports), sha256, moment, reports, tail)


def _examine_all(pdf: bytes, trust: TrustPolicy, at: datetime) -> Iterator[SignatureReport]:
    document = PdfFileReader(BytesIO(pdf))
    filled = [name for name, _, _ in enumerate_sig_fields(document, filled_status=True)]
    known = {one.field_name: one for one in document.embedded_signatures}
    # pyHanko silently leaves out what it does not know: that is not the same as "unsigned".
    for name in filled:
        if name not in known:
            yield SignatureReport(name, Finding.UNSUPPORTED)
    for name, signature in known.items():
        yield _examine(pdf, name, signature, trust, at)


def _examine(
    pdf: bytes, name: str, signature: EmbeddedPdfSignature, trust: TrustPolicy, at: datetime
) -> SignatureReport:
    if signature.sig_object_type != "/Sig":
        return SignatureReport(name, Finding.UNSUPPORTED)
    try:
        facts = asyncio.run(_gather(signature, trust, at))
        return _report(pdf, name, facts)
    except Exception:  # noqa: BLE001 -- the validator raises anything for a hostile signature
        return SignatureReport(name, Finding.UNREADABLE)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What pyHanko says. `timestamp` is the time of a trusted token, None without one."""

    signature: EmbeddedPdfSignature
    status: PdfSignatureStatus
    timestamp: datetime | None
    moment: datetime  # when the signer's certificate has to have been good
    revocation: Revocation
    known: frozenset[bytes]


async def _gather(signature: EmbeddedPdfSignature, trust: TrustPolicy, at: datetime) -> _Facts:
    timing = await collect_timing_info(
        signature.signer_info, trust.at(at, "if_known"), signature.compute_digest
    )
    token: TimestampSignatureStatus | None = timing.get("timestamp_validity")
    timestamp = token.timestamp if token is not None and token.trusted else None
    moment = timestamp or at
    authority = trust.at(at, "if_known")
    check: RevocationCheck = "required" if trust.crls else "ignored"
    status = await _validate(signature, trust.at(moment, check), authority)
    revocation: Revocation = "revoked" if status.revoked else "not_checked"
    if trust.crls and status.trusted:
        revocation = "good"
    elif trust.crls and not status.revoked:  # is it only for want of a fresh list?
        status = await _validate(signature, trust.at(moment, "ignored"), authority)
        revocation = "unknown" if status.trusted else "not_checked"
    known = _list_known(trust, status, token)
    return _Facts(signature, status, timestamp, moment, revocation, known)


async def _validate(
    signature: EmbeddedPdfSignature, signer: ValidationContext, authority: ValidationContext
) -> PdfSignatureStatus:
    return await async_validate_pdf_signature(
        signature, signer, authority, key_usage_settings=_USAGE
    )


def _list_known(trust: TrustPolicy, *statuses: SignatureStatus | None) -> frozenset[bytes]:
    """Return the DER of every certificate that somebody vouched for."""
    known = {one.dump() for one in (*trust.roots, *trust.intermediates)}
    for status in statuses:
        if status is not None:
            known.add(status.signing_cert.dump())
            if status.validation_path is not None:
                known.update(one.dump() for one in status.validation_path)
    return frozenset(known)


def _report(pdf: bytes, name: str, facts: _Facts) -> SignatureReport:
    signature, status = facts.signature, facts.status
    certificate = summarise(x509.load_der_x509_certificate(status.signing_cert.dump()))
    byte_range = [int(number) for number in signature.byte_range]
    modifications = _classify_modifications(status)
    valid_then = certificate.is_valid_at(facts.moment)
    claimed = signature.self_reported_timestamp
    mark_matches = compare_mark(pdf, name, certificate)
    has_leftovers = status.bottom_line and has_unprotected_data(pdf, byte_range, facts.known)
    checks = (
        (Finding.ALTERED, status.intact),
        (Finding.FORGED, status.valid),
        (Finding.CHANGED_LATER, modifications in {"none", "allowed"}),
        (Finding.REVOKED, not status.revoked),
        (Finding.UNTRUSTED, status.trusted or not valid_then),
        (Finding.TIMESTAMP_UNTRUSTED, facts.timestamp or status.timestamp_validity is None),
        (Finding.OUT_OF_DATE, valid_then),
        (Finding.UNTRUSTED, status.trusted),
        (Finding.REVOCATION_UNKNOWN, facts.revocation != "unknown"),
        (Finding.UNSUPPORTED, status.bottom_line),
        (Finding.UNPROTECTED, not has_leftovers),
        (Finding.MARK_DIFFERS, mark_matches is not False),
    )
    return SignatureReport(
        field_name=name,
        finding=next((finding for finding, passed in checks if not passed), Finding.GOOD),
        certificate=certificate,
        level="B-T" if facts.timestamp else "B-B",
        signed_at=facts.timestamp or claimed,
        time_source="timestamp" if facts.timestamp else "claimed" if claimed else "unknown",
        covers_whole_file=_covers_whole_file(status, byte_range, len(pdf)),
        later_modifications=modifications,
        chain_trusted=status.trusted,
        certificate_valid_at_signing=valid_then,
        revocation=facts.revocation,
        mark_matches=mark_matches,
    )


def _classify_modifications(status: PdfSignatureStatus) -> Modifications:
    level = status.modification_level
    if level is None:
        return "unknown"
    if not status.docmdp_ok or level is ModificationLevel.OTHER:
        return "forbidden"
    return "none" if level is ModificationLevel.NONE else "allowed"


def _ends_before(pdf: bytes) -> bool:
    """Whether the signed ranges end before a file that cannot be read, as far as bytes tell."""
    ends = [int(start) + int(length) for start, length in _RANGE.findall(pdf)]
    return bool(ends) and max(ends) < len(pdf)


def _covers_whole_file(
    status: PdfSignatureStatus, byte_range: Sequence[int], size_bytes: int
) -> bool:
    end = byte_range[-2] + byte_range[-1]
    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE and end == size_bytes
