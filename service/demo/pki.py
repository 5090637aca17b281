"""The folder of the demo's certification authority. Made at first run, never committed.

DIR/ca/       keys and certificates of root, intermediate, tsa and ocsp (private)
DIR/issued/   every certificate ever issued, named by its serial number
DIR/keys/     NAME.p12 and its passphrase NAME.pass, one pair per holder (private)
DIR/trust/    root and intermediate (PEM) with their revocation lists (DER)
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from service.demo import certificates
from service.demo.certificates import Holder, Issued, KeyType, Terms

DEFAULT_URL = "http://127.0.0.1:8318"
"""Where `service.demo.authority` is expected; written into the certificates."""

RENEW_BEFORE = timedelta(days=14)

_PRIVATE_FILE, _PRIVATE_FOLDER, _PUBLIC_FILE = 0o600, 0o700, 0o644
_KDF_ROUNDS = 20_000  # the passphrase has 192 random bits: more rounds would protect nothing


@dataclass(frozen=True, slots=True)
class Pki:
    """A certification authority that lives in `folder`."""

    folder: Path
    base_url: str = DEFAULT_URL

    @property
    def trust(self) -> Path:
        """The folder of trust anchors and revocation lists."""
        return self.folder / "trust"

    def get_container(self, name: str) -> Path:
        """Return the path of the PKCS#12 container of holder `name`."""
        return self.folder / "keys" / f"{name}.p12"

    def get_passphrase_file(self, name: str) -> Path:
        """Return the path of the file with the passphrase of holder `name`."""
        return self.folder / "keys" / f"{name}.pass"

    def get_authority(self, name: str) -> Issued:
        """Load "root", "intermediate", "tsa" or "ocsp"."""
        folder = self.folder / "ca"
        key = load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            text = f"{name}: unexpected kind of key"
            raise TypeError(text)
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        return Issued(key, certificate)

    def get_crl(self, name: str) -> x509.CertificateRevocationList:
        """Load the revocation list of "root" or "intermediate"."""
        return x509.load_der_x509_crl((self.trust / f"{name}.crl").read_bytes())

    def find_certificate(self, name: str) -> x509.Certificate | None:
        """Load the certificate of holder `name`, None when there is none."""
        if not self.get_container(name).exists():
            return None
        passphrase = self.get_passphrase_file(name).read_bytes()
        container = pkcs12.load_pkcs12(self.get_container(name).read_bytes(), passphrase)
        return container.cert.certificate if container.cert else None

    def issue(self, holder: Holder, terms: Terms | None = None) -> None:
        """Make a key and a certificate for `holder` and store them, replacing what was there."""
        chain = [self.get_authority(name) for name in ("intermediate", "root")]
        subject = holder.as_subject()
        issued = certificates.issue(subject, chain[0], terms or Terms(), self.base_url)
        self._record(issued.certificate)
        passphrase = secrets.token_urlsafe(24).encode()
        others = [authority.certificate for authority in chain]
        container = pkcs12.serialize_key_and_certificates(
            holder.name.encode(), issued.key, issued.certificate, others, _lock(passphrase)
        )
        # The container goes first and comes last: it never stands beside another's passphrase.
        self.get_container(holder.name).unlink(missing_ok=True)
        _write_private(self.get_passphrase_file(holder.name), passphrase)
        _write_private(self.get_container(holder.name), container)

    def revoke(self, name: str, at: datetime | None = None) -> None:
        """Revoke the certificate of holder `name` and publish a new list."""
        certificate = self.find_certificate(name)
        if certificate is None:
            raise FileNotFoundError(self.get_container(name))
        self.publish_crl("intermediate", {certificate.serial_number: at or _now()})

    def publish_crl(self, name: str, added: Mapping[int, datetime] | None = None) -> None:
        """Sign a new list of "root" or "intermediate": the old entries and those of `added`."""
        revoked: dict[int, datetime] = {}
        number = 1
        path = self.trust / f"{name}.crl"
        if path.exists():
            old = self.get_crl(name)
            number += old.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
            revoked = {entry.serial_number: entry.revocation_date_utc for entry in old}
        crl = certificates.make_crl(self.get_authority(name), number, revoked | dict(added or {}))
        _write(path, crl.public_bytes(Encoding.DER))

    def found(self, key_type: KeyType) -> None:
        """Make the authority itself: root, intermediate, tsa, ocsp, lists and trust anchors."""
        for name in ("ca", "keys"):
            (self.folder / name).mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        for name in ("issued", "trust"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        root = certificates.make_root(key_type)
        intermediate = certificates.make_intermediate(root, key_type, self.base_url)
        own = Terms(key_type=key_type, lasts=certificates.AUTHORITY_LASTS)
        own = replace(own, usage=("digital_signature",))
        staff = {"root": root, "intermediate": intermediate}
        for name, title, purpose in (
            ("tsa", "Учебная служба времени", ExtendedKeyUsageOID.TIME_STAMPING),
            ("ocsp", "Учебная служба статусов", ExtendedKeyUsageOID.OCSP_SIGNING),
        ):
            subject = certificates.name_authority(title)
            terms = replace(own, extended=(purpose,))
            staff[name] = certificates.issue(subject, intermediate, terms, self.base_url)
        for name, issued in staff.items():
            self._store(name, issued)
        for name in ("root", "intermediate"):
            self.publish_crl(name)

    def _store(self, name: str, issued: Issued) -> None:
        key = issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem = issued.certificate.public_bytes(Encoding.PEM)
        _write_private(self.folder / "ca" / f"{name}.key", key)
        _write(self.folder / "ca" / f"{name}.pem", pem)
        if name in {"root", "intermediate"}:
            _write(self.trust / f"{name}.pem", pem)
        self._record(issued.certificate)

    def _record(self, certificate: x509.Certificate) -> None:
        der = certificate.public_bytes(Encoding.DER)
        _write(self.folder / "issued" / f"{certificate.serial_number:X}.crt", der)


def ensure_pki(
    folder: Path,
    holders: Iterable[Holder],
    *,
    key_type: KeyType = "rsa",
    base_url: str = DEFAULT_URL,
) -> Pki:
    """Make whatever is missing or about to expire in `folder`; touches nothing that is good."""
    pki = Pki(folder, base_url)
    if not (folder / "trust" / "intermediate.crl").exists():
        pki.found(key_type)
    for name in ("root", "intermediate"):
        next_update = pki.get_crl(name).next_update_utc
        if next_update is None or next_update < _now() + RENEW_BEFORE:
            pki.publish_crl(name)
    for holder in holders:
        certificate = pki.find_certificate(holder.name)
        if certificate is None or certificate.not_valid_after_utc < _now() + RENEW_BEFORE:
            pki.issue(holder, Terms(key_type=key_type, qualified=True))
    return pki


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the demo's authority lives in real time


def _lock(passphrase: bytes) -> KeySerializationEncryption:
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_KDF_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase)
    )


def _write_private(path: Path, content: bytes) -> None:
    _write(path, content, mode=_PRIVATE_FILE)


def _write(path: Path, content: bytes, mode: int = _PUBLIC_FILE) -> None:
    """Write all or nothing: a killed demo leaves no half of a key behind."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=mode)
    part.write_bytes(content)
    part.replace(path)
