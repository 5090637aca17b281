"""Reads back a signature that was just made, with other tools than the ones that made it.

qpdf finds it, the standard library hashes, OpenSSL verifies (GOST: our own code, which signs
nothing); pyHanko, which wrote it, is not asked.
Trust and revocation are not looked at here: that is `signing.verification`.
"""

from datetime import datetime
from io import BytesIO
from typing import cast

import pikepdf
from asn1crypto import cms, core, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates import CertificateSummary
from signing.digests import compute_digest
from signing.errors import Code, SigningError
from signing.gost import install
from signing.schemes import choose_scheme, verify_value

install.apply()

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}

_FAULTS = (AttributeError, KeyError, TypeError, ValueError)
"""What the libraries raise for something else than they expect."""


def check_signature(
    pdf: bytes, field_name: str, certificate: CertificateSummary
) -> datetime | None:
    """Check that field `field_name` signs all of `pdf` with `certificate`.

    Returns the time in the signature's timestamp token after checking the token, None when there
    is no token. Raises SigningError.
    """
    try:
        content, der = _find_signature(pdf, field_name)
    except (*_FAULTS, pikepdf.PdfError) as error:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail=type(error).__name__) from error
    return check_container(der, content, certificate)


def check_container(der: bytes, content: bytes, certificate: CertificateSummary) -> datetime | None:
    """Check that the container signs `content` with `certificate`; see `check_signature`."""
    try:
        info, signer = _verify(cms.ContentInfo.load(der)["content"], content)
        _require(signer.fingerprint(hashes.SHA256()).hex() == certificate.sha256, "certificate")
        return _check_timestamp(info)
    except (*_FAULTS, InvalidSignature) as error:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail=type(error).__name__) from error


def check_timestamps(pdf: bytes) -> None:
    """Check that every signature in `pdf` has a timestamp over its value. Raises SigningError."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            values = [field.V for field in document.Root.AcroForm.Fields if "/V" in field]
            containers = [bytes(one.Contents) for one in values if one.get("/Type") == "/Sig"]
        infos = [cms.ContentInfo.load(der)["content"]["signer_infos"][0] for der in containers]
        untimed = [info for info in infos if _check_timestamp(info) is None]
    except (*_FAULTS, InvalidSignature, pikepdf.PdfError) as error:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail=type(error).__name__) from error
    if untimed or not infos:
        raise SigningError(Code.LEVEL_NOT_REACHED, detail="a signature without a timestamp")


def _require(fact: object, what: str) -> None:
    if not fact:
        raise SigningError(Code.SIGNATURE_NOT_INTACT, detail=what)


def _find_signature(pdf: bytes, field_name: str) -> tuple[bytes, bytes]:
    """Return the signed bytes, all of the file but the gap, and the CMS that fills the gap."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = document.Root.AcroForm.Fields
        (value,) = (field.V for field in fields if str(field.get("/T", "")) == field_name)
        start, opening, closing, rest = (int(number) for number in value.ByteRange)
        _require(start == 0 and closing + rest == len(pdf), "byte range")
        der = bytes(value.Contents)
    _require(bytes.fromhex(pdf[opening + 1 : closing - 1].decode("ascii")) == der, "gap")
    return pdf[:opening] + pdf[closing:], der


def _verify(signed: cms.SignedData, content: bytes) -> tuple[cms.SignerInfo, x509.Certificate]:
    """Verify a SignedData with one signer and signed attributes (RFC 5652, 5.4 and 5.6)."""
    (info,) = signed["signer_infos"]
    digest = info["digest_algorithm"]["algorithm"].native
    claimed = _get_attribute(info["signed_attrs"], "message_digest").native
    _require(compute_digest(digest, content) == claimed, "message digest")
    signer = _find_signer(signed, info["sid"].chosen)
    _verify_value(signer.public_key, info, digest)
    return info, x509.load_der_x509_certificate(signer.dump())


def _get_attribute(attributes: cms.CMSAttributes, name: str) -> cms.Any:
    """Return the only value of the only attribute `name`; raises ValueError otherwise."""
    (attribute,) = (item for item in attributes if item["type"].native == name)
    (value,) = attribute["values"]
    return value


def _find_signer(signed: cms.SignedData, sid: cms.IssuerAndSerialNumber) -> asn1_x509.Certificate:
    (found,) = (
        choice.chosen
        for choice in signed["certificates"]
        if choice.chosen.serial_number == sid["serial_number"].native
        and choice.chosen.issuer.dump() == sid["issuer"].dump()
    )
    return found


def _verify_value(key: keys.PublicKeyInfo, info: cms.SignerInfo, digest: str) -> None:
    """Refuse unless `info` carries the signature of `key` over its attributes."""
    value, data = info["signature"].native, info["signed_attrs"].untag().dump()
    algorithm = info["signature_algorithm"]
    if algorithm["algorithm"].native == "rsassa_pss":
        public_key, hashed = load_der_public_key(key.dump()), _HASHES[digest]
        _require(isinstance(public_key, rsa.RSAPublicKey), "algorithm")
        pss = padding.PSS(padding.MGF1(hashed), padding.PSS.AUTO)
        cast("rsa.RSAPublicKey", public_key).verify(value, data, pss, hashed)
        return
    scheme = choose_scheme(key, digest)
    _require(scheme.is_named_by(algorithm), "algorithm")
    _require(verify_value(key, scheme, data, value), "signature")


def _check_timestamp(info: cms.SignerInfo) -> datetime | None:
    """Verify the token over the signature's value (RFC 3161; ETSI EN 319 122-1, 5.3)."""
    attributes = info["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return None
    token = _get_attribute(attributes, "signature_time_stamp_token")["content"]
    content = bytes(token["encap_content_info"]["content"])
    _, signer = _verify(token, content)
    statement = tsp.TSTInfo.load(content)
    imprint = statement["message_imprint"]
    digest = compute_digest(imprint["hash_algorithm"]["algorithm"].native, info["signature"].native)
    _require(imprint["hashed_message"].native == digest, "timestamp imprint")
    usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    _require(ExtendedKeyUsageOID.TIME_STAMPING in usage, "timestamp authority")
    moment: datetime = statement["gen_time"].native
    return moment
