"""X.509 certificates and revocation lists of the demo's certification authority (RFC 5280).

Nothing here touches a file. The people and organisations are the caller's and fictional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
KeyType = Literal["rsa", "ec"]

INN_LE = ObjectIdentifier("1.2.643.100.4")  # ИНН юридического лица, 10 цифр
OGRN = ObjectIdentifier("1.2.643.100.1")  # ОГРН, 13 цифр
_SUBJECT_SIGN_TOOL = ObjectIdentifier("1.2.643.100.111")
_ISSUER_SIGN_TOOL = ObjectIdentifier("1.2.643.100.112")
_CLASS_KS1 = ObjectIdentifier("1.2.643.100.113.1")

BACKDATED = timedelta(days=1)
"""A fresh certificate or list is already valid this long: clocks differ."""
AUTHORITY_LASTS = timedelta(days=5479)  # 15 years, as those of accredited authorities
HEAD_LASTS = timedelta(days=455)  # 15 months, as accredited authorities do
CRL_LASTS = timedelta(days=90)

_LONGEST_COMMON_NAME_BYTES = 64  # RFC 5280, ub-common-name, as `cryptography` counts it


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is for: the head of an organisation.

    `name` becomes the file name, ASCII; `given_name` is the given name and the patronymic.
    """

    name: str
    organisation: str
    surname: str
    given_name: str
    title: str
    inn: str
    ogrn: str
    settlement: str = ""

    def as_subject(self) -> x509.Name:
        """Return the distinguished name as УЦ writes it for a legal entity (63-ФЗ, ст. 17.2)."""
        return _name(
            {
                NameOID.COUNTRY_NAME: "RU",
                NameOID.LOCALITY_NAME: self.settlement,
                NameOID.ORGANIZATION_NAME: self.organisation,
                NameOID.COMMON_NAME: _shorten(self.organisation),
                NameOID.SURNAME: self.surname,
                NameOID.GIVEN_NAME: self.given_name,
                NameOID.TITLE: self.title,
                INN_LE: self.inn,
                OGRN: self.ogrn,
            }
        )


@dataclass(frozen=True, slots=True)
class Issued:
    """A key and the certificate for it."""

    key: Key
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Terms:
    """What a certificate is good for, and when; tests bend these. `starts` counts from now."""

    key_type: KeyType = "rsa"
    starts: timedelta = -BACKDATED
    lasts: timedelta = HEAD_LASTS
    usage: Sequence[str] = ("digital_signature", "content_commitment")
    extended: Sequence[ObjectIdentifier] = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)
    qualified: bool = False


def name_authority(common_name: str) -> x509.Name:
    """Return the distinguished name of one of the authority's own certificates."""
    organisation = "Учебный удостоверяющий центр (не является аккредитованным)"
    return _name(
        {
            NameOID.COUNTRY_NAME: "RU",
            NameOID.ORGANIZATION_NAME: organisation,
            NameOID.COMMON_NAME: common_name,
        }
    )


def make_root(key_type: KeyType) -> Issued:
    """Make a self-signed root."""
    key = _make_key(key_type)
    name = name_authority("Учебный корневой УЦ")
    builder = _start(name, key, Terms(lasts=AUTHORITY_LASTS)).issuer_name(name)
    return Issued(key, _make_authority(builder, None).sign(key, hashes.SHA256()))


def make_intermediate(root: Issued, key_type: KeyType, base_url: str) -> Issued:
    """Make the authority that issues everything else."""
    key = _make_key(key_type)
    builder = _start(name_authority("Учебный УЦ"), key, Terms(lasts=AUTHORITY_LASTS))
    builder = _link(builder, root, f"{base_url}/crl/root.crl")
    return Issued(key, _make_authority(builder, 0).sign(root.key, hashes.SHA256()))


def issue(subject: x509.Name, issuer: Issued, terms: Terms, base_url: str) -> Issued:
    """Make a key and an end-entity certificate for `subject`."""
    key = _make_key(terms.key_type)
    builder = _link(_start(subject, key, terms), issuer, f"{base_url}/crl/intermediate.crl")
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(terms.usage), critical=True)
    # RFC 3161, 2.3: a timestamp authority's purpose is critical and the only one.
    critical = ExtendedKeyUsageOID.TIME_STAMPING in terms.extended
    builder = builder.add_extension(x509.ExtendedKeyUsage(terms.extended), critical=critical)
    if ExtendedKeyUsageOID.OCSP_SIGNING in terms.extended:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    else:
        builder = builder.add_extension(_access(base_url), critical=False)
    if terms.qualified:
        builder = _mark_qualified(builder)
    return Issued(key, builder.sign(issuer.key, hashes.SHA256()))


def _mark_qualified(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    """Add what a qualified certificate has (приказ ФСБ № 795); the texts say that it is a toy."""
    for oid, value in (
        (_SUBJECT_SIGN_TOOL, _utf8("учебное средство ЭП")),
        (_ISSUER_SIGN_TOOL, _sequence(_utf8("учебное") * 4)),
    ):
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, value), critical=False)
    policies = x509.CertificatePolicies([x509.PolicyInformation(_CLASS_KS1, None)])
    return builder.add_extension(policies, critical=False)


def _utf8(text: str) -> bytes:
    return _der(0x0C, text.encode())


def _sequence(content: bytes) -> bytes:
    return _der(0x30, content)


def _der(tag: int, content: bytes) -> bytes:
    """One value in DER; no text here is longer than a length of one octet can say."""
    return bytes((tag, len(content))) + content


def make_crl(
    issuer: Issued, number: int, revoked: Mapping[int, datetime]
) -> x509.CertificateRevocationList:
    """Sign a revocation list: serial number and moment of revocation of each certificate."""
    now = datetime.now(UTC)  # noqa: TID251 -- the demo's authority lives in real time
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject)
    builder = builder.last_update(now - BACKDATED).next_update(now + CRL_LASTS)
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    builder = builder.add_extension(_authority_key(issuer), critical=False)
    for serial, moment in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        reason = x509.CRLReason(x509.ReasonFlags.key_compromise)
        builder = builder.add_revoked_certificate(
            entry.add_extension(reason, critical=False).build()
        )
    return builder.sign(issuer.key, hashes.SHA256())


def _name(values: Mapping[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in values.items() if value])


def _shorten(text: str) -> str:
    return text.encode()[:_LONGEST_COMMON_NAME_BYTES].decode(errors="ignore")


def _make_key(key_type: KeyType) -> Key:
    if key_type == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def _start(subject: x509.Name, key: Key, terms: Terms) -> x509.CertificateBuilder:
    starts = datetime.now(UTC) + terms.starts  # noqa: TID251 -- the demo's authority lives in real time
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + terms.lasts)
        .add_extension(identifier, critical=False)
    )


def _make_authority(
    builder: x509.CertificateBuilder, path_length: int | None
) -> x509.CertificateBuilder:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    builder = builder.add_extension(constraints, critical=True)
    return builder.add_extension(_usage(("key_cert_sign", "crl_sign")), critical=True)


def _link(builder: x509.CertificateBuilder, issuer: Issued, crl: str) -> x509.CertificateBuilder:
    """Say who issued the certificate and where its revocation list is."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
    builder = builder.issuer_name(issuer.certificate.subject)
    builder = builder.add_extension(_authority_key(issuer), critical=False)
    return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _authority_key(issuer: Issued) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier.value)


def _access(base_url: str) -> x509.AuthorityInformationAccess:
    places = {
        AuthorityInformationAccessOID.OCSP: f"{base_url}/ocsp",
        AuthorityInformationAccessOID.CA_ISSUERS: f"{base_url}/ca/intermediate.crt",
    }
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(method, x509.UniformResourceIdentifier(place))
            for method, place in places.items()
        ]
    )


def _usage(bits: Iterable[str]) -> x509.KeyUsage:
    allowed = set(bits)
    return x509.KeyUsage(
        digital_signature="digital_signature" in allowed,
        content_commitment="content_commitment" in allowed,
        key_encipherment="key_encipherment" in allowed,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="key_cert_sign" in allowed,
        crl_sign="crl_sign" in allowed,
        encipher_only=False,
        decipher_only=False,
    )
