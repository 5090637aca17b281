"""The container of a PAdES baseline signature: CMS SignedData with one signer.

RFC 5652 with the four signed attributes of ETSI EN 319 122-1 and RFC 6211; no signing-time, which
PAdES forbids (ETSI EN 319 142-1, 6.3). Nearly all of it is the same for every signature with one
certificate, so it is encoded once and the rest is put around it: building the same objects anew
each time costs more than everything else about a signature together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, tsp, x509

from signing.schemes import Scheme

_INTEGER_1 = b"\x02\x01\x01"
_OCTET_STRING, _SEQUENCE, _SET = 0x04, 0x30, 0x31
_CONTEXT_0, _CONTEXT_1 = 0xA0, 0xA1

_LONGEST_SHORT_LENGTH = 0x7F

_DATA = cms.ContentType("data").dump()
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_MESSAGE_DIGEST = cms.CMSAttributeType("message_digest").dump()
_SIGNING_TIME = cms.CMSAttributeType("signing_time").dump()
_SIGNATURE_TIMESTAMP = cms.CMSAttributeType("signature_time_stamp_token").dump()


@dataclass(frozen=True, slots=True)
class SignerParts:
    """What stays the same between signatures, in DER."""

    identifier: bytes
    certificates: bytes
    digest_algorithm: bytes
    signature_algorithm: bytes
    fixed_attributes: tuple[bytes, ...]


def prepare_parts(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], scheme: Scheme
) -> SignerParts:
    """Encode what depends on the certificate and the way it signs."""
    algorithm = scheme.encode()
    digest = _encode(_SEQUENCE, algos.DigestAlgorithmId(scheme.digest).dump())  # RFC 5754, 2
    serial_number = certificate["tbs_certificate"]["serial_number"].dump()
    every = sorted(one.dump() for one in (certificate, *chain))
    return SignerParts(
        identifier=_encode(_SEQUENCE, certificate.issuer.dump(), serial_number),
        certificates=_encode(_CONTEXT_0, *every),
        digest_algorithm=digest,
        signature_algorithm=algorithm,
        fixed_attributes=(
            _encode_attribute(cms.CMSAttributeType("content_type").dump(), _DATA),
            _encode_signing_certificate(certificate),
            _encode_protection(digest, algorithm),
        ),
    )


def encode_attributes(
    parts: SignerParts, digest: bytes, claimed_at: datetime | None = None
) -> bytes:
    """Return the signed attributes for a document with this digest: what the key signs.

    `claimed_at` becomes signing-time, for a signature that is not inside a PDF.
    """
    more = [_encode_attribute(_MESSAGE_DIGEST, _encode(_OCTET_STRING, digest))]
    if claimed_at is not None:
        moment = cms.Time({"utc_time": claimed_at.replace(microsecond=0)}).dump()
        more.append(_encode_attribute(_SIGNING_TIME, moment))
    return _encode(_SET, *sorted((*parts.fixed_attributes, *more)))


def encode_container(
    parts: SignerParts, attributes: bytes, signature: bytes, token: bytes | None
) -> bytes:
    """Return the ContentInfo. `token` is a TimeStampToken over `signature` (CAdES-T)."""
    unsigned = b""
    if token is not None:
        unsigned = _encode(_CONTEXT_1, _encode_attribute(_SIGNATURE_TIMESTAMP, token))
    info = _encode(
        _SEQUENCE,
        _INTEGER_1,
        parts.identifier,
        parts.digest_algorithm,
        bytes([_CONTEXT_0]) + attributes[1:],  # IMPLICIT: the same set under another tag
        parts.signature_algorithm,
        _encode(_OCTET_STRING, signature),
        unsigned,
    )
    signed_data = _encode(
        _SEQUENCE,
        _INTEGER_1,
        _encode(_SET, parts.digest_algorithm),
        _encode(_SEQUENCE, _DATA),
        parts.certificates,
        _encode(_SET, info),
    )
    return _encode(_SEQUENCE, _SIGNED_DATA, _encode(_CONTEXT_0, signed_data))


def _encode_signing_certificate(certificate: x509.Certificate) -> bytes:
    """Pin the certificate (RFC 5035): nobody can put another one with the same key in its place."""
    value = tsp.SigningCertificateV2({"certs": [{"cert_hash": certificate.sha256}]})
    return _encode_attribute(cms.CMSAttributeType("signing_certificate_v2").dump(), value.dump())


def _encode_protection(digest_algorithm: bytes, signature_algorithm: bytes) -> bytes:
    """Pin the algorithms (RFC 6211): `signatureAlgorithm` is [1] there, the digest is plain."""
    signature = bytes([_CONTEXT_1]) + signature_algorithm[1:]
    value = _encode(_SEQUENCE, digest_algorithm, signature)
    return _encode_attribute(cms.CMSAttributeType("cms_algorithm_protection").dump(), value)


def _encode_attribute(kind: bytes, value: bytes) -> bytes:
    return _encode(_SEQUENCE, kind, _encode(_SET, value))


def _encode(tag: int, *parts: bytes) -> bytes:
    """Encode one value in DER (X.690, 8.1 and 10.1)."""
    content = b"".join(parts)
    size = len(content)
    if size <= _LONGEST_SHORT_LENGTH:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(octets)]) + octets + content
