"""What a signer's program sends back, taken apart and verified."""

import base64
import re
from contextlib import suppress
from dataclasses import dataclass

from asn1crypto import cms, core, x509

from signing.errors import Code, SigningError
from signing.foreign import get_attribute, is_identified, read_signed_data, require_pinned
from signing.schemes import Scheme, choose_scheme, list_readings, verify_value
from signing.tickets import SigningTicket

_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2})+")
_LONGEST_VALUE = 2048  # octets: RSA of 16384 bits


@dataclass(frozen=True, slots=True)
class SignatureValue:
    """A signature that was found good, the attributes it is over, and how it is made (in DER)."""

    scheme: Scheme
    attributes: bytes
    signature: bytes
    algorithm: bytes


def read_reply(ticket: SigningTicket, own: x509.Certificate, content: bytes) -> SignatureValue:
    """Find the signature in what the signer's program sent back and verify it.

    Mode "attrs": the bare value in any byte order known, as octets, hexadecimal or base64. Mode
    "cms": a detached CAdES-BES container, DER, PEM or base64. Raises SigningError.
    """
    scheme = choose_scheme(own.public_key, ticket.digest_algorithm)
    if ticket.mode == "attrs":
        attributes = ticket.decode(ticket.attributes)
        signature = _find_value(own, scheme, attributes, content)
        return SignatureValue(scheme, attributes, signature, scheme.encode())
    return _read_container(ticket, own, scheme, content)


def _find_value(own: x509.Certificate, scheme: Scheme, data: bytes, content: bytes) -> bytes:
    """Return the one reading of `content` that is the signature. Raises SigningError."""
    for plain in _list_wrappings(content):
        for candidate in list_readings(scheme, plain):
            if verify_value(own.public_key, scheme, data, candidate):
                return candidate
    raise SigningError(Code.BAD_SIGNATURE)


def _list_wrappings(content: bytes) -> list[bytes]:
    """Return the value as it came, out of hexadecimal, out of base64: whichever can be."""
    found, text = [content], b"".join(content.split())
    if _HEX.fullmatch(text):
        found.append(bytes.fromhex(text.decode("ascii")))
    with suppress(ValueError):
        found.append(base64.b64decode(text, validate=True))
    return [one for one in found if 0 < len(one) <= _LONGEST_VALUE]


def _read_container(
    ticket: SigningTicket, own: x509.Certificate, scheme: Scheme, content: bytes
) -> SignatureValue:
    """Take the signature out of a detached CAdES-BES container (ETSI EN 319 122-1)."""
    signed = read_signed_data(content)
    if not isinstance(signed["encap_content_info"]["content"], core.Void):
        raise SigningError(Code.NOT_DETACHED)
    if len(signed["signer_infos"]) != 1:
        raise SigningError(Code.BAD_CMS, detail="not one signer")
    info = signed["signer_infos"][0]
    if info["digest_algorithm"]["algorithm"].native != ticket.digest_algorithm:
        raise SigningError(Code.DIGEST_ALGORITHM)
    if not is_identified(info, own):
        raise SigningError(Code.WRONG_CERTIFICATE)
    attributes = info["signed_attrs"]
    _require_about(attributes, bytes.fromhex(ticket.document_digest))
    require_pinned(attributes, own)
    if not scheme.is_named_by(info["signature_algorithm"]):
        raise SigningError(Code.BAD_CMS, detail="signature algorithm")
    data, signature = attributes.untag().dump(), info["signature"].native
    if not verify_value(own.public_key, scheme, data, signature):
        raise SigningError(Code.BAD_SIGNATURE)
    return SignatureValue(scheme, data, signature, info["signature_algorithm"].dump())


def _require_about(attributes: cms.CMSAttributes, digest: bytes) -> None:
    """Refuse attributes about anything but data with this digest (RFC 5652, 11.1 and 11.2)."""
    if isinstance(attributes, core.Void):
        raise SigningError(Code.NO_SIGNING_CERTIFICATE_V2, detail="no signed attributes")
    kind = get_attribute(attributes, "content_type")
    if kind is None or kind.native != "data":
        raise SigningError(Code.BAD_CMS, detail="content type")
    claimed = get_attribute(attributes, "message_digest")
    if claimed is None or claimed.native != digest:
        raise SigningError(Code.WRONG_MESSAGE_DIGEST)
