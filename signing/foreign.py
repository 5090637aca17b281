"""Signatures and certificates that other programs made: read in any of the usual wrappings.

Nothing of what is read is believed, and nothing of it is passed on as it is: a container goes into
a document only after it was taken apart and put together again.
"""

import base64
import binascii
import re

from asn1crypto import cms, core, pem, tsp, x509
from cryptography import x509 as pyca

from signing.digests import compute_digest
from signing.errors import Code, CredentialError, SigningError

LARGEST_BYTES = 1024 * 1024
"""Of a signature file. Containers with a few certificates and lists stay well below it."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_LIBRARY_ERRORS = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What asn1crypto raises for garbage: it parses when a field is asked for."""


def unwrap(content: bytes) -> bytes:
    """Return the DER inside: DER itself, PEM (RFC 7468) or bare base64, as CryptoPro saves it.

    Raises ValueError.
    """
    if len(content) > LARGEST_BYTES:
        message = "too large"
        raise ValueError(message)
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if pem.detect(text):
        der: bytes = pem.unarmor(text)[2]
        return der
    if _BASE64.fullmatch(text):
        return base64.b64decode(b"".join(text.split()), validate=True)
    return content


def read_certificate(content: bytes) -> x509.Certificate:
    """Read one certificate. Raises CredentialError."""
    try:
        certificate = x509.Certificate.load(unwrap(content), strict=True)
        _ = certificate.native  # parsing is lazy: damage is found here and not later
        pyca.load_der_x509_certificate(certificate.dump())
    except (*_LIBRARY_ERRORS, binascii.Error) as error:
        raise CredentialError(Code.CERTIFICATE_UNREADABLE, detail=type(error).__name__) from error
    return certificate


def read_signed_data(content: bytes) -> cms.SignedData:
    """Read a CMS SignedData (RFC 5652, 5). Raises SigningError."""
    try:
        info = cms.ContentInfo.load(unwrap(content), strict=True)
        if info["content_type"].native != "signed_data":
            raise SigningError(Code.BAD_CMS, detail="content type")
        signed = info["content"]
        _ = signed.native
    except (*_LIBRARY_ERRORS, binascii.Error) as error:
        raise SigningError(Code.BAD_CMS, detail=type(error).__name__) from error
    return signed


def get_attribute(attributes: cms.CMSAttributes, name: str) -> core.Asn1Value | None:
    """Return the only value of the only attribute `name`, None when there is none.

    Raises SigningError when there are more: two readers could choose differently.
    """
    found = [one["values"] for one in attributes if one["type"].native == name]
    if not found:
        return None
    if len(found) != 1 or len(found[0]) != 1:
        raise SigningError(Code.BAD_CMS, detail=name)
    return found[0][0]


def is_identified(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Say whether `info` names `certificate` as the signer's (RFC 5652, 5.3)."""
    sid = info["sid"]
    if sid.name == "subject_key_identifier":
        return bool(sid.chosen.native == certificate.key_identifier)
    return bool(
        sid.chosen["serial_number"].native == certificate.serial_number
        and sid.chosen["issuer"].dump() == certificate.issuer.dump()
    )


def require_pinned(attributes: cms.CMSAttributes, certificate: x509.Certificate) -> None:
    """Refuse attributes that do not pin this certificate (RFC 5035, signing-certificate-v2)."""
    value = get_attribute(attributes, "signing_certificate_v2")
    if not isinstance(value, tsp.SigningCertificateV2) or not len(value["certs"]):
        raise SigningError(Code.NO_SIGNING_CERTIFICATE_V2)
    first = value["certs"][0]
    try:
        name = first["hash_algorithm"]["algorithm"].native
        digest = compute_digest(name, certificate.dump())
    except ValueError as error:
        raise SigningError(Code.BAD_CMS, detail="hash of the certificate") from error
    if first["cert_hash"].native != digest:
        raise SigningError(Code.WRONG_CERTIFICATE, detail="signing-certificate-v2")
