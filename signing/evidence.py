"""Evidence about certificates: the certificates of chains, and who was not revoked when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from asn1crypto import core, crl, ocsp, x509
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

_Value = TypeVar("_Value", bound=core.Asn1Value)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates, OCSP responses (RFC 6960) and revocation lists (RFC 5280)."""

    certificates: tuple[x509.Certificate, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.certificates or self.ocsps or self.crls)

    @property
    def tells_revocation(self) -> bool:
        """Say whether there is anything but certificates."""
        return bool(self.ocsps or self.crls)

    def __add__(self, other: "Evidence") -> "Evidence":
        """Join two lots; what is in both is kept once, in the order of the first."""
        return Evidence(
            _unite(self.certificates, other.certificates),
            _unite(self.ocsps, other.ocsps),
            _unite(self.crls, other.crls),
        )


def _unite(first: Iterable[_Value], second: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple({one.dump(): one for one in (*first, *second)}.values())


def find_basic_response(response: ocsp.OCSPResponse) -> ocsp.BasicOCSPResponse | None:
    """Return what the responder signed, None when it refused to answer."""
    if response["response_status"].native != "successful":
        return None
    answer = response["response_bytes"]
    if answer["response_type"].native != "basic_ocsp_response":
        return None
    return answer["response"].parsed


def list_responders(response: ocsp.OCSPResponse) -> Iterator[x509.Certificate]:
    """Yield the certificates that came with the response."""
    basic = find_basic_response(response)
    if basic is not None and not isinstance(basic["certs"], core.Void):
        yield from basic["certs"]


def is_list_by(revoked: crl.CertificateList, issuer: x509.Certificate) -> bool:
    """Say whether `issuer` signed this revocation list, all of it and for itself."""
    body = revoked["tbs_cert_list"]
    return (
        revoked.issuer.dump() == issuer.subject.dump()
        and body["signature"].dump() == revoked["signature_algorithm"].dump()
        and _is_signed(revoked["signature"].native, body, issuer, revoked["signature_algorithm"])
    )


def is_answer_by(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Say whether `issuer`, or a responder it named for that, signed this response.

    A delegated responder has a certificate of this very issuer for OCSP signing, and one whose own
    revocation need not be asked about: otherwise the question would only move on (RFC 6960,
    4.2.2.2).
    """
    basic = find_basic_response(response)
    if basic is None:
        return False
    body = basic["tbs_response_data"]
    delegates = [one for one in list_responders(response) if _is_delegate(one, issuer)]
    return any(
        _is_signed(basic["signature"].native, body, one, basic["signature_algorithm"])
        for one in (issuer, *delegates)
    )


def _is_delegate(responder: x509.Certificate, issuer: x509.Certificate) -> bool:
    purposes = responder.extended_key_usage_value
    return (
        responder.issuer.dump() == issuer.subject.dump()
        and purposes is not None
        and "ocsp_signing" in purposes.native
        and responder.ocsp_no_check_value is not None
        and _is_signed(
            responder["signature_value"].native,
            responder["tbs_certificate"],
            issuer,
            responder["signature_algorithm"],
        )
    )


def _is_signed(
    value: bytes, body: core.Sequence, signer: x509.Certificate, algorithm: core.Sequence
) -> bool:
    try:
        DefaultSignatureValidator().validate_signature(
            value, body.dump(), signer.public_key, algorithm
        )
    except Exception:  # noqa: BLE001 -- a key of another kind than the algorithm asserts, too
        return False
    return True
