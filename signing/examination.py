"""Examining one signature: what pyHanko says of it, and what follows for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    PdfSignatureStatus,
    SignatureStatus,
)

from signing.certificates import is_for_signing, summarise
from signing.chains import (
    Answer,
    ask_evidence,
    ask_lists,
    find_bearer,
    is_over,
    name_authorities,
    summarise_answers,
)
from signing.markreading import compare_mark
from signing.modifications import POLICY, classify, covers_whole_file
from signing.overlays import Overlay, find_overlay
from signing.report import (
    Finding,
    Level,
    Modifications,
    Revocation,
    SignatureReport,
    TimeSource,
)
from signing.strength import list_simple_evidence
from signing.tokens import Horizon, Token, judge_tokens
from signing.trust import TrustPolicy
from signing.unprotected import has_unprotected_data

_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found about a signature, and the DER of every certificate somebody vouched for."""

    report: SignatureReport
    known: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What pyHanko says. `timestamp` is a trusted time, None without one."""

    signature: EmbeddedPdfSignature
    status: PdfSignatureStatus
    token: Token | None
    timestamp: datetime | None
    moment: datetime  # when the signer's certificate has to have been good
    revocation: Revocation
    level: Level
    known: frozenset[bytes]


async def examine(
    pdf: bytes,
    signature: EmbeddedPdfSignature,
    trust: TrustPolicy,
    horizon: Horizon,
    at: datetime,
) -> Examined:
    """Examine one signature of `pdf` at a moment, seen from `horizon`. Never raises."""
    try:
        facts = await _gather(signature, trust, horizon, at)
        return Examined(_report(pdf, signature.field_name, facts), facts.known)
    except Exception:  # noqa: BLE001 -- the validator raises anything for a hostile signature
        return Examined(SignatureReport(signature.field_name, Finding.UNREADABLE))


async def _gather(
    signature: EmbeddedPdfSignature, trust: TrustPolicy, horizon: Horizon, at: datetime
) -> _Facts:
    token = await judge_tokens(signature.signer_info, trust, horizon)
    timestamp = token.moment if token else None
    if timestamp is None and horizon.certain:
        timestamp = horizon.moment
    moment = timestamp or horizon.moment
    status = await async_validate_pdf_signature(
        signature,
        trust.at(moment, "ignored", horizon.evidence),
        trust.at(horizon.moment, "ignored", horizon.evidence),
        key_usage_settings=_USAGE,
        diff_policy=POLICY,
    )
    bearer = find_bearer(signature.signed_data).with_others(horizon.evidence.certificates)
    answer = await ask_evidence(bearer, trust, horizon.evidence, [moment])
    lists = await ask_lists(bearer, trust, moment)
    revocation = summarise_answers(
        [answer, lists], trust, is_trusted=status.trusted, is_over=is_over(bearer, at)
    )
    known = _list_known(trust, (status, token.status if token else None))
    level = _find_level(timestamp, [answer, token.answer if token else "good"], horizon)
    return _Facts(signature, status, token, timestamp, moment, revocation, level, known)


def _find_level(timestamp: datetime | None, answers: Iterable[Answer], horizon: Horizon) -> Level:
    """Return the level by what the file itself holds: B-LT stands without any list of ours."""
    if timestamp is None:
        return "B-B"
    if any(answer != "good" for answer in answers):
        return "B-T"
    return "B-LTA" if horizon.lasting else "B-LT"


def _list_known(trust: TrustPolicy, statuses: Iterable[SignatureStatus | None]) -> frozenset[bytes]:
    """Return the DER of every certificate that somebody vouched for."""
    known = {one.dump() for one in (*trust.roots, *trust.intermediates)}
    for status in statuses:
        if status is not None:
            known.add(status.signing_cert.dump())
            if status.validation_path is not None:
                known.update(one.dump() for one in status.validation_path)
    return frozenset(known)


def _report(pdf: bytes, name: str, facts: _Facts) -> SignatureReport:
    status, byte_range = facts.status, [int(number) for number in facts.signature.byte_range]
    own = x509.load_der_x509_certificate(status.signing_cert.dump())
    certificate = summarise(own)
    overlay, modifications = _find_changes(pdf, facts)
    valid_then = certificate.is_valid_at(facts.moment)
    mark_matches = compare_mark(pdf, name, certificate)
    has_leftovers = status.bottom_line and has_unprotected_data(pdf, byte_range, facts.known)
    checks = (
        (Finding.ALTERED, status.intact),
        (Finding.FORGED, status.valid),
        (Finding.CHANGED_LATER, modifications in {"none", "allowed"}),
        (Finding.REVOKED, facts.revocation != "revoked"),
        (Finding.WRONG_USAGE, is_for_signing(own)),
        (Finding.UNTRUSTED, status.trusted or not valid_then),
        (Finding.TIMESTAMP_UNTRUSTED, facts.token is None or facts.token.moment),
        (Finding.OUT_OF_DATE, valid_then),
        (Finding.UNTRUSTED, status.trusted),
        (Finding.REVOCATION_UNKNOWN, facts.revocation != "unknown"),
        (Finding.UNSUPPORTED, status.bottom_line),
        (Finding.UNPROTECTED, not has_leftovers),
        (Finding.MARK_DIFFERS, mark_matches is not False),
        (Finding.DRAWN_LATER, overlay != "unread"),
    )
    return SignatureReport(
        field_name=name,
        finding=next((finding for finding, passed in checks if not passed), Finding.GOOD),
        certificate=certificate,
        level=facts.level,
        signed_at=facts.timestamp or facts.signature.self_reported_timestamp,
        time_source=_name_source(facts),
        covers_whole_file=covers_whole_file(status, byte_range, len(pdf)),
        later_modifications=modifications,
        chain_trusted=status.trusted,
        chain=name_authorities(status.validation_path),
        certificate_valid_at_signing=valid_then,
        revocation=facts.revocation,
        mark_matches=mark_matches,
        simple_evidence=() if has_leftovers else _list_evidence(pdf, byte_range, status),
    )


def _find_changes(pdf: bytes, facts: _Facts) -> tuple[Overlay, Modifications]:
    overlay = find_overlay(pdf, facts.signature)
    return overlay, classify(facts.status, facts.signature, overlay)


def _name_source(facts: _Facts) -> TimeSource:
    if facts.timestamp:
        return "timestamp"
    return "claimed" if facts.signature.self_reported_timestamp else "unknown"


def _list_evidence(
    pdf: bytes, byte_range: Sequence[int], status: PdfSignatureStatus
) -> tuple[str, ...]:
    """Return the simple signatures that a signature covers: nothing unless it is a good one."""
    _, _, start, length = byte_range
    return list_simple_evidence(pdf[: start + length]) if status.bottom_line else ()
