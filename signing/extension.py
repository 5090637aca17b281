"""Raising signed documents to the levels that last: PAdES B-LT and B-LTA.

B-LT adds the evidence that no certificate of a signature or timestamp was revoked, B-LTA puts a
document timestamp over it (ETSI EN 319 142-1, 6). Fails closed: what comes out was verified with
nothing but the roots of the trust policy at hand, as somebody does who has neither a network nor
lists, and reaches the level in every signature. Anything less is a SigningError and no document.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Literal

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator.path import ValidationPath

from signing import clock, pdfa_guard
from signing.chains import build_path, find_bearer
from signing.errors import Code, SigningError
from signing.evidence import Evidence
from signing.gost import install
from signing.report import LEVELS, Finding, Level, SignatureReport, Verdict, VerificationReport
from signing.revocation import RevocationSource
from signing.stamping import add_timestamp
from signing.store import read_store, write_store
from signing.timestamping import DIGEST, TimestampAuthority
from signing.trust import TrustPolicy
from signing.verification import verify

install.apply()

LastingLevel = Literal["B-LT", "B-LTA"]

_LASTING = {"B-LT", "B-LTA"}


@dataclass(frozen=True, slots=True)
class Notary:
    """Who helps to make a signature last: whom to trust, who tells of revocation, who of time.

    The authority may be absent for B-LT.
    """

    trust: TrustPolicy
    revocation: RevocationSource
    authority: TimestampAuthority | None = None


def extend(pdf: bytes, to: LastingLevel, notary: Notary, *, at: datetime | None = None) -> bytes:
    """Return `pdf`, extended so that every signature reaches the level `to`.

    A document that is there already comes back as it is. `at` is the moment of the check, now by
    default. Raises SigningError; RevocationError and TimestampError are worth another try.
    """
    moment = at or clock.now()
    has_store = b"/DSS" in pdf  # our own is never compressed, and a miss only costs a layer
    if has_store and _reaches(verify(pdf, notary.trust.without_lists(), moment), to):
        return pdf
    return add_layer(pdf, to, notary, moment)


def add_layer(pdf: bytes, to: LastingLevel, notary: Notary, moment: datetime) -> bytes:
    """Add fresh evidence, and for B-LTA a new document timestamp, to whatever is there."""
    if to == "B-LTA" and notary.authority is None:
        raise SigningError(Code.TIMESTAMP_REQUIRED)
    before = verify(pdf, notary.trust, moment)
    _require_good(before)
    try:
        content = _write(pdf, to, notary, before)
    except SigningError:
        raise
    except Exception as error:  # pyHanko raises a dozen unrelated types for odd documents
        raise SigningError(Code.SIGNING_FAILED, detail=type(error).__name__) from error
    _check(pdf, content, to, before, notary.trust)
    return content


def _require_good(report: VerificationReport) -> None:
    """Refuse a document nobody can vouch for now: evidence would not make it better."""
    if not report.signatures:
        raise SigningError(Code.LEVEL_NOT_REACHED, detail="no signature")
    findings = [one.finding for one in report.signatures]
    findings += [one.finding for one in report.document_timestamps]
    if Finding.REVOKED in findings:
        raise SigningError(Code.CERTIFICATE_REVOKED)
    if bad := [one for one in findings if one not in {Finding.GOOD, Finding.REVOCATION_UNKNOWN}]:
        raise SigningError(Code.LEVEL_NOT_REACHED, detail=bad[0])
    if any(one.level == "B-B" for one in report.signatures):
        raise SigningError(Code.TIMESTAMP_REQUIRED, detail="a signature without a timestamp")


def _write(pdf: bytes, to: LastingLevel, notary: Notary, before: VerificationReport) -> bytes:
    containers = list(_list_containers(pdf, before))
    if notary.authority is not None and to == "B-LTA":
        # Evidence about the authority has to be in the file before its timestamp is made, so a
        # token over nothing is asked for first, to learn the authority's certificates.
        token = notary.authority.issue_token(hashlib.new(DIGEST).digest())
        containers.append(cms.ContentInfo.load(token)["content"])
    evidence = asyncio.run(_gather(pdf, containers, notary, before.checked_at))
    content = write_store(pdf, evidence)
    if notary.authority is not None and to == "B-LTA":
        content = add_timestamp(content, notary.authority)
    return content


def _list_containers(pdf: bytes, before: VerificationReport) -> Iterator[cms.SignedData]:
    """Yield whatever still needs evidence, signatures with the timestamps inside them.

    What has it already is left alone: years later nobody answers about expired certificates any
    more. The newest document timestamp always needs it.
    """
    has_evidence = {one.field_name for one in before.signatures if one.level in _LASTING}
    has_evidence |= {one.field_name for one in before.document_timestamps[:-1]}
    for embedded in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        if embedded.field_name not in has_evidence:
            yield embedded.signed_data
            yield from extract_tst_data_iter(embedded.signer_info, signed=False)


async def _gather(
    pdf: bytes, containers: Iterable[cms.SignedData], notary: Notary, moment: datetime
) -> Evidence:
    """Collect the chains, roots included, and evidence about every certificate but the roots."""
    stored = read_store(PdfFileReader(BytesIO(pdf)))
    evidence, asked = Evidence(), set[bytes]()
    for container in containers:
        path = await _build_path(container, notary.trust, stored, moment)
        chain = list(path)
        evidence += Evidence(certificates=tuple(chain))
        for issuer, certificate in pairwise(chain):
            if certificate.dump() not in asked:
                asked.add(certificate.dump())
                evidence += notary.revocation.find(certificate, issuer)
    return evidence


async def _build_path(
    container: cms.SignedData, trust: TrustPolicy, stored: Evidence, moment: datetime
) -> ValidationPath:
    """Build the path as of now or, for what has expired meanwhile, as of when it began."""
    bearer = find_bearer(container).with_others(stored.certificates)
    began = bearer.certificate.not_valid_before
    then = max(began, min(moment, bearer.certificate.not_valid_after))
    return await build_path(bearer, trust.at(then, "ignored"))


def _check(
    pdf: bytes,
    content: bytes,
    to: LastingLevel,
    before: VerificationReport,
    trust: TrustPolicy,
) -> None:
    """Check everything that was promised, with no list but those in the file itself."""
    if not content.startswith(pdf):
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="not an incremental update")
    after = verify(content, trust.without_lists(), max(before.checked_at, clock.now()))
    if [_identify(one) for one in after.signatures] != [
        _identify(one) for one in before.signatures
    ]:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail="other signatures than before")
    if any(one.finding is Finding.REVOKED for one in after.signatures):
        raise SigningError(Code.CERTIFICATE_REVOKED)
    if not _reaches(after, to):
        raise SigningError(Code.LEVEL_NOT_REACHED, detail=_describe(after))
    faults = pdfa_guard.check(content)
    if faults:
        raise SigningError(Code.PDFA_BROKEN, detail="; ".join(faults))


def _identify(report: SignatureReport) -> tuple[str, str]:
    return report.field_name, report.certificate.sha256 if report.certificate else ""


def _reaches(report: VerificationReport, level: Level) -> bool:
    return report.verdict is Verdict.VALID and all(
        one.level is not None and LEVELS.index(one.level) >= LEVELS.index(level)
        for one in report.signatures
    )


def _describe(report: VerificationReport) -> str:
    """Say what was found in words fit for a log: no names."""
    parts = [f"{one.finding} {one.level}" for one in report.signatures]
    return ", ".join([*parts, *(str(one.finding) for one in report.document_timestamps)])
