"""Whether a certificate may sign here at all, asked before anybody signs with it, offline."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509
from cryptography import x509 as pyca
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

from signing import clock
from signing.certificates import CertificateSummary, summarise
from signing.foreign import read_certificate
from signing.gost import install
from signing.report import Finding
from signing.trust import TrustPolicy

install.apply()

_LONGEST_CHAIN = 5
_USAGE = {"digital_signature"}


def judge_certificate(
    certificate: bytes,
    trust: TrustPolicy,
    *,
    chain: Sequence[bytes] = (),
    at: datetime | None = None,
) -> Finding:
    """Say what `signing.verification` would find about the certificate as of `at`, now by default.

    GOOD, or OUT_OF_DATE, REVOKED, REVOCATION_UNKNOWN, UNTRUSTED (also for a certificate that is
    not for signing). `chain` only helps to reach a root. Raises CredentialError for something that
    is no certificate.
    """
    moment = at or clock.now()
    own = read_certificate(certificate)
    others = [read_certificate(one) for one in chain]
    if not summarise(pyca.load_der_x509_certificate(own.dump())).is_valid_at(moment):
        return Finding.OUT_OF_DATE
    return _judge_chain(own, others, trust, moment)


def describe_certificate(certificate: bytes) -> CertificateSummary:
    """Say whose certificate this is (DER, PEM or base64). Raises CredentialError."""
    return summarise(pyca.load_der_x509_certificate(read_certificate(certificate).dump()))


def find_chain(
    certificate: bytes, trust: TrustPolicy, chain: Sequence[bytes] = ()
) -> tuple[bytes, ...]:
    """Return the intermediate authorities of `certificate`, nearest first, in DER.

    From `chain`, which may hold anything, and from those that are known: a browser or a token gives
    the signer's own certificate only. Raises CredentialError.
    """
    given = [read_certificate(one) for one in chain]
    known = [one for one in (*given, *trust.intermediates) if one.self_signed == "no"]
    found: list[x509.Certificate] = []
    current = read_certificate(certificate)
    while len(found) < _LONGEST_CHAIN:
        issuers = [one for one in known if _is_issued_by(current, one)]
        if not issuers or issuers[0] in found:
            break
        current = issuers[0]
        found.append(current)
    return tuple(one.dump() for one in found)


def _is_issued_by(one: x509.Certificate, other: x509.Certificate) -> bool:
    key = one.authority_key_identifier
    same_key = key is None or key == other.key_identifier
    return bool(one.issuer.dump() == other.subject.dump() and same_key)


def _judge_chain(
    own: x509.Certificate, others: Sequence[x509.Certificate], trust: TrustPolicy, moment: datetime
) -> Finding:
    try:
        if trust.crls and _is_trusted(own, others, trust.at(moment, "required")):
            return Finding.GOOD
    except RevokedError:
        return Finding.REVOKED
    if not _is_trusted(own, others, trust.at(moment, "ignored")):
        return Finding.UNTRUSTED
    return Finding.REVOCATION_UNKNOWN if trust.crls else Finding.GOOD


def _is_trusted(
    own: x509.Certificate, others: Sequence[x509.Certificate], context: ValidationContext
) -> bool:
    validator = CertificateValidator(own, others, validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(_USAGE))
    except RevokedError:
        raise
    except Exception:  # noqa: BLE001 -- a hostile certificate provokes anything
        return False
    return True
