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

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import clock
from signing.examination import Examined, examine
from signing.gost import install
from signing.report import (
    Finding,
    SignatureReport,
    StampReport,
    Verdict,
    VerificationReport,
    has_unsigned_tail,
    judge_document,
)
from signing.store import read_store
from signing.tail import is_vouched_tail
from signing.timeline import Stamp, examine_stamps
from signing.tokens import Horizon
from signing.trust import TrustPolicy, load_trust

__all__ = [
    "SignatureReport",
    "StampReport",
    "TrustPolicy",
    "Verdict",
    "VerificationReport",
    "load_trust",
    "verify",
]

install.apply()

_RANGE = re.compile(rb"/ByteRange ?\[ ?\d{1,10} \d{1,10} (\d{1,10}) (\d{1,10}) ?\]")
_STAMP = "/DocTimeStamp"


def verify(pdf: bytes, trust: TrustPolicy, at: datetime | None = None) -> VerificationReport:
    """Examine every signature of `pdf` as of moment `at`, now by default.

    A signature with a trusted timestamp is judged as of the timestamp's time, any other as of `at`
    (63-ФЗ, ст. 11). A document timestamp keeps what it covers from ageing: see `signing.timeline`.
    Never raises: what cannot be examined is "unverifiable".
    """
    moment = at or clock.now()
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        found = asyncio.run(_examine_all(pdf, trust, moment))
    except Exception:  # noqa: BLE001 -- the reader raises anything for a damaged or hostile file
        tail = _ends_before(pdf)
        return VerificationReport(Verdict.UNVERIFIABLE, sha256, moment, has_unsigned_tail=tail)
    verdict = judge_document(found.signatures, found.stamps, is_covered=found.is_covered)
    tail = not found.is_covered and has_unsigned_tail(found.signatures)
    return VerificationReport(verdict, sha256, moment, found.signatures, found.stamps, tail)


@dataclass(frozen=True, slots=True)
class _Examination:
    signatures: tuple[SignatureReport, ...]
    stamps: tuple[StampReport, ...]
    is_covered: bool


async def _examine_all(pdf: bytes, trust: TrustPolicy, at: datetime) -> _Examination:
    document = PdfFileReader(BytesIO(pdf))
    embedded = document.embedded_signatures
    start = Horizon(at, read_store(document))
    found = [one for one in embedded if one.sig_object_type == _STAMP]
    stamps, covered = await examine_stamps(pdf, found, trust, start)
    signatures = [
        await examine(pdf, one, trust, _find_horizon(one, stamps, covered, start), at)
        for one in embedded
        if one.sig_object_type != _STAMP
    ]
    return _Examination(
        (*_list_unknown(document), *(one.report for one in signatures)),
        tuple(one.report for one in stamps),
        is_covered=_is_covered(pdf, document, [*signatures, *stamps]),
    )


def _find_horizon(
    signature: EmbeddedPdfSignature, stamps: Sequence[Stamp], covered: Horizon, start: Horizon
) -> Horizon:
    """Return the time of the oldest good timestamp over the signature, else the moment itself."""
    good = [one for one in stamps if one.is_good and one.revision >= signature.signed_revision]
    if not good:
        return start
    lasting = all(one.answer == "good" for one in good)
    return Horizon(
        good[0].report.stamped_at or start.moment, covered.evidence, certain=True, lasting=lasting
    )


def _list_unknown(document: PdfFileReader) -> Iterator[SignatureReport]:
    """Yield what pyHanko silently leaves out: that is not the same as "unsigned"."""
    known = {one.field_name for one in document.embedded_signatures}
    for name, _, _ in enumerate_sig_fields(document, filled_status=True):
        if name not in known:
            yield SignatureReport(name, Finding.UNSUPPORTED)


def _ends_before(pdf: bytes) -> bool:
    """Whether the signed ranges end before a file that cannot be read, as far as bytes tell."""
    ends = [int(start) + int(length) for start, length in _RANGE.findall(pdf)]
    return bool(ends) and max(ends) < len(pdf)


def _is_covered(pdf: bytes, document: PdfFileReader, examined: Sequence[Examined | Stamp]) -> bool:
    """Say whether the last signature or timestamp reaches to the end, or only evidence follows."""
    signatures = document.embedded_signatures
    if not signatures or any(one.report.covers_whole_file for one in examined):
        return bool(signatures)
    known = frozenset[bytes]().union(*(one.known for one in examined))
    return is_vouched_tail(pdf, document, signatures[-1], known)
