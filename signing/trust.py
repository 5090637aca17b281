"""Whom a verification trusts: root certificates, and revocation lists if there are any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from signing.errors import Code, TrustError
from signing.evidence import Evidence, find_basic_response

RevocationCheck = Literal["required", "its_own", "ignored"]
"""About every certificate of a chain, about the last one only, about none."""

_RULES = {
    "required": REQUIRE_REVINFO,
    "its_own": RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
    ),
    "ignored": NO_REVOCATION,
}

_KINDS = {".crl": "X509 CRL", ".ocsp": "OCSP RESPONSE"}
_SUFFIXES = {".pem", ".crt", ".cer", ".der", *_KINDS}


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """Roots are trusted as they are, intermediates only help to reach them.

    With revocation lists or OCSP answers every certificate of a signer's chain has to be covered by
    one; without any, what the document itself brings along is heard, and otherwise revocation is
    not checked. Nothing is ever fetched from the network.
    """

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    crls: tuple[crl.CertificateList, ...]
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @property
    def tells_revocation(self) -> bool:
        """Say whether there are lists or answers."""
        return bool(self.crls or self.ocsps)

    def at(
        self, moment: datetime, check: RevocationCheck, evidence: Evidence | None = None
    ) -> ValidationContext:
        """Return pyHanko's view of the policy for judging certificates as of `moment`.

        With `evidence`, that of the document under examination, it is heard instead of the lists,
        and its certificates help to reach a root like the intermediates.

        A list issued after `moment` counts: what it says about an earlier time is still true. An
        outdated one counts as none at all.
        """
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=[*self.intermediates, *(evidence.certificates if evidence else ())],
            crls=[] if check == "ignored" else list((evidence or self).crls),
            ocsps=[] if check == "ignored" else list((evidence or self).ocsps),
            moment=moment,
            revinfo_policy=CertRevTrustPolicy(_RULES[check], retroactive_revinfo=True),
        )

    def has_list_of(self, issuer: x509.Name) -> bool:
        """Say whether there is a list of this authority, be it outdated."""
        return any(one.issuer.dump() == issuer.dump() for one in self.crls)

    def without_lists(self) -> "TrustPolicy":
        """Return the same policy for a place where nothing but the document tells of revocation."""
        return replace(self, crls=(), ocsps=())


def load_trust(paths: Sequence[Path]) -> TrustPolicy:
    """Read certificates, revocation lists and OCSP answers: PEM (also several in a file) or DER.

    A folder stands for the files in it named .pem, .crt, .cer, .der, .crl or .ocsp. Self-signed
    certificates become roots. Raises TrustError, also when there is no root at all.
    """
    certificates: list[x509.Certificate] = []
    crls: list[crl.CertificateList] = []
    ocsps: list[ocsp.OCSPResponse] = []
    for path in _list_files(paths):
        for kind, der in _read_objects(path):
            try:
                if kind == "X509 CRL":
                    crls.append(_load_crl(der))
                elif kind == "OCSP RESPONSE":
                    ocsps.append(_load_ocsp(der))
                else:
                    certificates.append(_load_certificate(der))
            except (ValueError, TypeError) as error:
                raise TrustError(Code.TRUST_UNREADABLE, detail=path.name) from error
    roots = tuple(one for one in certificates if one.self_signed != "no")
    if not roots:
        raise TrustError(Code.TRUST_UNREADABLE, detail="no root")
    others = tuple(one for one in certificates if one.self_signed == "no")
    return TrustPolicy(roots, others, tuple(crls), tuple(ocsps))


def _list_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.lower() in _SUFFIXES)
        else:
            yield path


def _read_objects(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the kind, in words of RFC 7468, and the DER of everything in the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrustError(Code.TRUST_NOT_FOUND, detail=path.name) from error
    if not pem.detect(content):
        yield _KINDS.get(path.suffix.lower(), "CERTIFICATE"), content
        return
    try:
        for kind, _, der in pem.unarmor(content, multiple=True):
            yield kind, der
    except ValueError as error:
        raise TrustError(Code.TRUST_UNREADABLE, detail=path.name) from error


def _load_certificate(der: bytes) -> x509.Certificate:
    certificate = x509.Certificate.load(der, strict=True)
    _ = certificate.native  # parsing is lazy: a damaged file is found here and not later
    return certificate


def _load_ocsp(der: bytes) -> ocsp.OCSPResponse:
    answer = ocsp.OCSPResponse.load(der, strict=True)
    if find_basic_response(answer) is None:
        message = "a refusal"
        raise ValueError(message)
    _ = answer.native
    return answer


def _load_crl(der: bytes) -> crl.CertificateList:
    revoked = crl.CertificateList.load(der, strict=True)
    _ = revoked.issuer.native, revoked["tbs_cert_list"]["this_update"].native
    return revoked
