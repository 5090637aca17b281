"""Signed documents of a certification authority in which anything can be wrong.

A `Scene` says what every certificate, list and answer is like; `play` signs a document in it, with
none of the checks that signing has.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Literal

from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from service.demo.certificates import Issued, Key
from signing.certificates import summarise
from signing.container import encode_attributes, encode_container, prepare_parts
from signing.embedding import FieldRequest, prepare_pdf
from signing.evidence import Evidence
from signing.schemes import Scheme
from signing.store import write_store
from signing.trust import TrustPolicy
from tests.town import NOW, answer, issue_token, make_list, make_signer, translate

DAY = timedelta(days=1)

KeyKind = Literal["ec", "p384", "rsa", "rsa-3072", "rsa-4096", "weak"]
_CURVES: dict[KeyKind, type[ec.EllipticCurve]] = {"ec": ec.SECP256R1, "p384": ec.SECP384R1}
_BITS: dict[KeyKind, int] = {"weak": 1024, "rsa": 2048, "rsa-3072": 3072, "rsa-4096": 4096}
Lists = Literal["fresh", "stale", "forged", "partial", "none"]
Answers = Literal["none", "good", "stale", "stranger", "purposeless", "another"]


@dataclass(frozen=True)
class Blank:
    """What a certificate is like; its term in days from now. `owner` sets namesakes apart."""

    name: str
    owner: str = ""
    begins: int = -30
    ends: int = 400
    key: KeyKind = "ec"
    usage: tuple[str, ...] = ("digital_signature", "content_commitment")
    extended: tuple[ObjectIdentifier, ...] = ()
    is_authority: bool = False
    path_length: int | None = None
    signature: Literal["sha256", "sha1", "forged"] = "sha256"
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = ()


ROOT = Blank(
    "Корень", begins=-900, ends=4000, usage=("key_cert_sign", "crl_sign"), is_authority=True
)
AUTHORITY = Blank(
    "Центр", begins=-800, ends=3000, usage=("key_cert_sign", "crl_sign"), is_authority=True
)
_ASK_AT = x509.AccessDescription(
    AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://127.0.0.1:1/ocsp")
)
STRANGE_ROOT = replace(ROOT, name="Чужой корень")
SIGNER = Blank("Мельник Ольга Сергеевна")
WATCH = Blank(
    "Часы",
    ends=900,
    key="rsa",
    usage=("digital_signature",),
    extended=(ExtendedKeyUsageOID.TIME_STAMPING,),
)
RESPONDER = Blank(
    "Справки",
    usage=("digital_signature",),
    extended=(ExtendedKeyUsageOID.OCSP_SIGNING,),
    extra=((x509.OCSPNoCheck(), False),),
)


@dataclass(frozen=True)
class Scene:
    """Who is who, who was revoked how many days from now, and who says what about it.

    `authorities` stand between the root and everybody else. `is_timed` gives the signature a
    timestamp of now. With `answers` the document brings them along, and lists about authorities.
    `trusted` is another root than the one of the chain. Verified is after `later`
    days.
    """

    root: Blank = ROOT
    authorities: tuple[Blank, ...] = (AUTHORITY,)
    signer: Blank = SIGNER
    watch: Blank = WATCH
    is_timed: bool = True
    revoked: Mapping[str, int] = field(default_factory=dict)
    lists: Lists = "fresh"
    answers: Answers = "none"
    trusted: Blank | None = None
    later: int = 0


@dataclass(frozen=True)
class Played:
    """A signed document, whom its reader trusts, and when he reads."""

    pdf: bytes
    trust: TrustPolicy
    at: datetime


def play(scene: Scene, pdf: bytes) -> Played:
    """Sign `pdf` in the scene."""
    root = certify(scene.root, None)
    authorities = [root]
    for blank in scene.authorities:
        authorities.append(certify(blank, authorities[-1]))
    issuer = authorities[-1]
    staff = {
        "signer": certify(scene.signer, issuer),
        "watch": certify(scene.watch, issuer),
        "authority": issuer,
        "first": authorities[1],
    }
    at = NOW + scene.later * DAY
    revoked = {
        staff[name].certificate.serial_number: NOW + days * DAY
        for name, days in scene.revoked.items()
    }
    signed = _sign(pdf, staff["signer"], authorities, staff["watch"] if scene.is_timed else None)
    answers = tuple(_answer(scene, staff, issuer, revoked))
    if answers:
        lists = [make_list(one, NOW - DAY / 2, 7 * DAY, revoked) for one in authorities[:-1]]
        signed = write_store(signed, Evidence(ocsps=answers, crls=tuple(lists)))
    return Played(signed, _trust(scene, authorities, at, revoked), at)


def certify(blank: Blank, issuer: Issued | None) -> Issued:
    """Make a certificate of `issuer`, or of its own."""
    key = _make_key(blank.key, blank.owner or blank.name)
    signer = issuer or Issued(key, _build(blank, key, None, key))
    certificate = _build(blank, key, issuer, signer.key)
    if blank.signature == "sha1":
        certificate = _sign_anew(certificate, signer.key)
    if blank.signature == "forged":
        certificate = _build(blank, key, issuer, _make_key(blank.key, "Самозванец"))
    return Issued(key, certificate)


@cache
def _make_key(kind: KeyKind, _owner: str) -> Key:
    if kind in _CURVES:
        return ec.generate_private_key(_CURVES[kind]())
    return rsa.generate_private_key(65537, _BITS[kind])


def _build(blank: Blank, key: Key, issuer: Issued | None, signer: Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, blank.name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + blank.begins * DAY)
        .not_valid_after(NOW + blank.ends * DAY)
    )
    for extension, critical in _list_extensions(blank, key, issuer):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signer, hashes.SHA256())


def _list_extensions(
    blank: Blank, key: Key, issuer: Issued | None
) -> list[tuple[x509.ExtensionType, bool]]:
    above = issuer.certificate.public_key() if issuer else key.public_key()
    listed: list[tuple[x509.ExtensionType, bool]] = [
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False),  # type: ignore[arg-type]
        (x509.BasicConstraints(blank.is_authority, blank.path_length), True),
    ]
    if blank.usage:
        listed.append((_make_usage(blank.usage), True))
    if blank.extended:
        critical = ExtendedKeyUsageOID.TIME_STAMPING in blank.extended
        listed.append((x509.ExtendedKeyUsage(blank.extended), critical))
    if not blank.is_authority:
        listed.append((x509.AuthorityInformationAccess([_ASK_AT]), False))
    return [*listed, *blank.extra]


def _make_usage(bits: Sequence[str]) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in bits for name in names})


def _sign_anew(certificate: x509.Certificate, key: Key) -> x509.Certificate:
    """Sign with SHA-1, which `cryptography` does in no certificate any more."""
    weak = translate(certificate)
    algorithm = "sha1_rsa" if isinstance(key, rsa.RSAPrivateKey) else "sha1_ecdsa"
    weak["tbs_certificate"]["signature"] = {"algorithm": algorithm}
    weak["signature_algorithm"] = {"algorithm": algorithm}
    data = weak["tbs_certificate"].dump(force=True)
    if isinstance(key, rsa.RSAPrivateKey):
        weak["signature_value"] = key.sign(data, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 -- too weak on purpose
    else:
        weak["signature_value"] = key.sign(data, ec.ECDSA(hashes.SHA1()))  # noqa: S303 -- too weak on purpose
    return x509.load_der_x509_certificate(weak.dump(force=True))


def _sign(pdf: bytes, signer: Issued, chain: Sequence[Issued], watch: Issued | None) -> bytes:
    family: Literal["rsa", "ec"] = "rsa" if isinstance(signer.key, rsa.RSAPrivateKey) else "ec"
    scheme = Scheme(family, "sha256", "sha256_rsa" if family == "rsa" else "sha256_ecdsa")
    others = [translate(one.certificate) for one in chain]
    parts = prepare_parts(translate(signer.certificate), others, scheme)
    prepared = prepare_pdf(
        pdf, FieldRequest("Head", "signature_head"), summarise(signer.certificate)
    )
    digest = hashlib.sha256(prepared.get_signed_bytes()).digest()
    attributes = encode_attributes(parts, digest)
    value = make_signer(signer.key)(attributes)
    token = None
    if watch is not None:
        token = issue_token(watch, chain, NOW, hashlib.sha256(value).digest())
    return prepared.fill(encode_container(parts, attributes, value, token))


def _trust(
    scene: Scene, authorities: Sequence[Issued], at: datetime, revoked: Mapping[int, datetime]
) -> TrustPolicy:
    root = certify(scene.trusted, None) if scene.trusted else authorities[0]
    certificates: list[asn1_x509.Certificate] = [translate(one.certificate) for one in authorities]
    if scene.lists == "none":
        return TrustPolicy((translate(root.certificate),), tuple(certificates[1:]), ())
    since = at - 40 * DAY if scene.lists == "stale" else at - DAY / 2
    make = partial(make_list, at=since, lasts=7 * DAY, revoked=revoked)
    issuers = authorities[:1] if scene.lists == "partial" else authorities
    if scene.lists == "forged":
        forger = _make_key("ec", "Самозванец")
        issuers = [Issued(forger, one.certificate) for one in authorities]
    lists = tuple(make(one) for one in issuers)
    return TrustPolicy((translate(root.certificate),), tuple(certificates[1:]), lists)


def _answer(
    scene: Scene, staff: Mapping[str, Issued], issuer: Issued, revoked: Mapping[int, datetime]
) -> list[asn1_ocsp.OCSPResponse]:
    if scene.answers == "none":
        return []
    by = {
        "purposeless": certify(Blank("Справки", usage=("digital_signature",)), issuer),
        "stranger": certify(RESPONDER, certify(STRANGE_ROOT, None)),
    }.get(scene.answers, certify(RESPONDER, issuer))
    since = NOW - 40 * DAY if scene.answers == "stale" else NOW
    about = [staff["signer"], staff["watch"]]
    if scene.answers == "another":
        about = [certify(SIGNER, issuer)]
    return [
        answer(
            one.certificate,
            issuer,
            by,
            (since, since + 7 * DAY),
            revoked.get(one.certificate.serial_number),
        )
        for one in about
    ]
