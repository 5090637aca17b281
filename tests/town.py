"""A certification authority that lives in memory and at any time, for the years to come.

Everything is generated, and everything can be bad: certificates of any term and purpose, responses
and lists of any age, timestamps of any moment.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, tsp
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from service.demo.certificates import (
    Issued,
    Key,
    Terms,
    issue,
    make_intermediate,
    make_root,
    name_authority,
)
from signing.credentials import Credential, RawSigner
from signing.embedding import FieldRequest, prepare_pdf
from signing.errors import Code, RevocationError
from signing.evidence import Evidence
from signing.trust import TrustPolicy
from tests.pki import HEAD

URL = "http://127.0.0.1:1"
NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
FIFTEEN_YEARS = timedelta(days=5478)

STAMPING = Terms(
    key_type="rsa",  # pyHanko's own authority knows no other
    lasts=3 * YEAR,
    usage=("digital_signature",),
    extended=(ExtendedKeyUsageOID.TIME_STAMPING,),
)
LONG = replace(STAMPING, lasts=FIFTEEN_YEARS)
ANSWERING = Terms(
    key_type="ec",
    lasts=FIFTEEN_YEARS,
    usage=("digital_signature",),
    extended=(ExtendedKeyUsageOID.OCSP_SIGNING,),
)


def translate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the same certificate as asn1crypto reads it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def make_signer(key: Key) -> RawSigner:
    """Sign with SHA-256 and this key, whatever it is good for."""

    def sign(data: bytes) -> bytes:
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    return sign


@dataclass
class Town:
    """A root, an intermediate and an OCSP responder of its own; remembers who was revoked when."""

    root: Issued = field(default_factory=lambda: make_root("ec"))
    revoked: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.intermediate = make_intermediate(self.root, "ec", URL)
        self.responder = self.issue("Учебная служба статусов", ANSWERING)

    def issue(self, name: str, terms: Terms) -> Issued:
        return issue(name_authority(name), self.intermediate, terms, URL)

    def issue_head(self, terms: Terms | None = None) -> Issued:
        return issue(HEAD.as_subject(), self.intermediate, terms or Terms(key_type="ec"), URL)

    def open(self, issued: Issued) -> Credential:
        chain = [self.intermediate.certificate, self.root.certificate]
        return Credential(make_signer(issued.key), issued.certificate, chain)

    def open_head(self) -> Credential:
        """The head's key with a certificate of this town."""
        return self.open(self.issue_head())

    def open_clock(self, at: datetime = NOW) -> "TownTime":
        """Stamp signatures: with a certificate for three years."""
        return TownTime(self, self.issue("Учебная служба времени", STAMPING), at)

    @property
    def trust(self) -> TrustPolicy:
        intermediate = translate(self.intermediate.certificate)
        return TrustPolicy((translate(self.root.certificate),), (intermediate,), ())

    def revoke(self, issued: Issued, at: datetime = NOW) -> None:
        self.revoked[issued.certificate.serial_number] = at


@dataclass(frozen=True)
class TownTime:
    """The town's timestamp authority, whose clock shows `at`."""

    town: Town
    staff: Issued
    at: datetime = NOW

    def issue_token(self, digest: bytes) -> bytes:
        return issue_token(self.staff, [self.town.intermediate], self.at, digest)


def issue_token(staff: Issued, chain: Sequence[Issued], at: datetime, digest: bytes) -> bytes:
    """Stamp `digest` with a key of RSA (pyHanko's own authority knows no other)."""
    key = staff.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    others = [translate(one.certificate) for one in chain]
    stamper = DummyTimeStamper(
        translate(staff.certificate),
        asn1_keys.PrivateKeyInfo.load(key),
        certs_to_embed=SimpleCertificateStore.from_certs(others),
        fixed_dt=at,
    )
    token = asyncio.run(stamper.async_request_tsa_response(_ask_for_time(digest)))
    return bytes(token["time_stamp_token"].dump())


def _ask_for_time(digest: bytes) -> tsp.TimeStampReq:
    algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
    imprint = {"hash_algorithm": algorithm, "hashed_message": digest}
    return tsp.TimeStampReq(
        {"version": 1, "message_imprint": imprint, "nonce": 1, "cert_req": True}
    )


@dataclass
class TownStatus:
    """The town's word about revocation as of `at`; counts the questions."""

    town: Town
    at: datetime = NOW
    lasts: timedelta | None = timedelta(days=1)
    responder: Issued | None = None
    lists_only: bool = False
    asked: list[int] = field(default_factory=list)

    def find(self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> Evidence:
        self.asked.append(certificate.serial_number)
        if self.lists_only or issuer.subject == translate(self.town.root.certificate).subject:
            authority = self.town.root if self._is_root(issuer) else self.town.intermediate
            return Evidence(crls=(self.make_list(authority),))
        return Evidence(ocsps=(self.answer(certificate),))

    def _is_root(self, issuer: asn1_x509.Certificate) -> bool:
        return bool(issuer.serial_number == self.town.root.certificate.serial_number)

    def make_list(self, authority: Issued) -> asn1_crl.CertificateList:
        return make_list(authority, self.at, self.lasts or YEAR, self.town.revoked)

    def answer(self, certificate: asn1_x509.Certificate) -> asn1_ocsp.OCSPResponse:
        moment = self.town.revoked.get(certificate.serial_number)
        by = self.responder or self.town.responder
        about = x509.load_der_x509_certificate(certificate.dump())
        until = self.at + self.lasts if self.lasts else None
        return answer(about, self.town.intermediate, by, (self.at, until), moment)


def make_list(
    authority: Issued, at: datetime, lasts: timedelta, revoked: Mapping[int, datetime]
) -> asn1_crl.CertificateList:
    """Sign a list of `authority`: serial numbers and when each was revoked."""
    builder = (
        x509.CertificateRevocationListBuilder(authority.certificate.subject)
        .last_update(at)
        .next_update(at + lasts)
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for serial, moment in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(entry.build())
    der = builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return asn1_crl.CertificateList.load(der)


def answer(
    about: x509.Certificate,
    issuer: Issued,
    by: Issued,
    term: tuple[datetime, datetime | None],
    revoked_at: datetime | None = None,
) -> asn1_ocsp.OCSPResponse:
    """Answer about a certificate of `issuer`, signed by `by`, good from and to."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 -- the name of the issuer, as RFC 5019 wants it
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD,
        this_update=term[0],
        next_update=term[1],
        revocation_time=revoked_at,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked_at else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    builder = builder.certificates([by.certificate])
    der = builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return asn1_ocsp.OCSPResponse.load(der)


class NoStatus:
    """A service of statuses that is away."""

    def find(self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> Evidence:
        detail = f"{certificate.serial_number} of {issuer.serial_number} unanswered"
        raise RevocationError(Code.OCSP_UNAVAILABLE, detail=detail)


def write_signature(
    pdf: bytes, credential: Credential, authority: TownTime | None, field_name: str = "Head"
) -> bytes:
    """Sign without any of the checks of `signing.sign`, which would refuse what is bad."""
    request = FieldRequest(field_name, "signature_head")
    prepared = prepare_pdf(pdf, request, credential.certificate)
    digest = hashlib.sha256(prepared.get_signed_bytes()).digest()
    return prepared.fill(credential.sign_digest(digest, authority))
