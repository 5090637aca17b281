"""The document timestamps of a PDF, from the newest back to the oldest.

The newest one has to be good at the moment of the check. It proves that everything it covers is at
least as old as itself, so what it covers is judged as of its time, and so on back to the signatures
(ETSI EN 319 102-1, 5.6; ISO 32000-2, 12.8.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_timestamp

from signing.certificates import summarise
from signing.chains import Answer
from signing.modifications import POLICY, classify, covers_whole_file
from signing.overlays import find_overlay
from signing.report import Finding, StampReport
from signing.store import read_store
from signing.tokens import Horizon, judge_token
from signing.trust import TrustPolicy
from signing.unprotected import has_unprotected_data


@dataclass(frozen=True, slots=True)
class Stamp:
    """A document timestamp: which revision it signs, what was found, whose certificates it has.

    `answer` is what the document's evidence alone says about the authority's chain.
    """

    revision: int
    report: StampReport
    answer: Answer = "unknown"
    known: frozenset[bytes] = frozenset()

    @property
    def is_good(self) -> bool:
        """Say whether what it covers may be judged as of its time."""
        return self.report.finding is Finding.GOOD


async def examine_stamps(
    pdf: bytes, stamps: Sequence[EmbeddedPdfSignature], trust: TrustPolicy, horizon: Horizon
) -> tuple[tuple[Stamp, ...], Horizon]:
    """Examine the document timestamps, oldest first in and out.

    Returns them with the horizon for what the oldest good one covers; its evidence is what the
    newest good one covers.
    """
    examined = []
    for embedded in reversed(stamps):
        try:
            stamp = await _examine(pdf, embedded, trust, horizon)
        except Exception:  # noqa: BLE001 -- the validator raises anything for a hostile token
            report = StampReport(embedded.field_name, Finding.UNREADABLE)
            stamp = Stamp(embedded.signed_revision, report)
        examined.append(stamp)
        if stamp.is_good:
            horizon = _move(horizon, embedded, stamp)
    return tuple(reversed(examined)), horizon


def _move(horizon: Horizon, embedded: EmbeddedPdfSignature, stamp: Stamp) -> Horizon:
    moment = stamp.report.stamped_at or horizon.moment
    if horizon.certain:
        return Horizon(moment, horizon.evidence, certain=True)
    covered = embedded.reader.get_historical_resolver(embedded.signed_revision)
    return Horizon(moment, read_store(covered), certain=True)


async def _examine(
    pdf: bytes, embedded: EmbeddedPdfSignature, trust: TrustPolicy, horizon: Horizon
) -> Stamp:
    context = trust.at(horizon.moment, "ignored", horizon.evidence)
    status = await async_validate_pdf_timestamp(embedded, context, diff_policy=POLICY)
    token = await judge_token(status, embedded.signed_data, trust, horizon)
    modifications = classify(status, embedded, find_overlay(pdf, embedded))
    path = status.validation_path
    known = frozenset(one.dump() for one in (path or ()))
    byte_range = [int(number) for number in embedded.byte_range]
    is_clean = token.counts and not has_unprotected_data(pdf, byte_range, known)
    checks = (
        (Finding.ALTERED, status.intact),
        (Finding.FORGED, status.valid),
        (Finding.CHANGED_LATER, modifications in {"none", "allowed"}),
        (Finding.TIMESTAMP_UNTRUSTED, token.counts),
        (Finding.UNPROTECTED, is_clean),
    )
    report = StampReport(
        embedded.field_name,
        next((finding for finding, passed in checks if not passed), Finding.GOOD),
        certificate=summarise(x509.load_der_x509_certificate(status.signing_cert.dump())),
        stamped_at=status.timestamp,
        covers_whole_file=covers_whole_file(status, byte_range, len(pdf)),
        later_modifications=modifications,
    )
    return Stamp(embedded.signed_revision, report, token.answer, known)
