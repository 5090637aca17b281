"""What people want to know about a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.errors import Code, CredentialError

_ISSUER_SIGN_TOOL: Final = x509.ObjectIdentifier("1.2.643.100.112")
_CLASSES: Final = "1.2.643.100.113."  # КС1, КС2, КС3, КВ1, …
_OTHER_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
}


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """The visible facts of a certificate. Holds personal data: not for logs.

    `holder` is the person (surname, given name and patronymic) or, when the certificate names
    none, the common name: the certificate of a Russian legal entity carries the organisation in
    CN and the head in SN and G. `serial_hex` is upper-case hexadecimal, two digits per octet.
    `claims_qualified`: it has the marks of a qualified certificate. That its authority is an
    accredited one, only the trust in its root says.
    """

    serial_hex: str
    holder: str
    common_name: str
    not_before: datetime
    not_after: datetime
    issuer: str
    sha256: str
    claims_qualified: bool = False

    def is_valid_at(self, moment: datetime) -> bool:
        """Say whether `moment` lies within the validity period, both ends included (RFC 5280)."""
        return self.not_before <= moment <= self.not_after

    def require_valid(self, moment: datetime) -> None:
        """Raise CredentialError unless `moment` lies within the validity period."""
        if moment < self.not_before:
            raise CredentialError(Code.CERTIFICATE_NOT_YET_VALID)
        if moment > self.not_after:
            raise CredentialError(Code.CERTIFICATE_EXPIRED)

    def require_qualified(self) -> None:
        """Raise CredentialError unless it has the marks of a qualified certificate."""
        if not self.claims_qualified:
            raise CredentialError(Code.CERTIFICATE_NOT_QUALIFIED)


def summarise(certificate: x509.Certificate) -> CertificateSummary:
    """Read the visible facts of `certificate`."""
    subject = certificate.subject
    common_name = _first(subject, (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME))
    person = [_first(subject, (oid,)) for oid in (NameOID.SURNAME, NameOID.GIVEN_NAME)]
    return CertificateSummary(
        serial_hex=_hex(certificate.serial_number),
        holder=" ".join(filter(None, person)) or common_name,
        common_name=common_name,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        issuer=_first(certificate.issuer, (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        claims_qualified=_claims_qualified(certificate),
    )


def require_signing_usage(certificate: x509.Certificate) -> None:
    """Raise CredentialError unless `is_for_signing`."""
    if not is_for_signing(certificate):
        raise CredentialError(Code.CERTIFICATE_WRONG_USAGE)


def _claims_qualified(certificate: x509.Certificate) -> bool:
    """Whether it names the tools of its authority and a class of protection (приказ ФСБ № 795)."""
    try:
        extensions = certificate.extensions
        extensions.get_extension_for_oid(_ISSUER_SIGN_TOOL)
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(one.policy_identifier.dotted_string.startswith(_CLASSES) for one in policies)


def is_for_signing(certificate: x509.Certificate) -> bool:
    """Say whether the certificate is for signing documents (RFC 5280, 4.2.1.3 and 4.2.1.12).

    Its key usage says so, and its extended purposes, if it names any, are not only those of a
    server, of programs or of an authority's own services.
    """
    try:
        extensions = certificate.extensions
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return False
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as error:
        return error.oid == x509.ExtendedKeyUsage.oid
    except ValueError:
        return False
    return not set(purposes) <= _OTHER_PURPOSES


def _first(name: x509.Name, oids: Iterable[x509.ObjectIdentifier]) -> str:
    for oid in oids:
        for attribute in name.get_attributes_for_oid(oid):
            value = attribute.value
            return value if isinstance(value, str) else value.decode("utf-8", "replace")
    return ""


def _hex(serial_number: int) -> str:
    digits = f"{serial_number:X}"
    return digits if len(digits) % 2 == 0 else f"0{digits}"
