"""The private key that signs, and its certificate."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Never

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from typing_extensions import override

from signing import clock
from signing.certificates import CertificateSummary, require_signing_usage, summarise
from signing.container import encode_attributes, encode_container, prepare_parts
from signing.errors import Code, CredentialError
from signing.schemes import MINIMUM_RSA_BITS, choose_scheme
from signing.timestamping import TimestampAuthority

SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


RawSigner = Callable[[bytes], bytes]
"""Signs octets with SHA-256 and PKCS#1 v1.5, or ECDSA in DER (RFC 3279, 2.2.3)."""


class Credential:
    """A key ready to sign, with its certificate and the chain that goes into the signature.

    The key itself is behind `sign`, in this process or on a device.

    Shows nothing but the fingerprint of its certificate, and refuses to be copied or pickled, so
    that the key cannot slip into a log, a queue or a cache. Safe to share between threads.
    """

    __slots__ = ("_parts", "_sign", "certificate")

    def __init__(
        self, sign: RawSigner, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
    ) -> None:
        self._sign = sign
        own, *others = (_translate(one) for one in (certificate, *chain))
        self._parts = prepare_parts(own, others, choose_scheme(own.public_key, "sha256"))
        self.certificate: CertificateSummary = summarise(certificate)

    @override
    def __repr__(self) -> str:
        return f"<Credential sha256={self.certificate.sha256[:16]}>"

    @override
    def __reduce__(self) -> Never:
        text = "a credential holds a private key and is never pickled or copied"
        raise TypeError(text)

    def require_valid(self, moment: datetime) -> None:
        """Raise CredentialError unless the certificate is within its validity at `moment`."""
        self.certificate.require_valid(moment)

    def sign_digest(
        self,
        digest: bytes,
        authority: TimestampAuthority | None,
        claimed_at: datetime | None = None,
    ) -> bytes:
        """Sign data by its SHA-256 and return the container, in which the data is not.

        With an `authority` the container gets a timestamp over the signature; with `claimed_at`
        it says when it was signed, which PAdES forbids and CAdES demands. Raises TimestampError.
        """
        attributes = encode_attributes(self._parts, digest, claimed_at)
        signature = self._sign(attributes)
        token = None
        if authority is not None:
            token = authority.issue_token(hashlib.sha256(signature).digest())
        return encode_container(self._parts, attributes, signature, token)


def load_pkcs12(path: Path, passphrase_file: Path, *, at: datetime | None = None) -> Credential:
    """Open a PKCS#12 container (RFC 7292) with the passphrase kept in its own file.

    `at` is the moment the certificate has to be valid at, now by default. The errors carry neither
    the passphrase nor the subject. Raises CredentialError.
    """
    credential = _open_pkcs12(path, passphrase_file)
    credential.require_valid(at or clock.now())
    return credential


def describe_pkcs12(path: Path, passphrase_file: Path) -> CertificateSummary:
    """Read the certificate of a key that opens and is fit to sign, be it in the past or the future.

    Raises CredentialError.
    """
    return _open_pkcs12(path, passphrase_file).certificate


def _open_pkcs12(path: Path, passphrase_file: Path) -> Credential:
    try:
        archive = pkcs12.load_pkcs12(path.read_bytes(), read_passphrase(passphrase_file))
    except FileNotFoundError as error:
        raise CredentialError(Code.CREDENTIAL_NOT_FOUND) from error
    except (OSError, ValueError) as error:
        raise CredentialError(Code.CREDENTIAL_UNREADABLE, detail=type(error).__name__) from error
    if archive.key is None or archive.cert is None:
        raise CredentialError(Code.CREDENTIAL_INCOMPLETE)
    certificate = archive.cert.certificate
    key = _require_supported(archive.key)
    require_signing_usage(certificate)
    chain = [extra.certificate for extra in archive.additional_certs]
    return Credential(partial(_sign, key), certificate, chain)


def _sign(key: SigningKey, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def read_passphrase(file: Path) -> bytes:
    """Read a passphrase or PIN, one line of UTF-8. Raises OSError, ValueError for anything else."""
    text = file.read_text("utf-8-sig").strip()
    if not text.isprintable():
        # OpenSSL ends a passphrase at NUL, and `cryptography` ends the process instead.
        del text  # tracebacks are kept with their variables
        message = "a passphrase is one line of printable text"
        raise ValueError(message)
    return text.encode()


def _require_supported(key: object) -> SigningKey:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= MINIMUM_RSA_BITS:
        return key
    raise CredentialError(Code.CREDENTIAL_KEY_UNSUPPORTED)


def _translate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
