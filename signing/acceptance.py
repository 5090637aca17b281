"""Whether a certificate may sign here at all, asked before anybody signs with it, offline."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509
from cryptography import x509 as pyca

from signing import clock
from signing.certificates import CertificateSummary, is_for_signing, summarise
from signing.chains import Bearer, ask_lists, build_path
from signing.foreign import read_certificate
from signing.gost import install
from signing.report import Finding
from signing.trust import TrustPolicy

install.apply()

_LONGEST_CHAIN = 5


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
    others = tuple(read_certificate(one) for one in chain)
    readable = pyca.load_der_x509_certificate(own.dump())
    if not summarise(readable).is_valid_at(moment):
        return Finding.OUT_OF_DATE
    if not is_for_signing(readable):
        return Finding.WRONG_USAGE
    return asyncio.run(_judge_chain(Bearer(own, others), trust, moment))


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


async def _judge_chain(bearer: Bearer, trust: TrustPolicy, moment: datetime) -> Finding:
    try:
        await build_path(bearer, trust.at(moment, "ignored"))
        answer = await ask_lists(bearer, trust, moment)
    except Exception:  # noqa: BLE001 -- a hostile certificate provokes anything
        return Finding.UNTRUSTED
    if answer == "revoked":
        return Finding.REVOKED
    is_doubted = trust.tells_revocation and answer == "unknown"
    return Finding.REVOCATION_UNKNOWN if is_doubted else Finding.GOOD
