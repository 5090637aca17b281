"""What lists and responses say about a chain of certificates at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from asn1crypto import cms, x509
from cryptography import x509 as pyca
from pyhanko.sign.general import extract_certificate_info
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from signing.certificates import summarise
from signing.evidence import Evidence
from signing.report import Revocation
from signing.trust import TrustPolicy

Answer = Literal["good", "revoked", "unknown"]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A certificate that signed something, and those that came along with it."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]

    def with_others(self, more: Iterable[x509.Certificate]) -> "Bearer":
        """Return the same with more certificates that may lead to a root."""
        return replace(self, others=(*self.others, *more))


def find_bearer(signed: cms.SignedData) -> Bearer:
    """Return whose certificate a container names; raises what pyHanko raises for a broken one."""
    found = extract_certificate_info(signed)
    return Bearer(found.signer_cert, tuple(found.other_certs))


async def ask(
    bearer: Bearer, trust: TrustPolicy, moment: datetime, evidence: Evidence | None = None
) -> Answer:
    """Ask whether no certificate of the chain was revoked at `moment`.

    The evidence of a document answers or, without any, the lists of the trust policy.
    """
    try:
        await build_path(bearer, trust.at(moment, "required", evidence))
    except RevokedError:
        return "revoked"
    except (PathError, ValidationError):
        # Who knows too little to say "good" may know enough to say "revoked".
        is_revoked = await _is_any_revoked(bearer, trust, moment, evidence)
        return "revoked" if is_revoked else "unknown"
    return "good"


async def _is_any_revoked(
    bearer: Bearer, trust: TrustPolicy, moment: datetime, evidence: Evidence | None
) -> bool:
    """Ask about each certificate of the chain by itself: the validator stops at the first gap."""
    try:
        _, *chain = await build_path(bearer, trust.at(moment, "ignored", evidence))
    except (PathError, ValidationError):
        return False
    for one in chain:
        try:
            await build_path(Bearer(one, tuple(chain)), trust.at(moment, "its_own", evidence))
        except RevokedError:
            return True
        except (PathError, ValidationError):
            continue
    return False


async def build_path(bearer: Bearer, context: ValidationContext) -> ValidationPath:
    """Return the path from a root to the certificate. Raises PathError, ValidationError."""
    validator = CertificateValidator(
        bearer.certificate, list(bearer.others), validation_context=context
    )
    path: ValidationPath = await validator.async_validate_usage(key_usage=set())
    return path


async def ask_evidence(
    bearer: Bearer, trust: TrustPolicy, evidence: Evidence, moments: Iterable[datetime]
) -> Answer:
    """Ask the document's own evidence: revoked at any of `moments`, else good at any of them."""
    if not evidence.tells_revocation:
        return "unknown"
    return weigh([await ask(bearer, trust, one, evidence) for one in moments])


async def ask_lists(bearer: Bearer, trust: TrustPolicy, moment: datetime) -> Answer:
    """Ask the lists of the trust policy, which know nothing when there are none."""
    return await ask(bearer, trust, moment) if trust.tells_revocation else "unknown"


def summarise_answers(
    answers: Sequence[Answer], trust: TrustPolicy, *, is_trusted: bool, is_over: bool
) -> Revocation:
    """Say in a word of the report what was learnt about a chain that is trusted otherwise.

    `is_over`: the certificate's validity has ended by now. Authorities do not tell of such ones
    any more (RFC 5280, 3.3), so without evidence nobody will ever know: that is doubt, too.
    """
    answer = weigh(answers)
    if answer == "unknown":
        is_doubted = is_trusted and (trust.tells_revocation or is_over)
        return "unknown" if is_doubted else "not_checked"
    return answer


def name_authorities(path: ValidationPath | None) -> tuple[str, ...]:
    """Return the names of the authorities above the certificate, the root last."""
    authorities = list(path or ())[:-1]
    return tuple(
        summarise(pyca.load_der_x509_certificate(one.dump())).common_name
        for one in reversed(authorities)
    )


def is_over(bearer: Bearer, at: datetime) -> bool:
    """Say whether the validity of the certificate has ended at this moment."""
    return bool(bearer.certificate.not_valid_after < at)


def weigh(answers: Sequence[Answer]) -> Answer:
    """Believe the worst first: one source that says revoked is enough."""
    if "revoked" in answers:
        return "revoked"
    return "good" if "good" in answers else "unknown"
