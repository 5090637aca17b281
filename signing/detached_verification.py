"""Verifying detached signatures (`.sig`) against the document beside them, offline.

Files of other programs: DER, PEM or base64, one signer or several. Fails closed, as
`signing.verification` does. What lies unprotected in such a container (certificates, lists) is
usual there and means nothing.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core
from cryptography import x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import StandardCMSSignatureStatus

from signing import clock
from signing.certificates import is_for_signing, summarise
from signing.chains import (
    ask_lists,
    find_bearer,
    is_over,
    name_authorities,
    summarise_answers,
)
from signing.evidence import Evidence
from signing.foreign import read_signed_data
from signing.gost import install
from signing.report import (
    Finding,
    Revocation,
    SignatureReport,
    Verdict,
    VerificationReport,
    judge_document,
)
from signing.tokens import Horizon, Token, judge_tokens
from signing.trust import TrustPolicy

install.apply()

MOST_SIGNERS = 32

_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def verify_detached(
    signature: bytes, data: bytes, trust: TrustPolicy, at: datetime | None = None
) -> VerificationReport:
    """Examine every signature in the file `signature` over `data` as of `at`, now by default.

    The report is about `data`; its signatures are named by their numbers in the file. A container
    with a document inside is accepted when it is `data` to the octet. Never raises.
    """
    moment = at or clock.now()
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        reports = tuple(_examine_all(read_signed_data(signature), data, trust, moment))
    except Exception:  # noqa: BLE001 -- a hostile file provokes anything
        return VerificationReport(Verdict.UNVERIFIABLE, sha256, moment)
    return VerificationReport(judge_document(reports, (), is_covered=True), sha256, moment, reports)


def _examine_all(
    signed: cms.SignedData, data: bytes, trust: TrustPolicy, at: datetime
) -> Iterator[SignatureReport]:
    infos = list(signed["signer_infos"])
    if len(infos) > MOST_SIGNERS:
        raise ValueError(len(infos))
    content = signed["encap_content_info"]["content"]
    is_other = not isinstance(content, core.Void) and bytes(content) != data
    for number, info in enumerate(infos, start=1):
        if is_other:
            yield SignatureReport(str(number), Finding.ALTERED)
        else:
            yield _examine(str(number), _separate(signed, info), data, trust, at)


def _separate(signed: cms.SignedData, info: cms.SignerInfo) -> cms.SignedData:
    """Return a container with this signer alone: pyHanko reads no other kind."""
    fields = {name: signed[name] for name in ("version", "digest_algorithms", "certificates")}
    return cms.SignedData(
        {**fields, "encap_content_info": {"content_type": "data"}, "signer_infos": [info]}
    )


def _examine(
    name: str, signed: cms.SignedData, data: bytes, trust: TrustPolicy, at: datetime
) -> SignatureReport:
    try:
        return _report(name, asyncio.run(_gather(signed, data, trust, at)))
    except Exception:  # noqa: BLE001 -- the validator raises anything for a hostile signature
        return SignatureReport(name, Finding.UNREADABLE)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What pyHanko says. `timestamp` is the time of a trusted token, None without one."""

    status: StandardCMSSignatureStatus
    token: Token | None
    timestamp: datetime | None
    moment: datetime  # when the signer's certificate has to have been good
    revocation: Revocation


async def _gather(signed: cms.SignedData, data: bytes, trust: TrustPolicy, at: datetime) -> _Facts:
    (info,) = signed["signer_infos"]
    _require_signed_attributes(info)
    token = await judge_tokens(info, trust, Horizon(at, Evidence()))
    timestamp = token.moment if token else None
    moment = timestamp or at
    status = await async_validate_detached_cms(
        data,
        signed,
        signer_validation_context=trust.at(moment, "ignored"),
        ts_validation_context=trust.at(at, "ignored"),
        key_usage_settings=_USAGE,
    )
    bearer = find_bearer(signed)
    lists = await ask_lists(bearer, trust, moment)
    revocation = summarise_answers(
        [lists], trust, is_trusted=status.trusted, is_over=is_over(bearer, at)
    )
    return _Facts(status, token, timestamp, moment, revocation)


def _require_signed_attributes(info: cms.SignerInfo) -> None:
    """Refuse a bare signature: it would be as good for the attributes of another, taken for a file.

    Such a confusion is why CAdES has attributes always (RFC 5652, 5.4; ETSI EN 319 122-1, 5.1).
    Raises ValueError.
    """
    present = {attribute["type"].native for attribute in info["signed_attrs"]}
    if not present >= {"content_type", "message_digest"}:
        raise ValueError(sorted(present))


def _report(name: str, facts: _Facts) -> SignatureReport:
    status = facts.status
    own = x509.load_der_x509_certificate(status.signing_cert.dump())
    certificate = summarise(own)
    valid_then = certificate.is_valid_at(facts.moment)
    claimed = status.signer_reported_dt
    checks = (
        (Finding.ALTERED, status.intact),
        (Finding.FORGED, status.valid),
        (Finding.REVOKED, facts.revocation != "revoked"),
        (Finding.WRONG_USAGE, is_for_signing(own)),
        (Finding.UNTRUSTED, status.trusted or not valid_then),
        (Finding.TIMESTAMP_UNTRUSTED, facts.timestamp or facts.token is None),
        (Finding.OUT_OF_DATE, valid_then),
        (Finding.UNTRUSTED, status.trusted),
        (Finding.REVOCATION_UNKNOWN, facts.revocation != "unknown"),
        (Finding.UNSUPPORTED, status.bottom_line),
    )
    return SignatureReport(
        field_name=name,
        finding=next((finding for finding, passed in checks if not passed), Finding.GOOD),
        certificate=certificate,
        level="B-T" if facts.timestamp else "B-B",
        signed_at=facts.timestamp or claimed,
        time_source="timestamp" if facts.timestamp else "claimed" if claimed else "unknown",
        covers_whole_file=True,
        later_modifications="none",
        chain_trusted=status.trusted,
        chain=name_authorities(status.validation_path),
        certificate_valid_at_signing=valid_then,
        revocation=facts.revocation,
    )
