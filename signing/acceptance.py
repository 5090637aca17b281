"""Whether a certificate may sign here at all, asked before anybody signs with it, offline."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509
from cryptography import x509 as pyca
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError

from signing import clock
from signing.certificates import is_for_signing, summarise
from signing.foreign import read_certificate
from signing.gost import install
from signing.report import Finding
from signing.trust import TrustPolicy

install.apply()

_USAGE = {"digital_signature"}


def judge_certificate(
    certificate: bytes,
    trust: TrustPolicy,
    *,
    chain: Sequence[bytes] = (),
    at: datetime | None = None,
) -> Finding:
    """Say what `signing.verification` would find about the certificate as of `at`, now by default.

    GOOD, or OUT_OF_DATE, WRONG_USAGE, REVOKED, REVOCATION_UNKNOWN, UNTRUSTED. `chain` only helps to
    reach a root. Raises CredentialError for something that is no certificate.
    """
    moment = at or clock.now()
    own = read_certificate(certificate)
    others = [read_certificate(one) for one in chain]
    readable = pyca.load_der_x509_certificate(own.dump())
    if not summarise(readable).is_valid_at(moment):
        return Finding.OUT_OF_DATE
    if not is_for_signing(readable):
        return Finding.WRONG_USAGE
    return _judge_chain(own, others, trust, moment)


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
