"""Keys on a device, a token or an HSM, behind its PKCS#11 library.

The library wants one login per process and forgets everything in a forked child. So there is one
session per token and process, opened when first needed, that is, after any fork; its use is
guarded by a lock. Needs the package python-pkcs11 (the extra `pkcs11`).
"""

import threading
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing import clock
from signing.certificates import CertificateSummary, require_signing_usage
from signing.credentials import Credential, read_passphrase
from signing.errors import Code, CredentialError
from signing.schemes import Scheme, choose_scheme, verify_value

_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 in PKCS#1 v1.5 (RFC 8017, 9.2)."""

_CODES = {
    Code.PIN_REFUSED: ("PinExpired", "PinIncorrect", "PinInvalid", "PinLenRange", "PinLocked"),
    Code.TOKEN_ABSENT: (
        *("DeviceError", "DeviceRemoved", "NoSuchToken", "TokenNotPresent", "TokenNotRecognised"),
        # What is left of a session when its device has been pulled out.
        *("KeyHandleInvalid", "ObjectHandleInvalid", "SessionHandleInvalid", "SlotIDInvalid"),
    ),
}
_CODE_OF = {name: code for code, names in _CODES.items() for name in names}


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Where a key is: the library, the token's label, the label of key and certificate, the PIN.

    The PIN itself is in a file and read only to log in.
    """

    library: Path
    token: str
    label: str
    pin_file: Path


def open_token(
    address: TokenAddress, chain: Sequence[x509.Certificate] = (), *, at: datetime | None = None
) -> Credential:
    """Log in to the token, read the certificate beside the key, make one signature on trial.

    Raises CredentialError; its detail names neither PIN nor holder.
    """
    credential = _open(address, chain)
    credential.require_valid(at or clock.now())
    return credential


def describe_token(address: TokenAddress) -> CertificateSummary:
    """Read the certificate of a key that opens and is fit to sign, be it in the past or the future.

    Raises CredentialError.
    """
    return _open(address, ()).certificate


def is_logged_in(address: TokenAddress) -> bool:
    """Whether this process has a session with the token: one that was away may be another now."""
    return (address.library, address.token) in _get_process().sessions


def _open(address: TokenAddress, chain: Sequence[x509.Certificate]) -> Credential:
    der = _get_process().read_certificate(address)
    certificate = x509.load_der_x509_certificate(der)
    own = asn1_x509.Certificate.load(der)
    require_signing_usage(certificate)
    scheme = choose_scheme(own.public_key, "sha256")
    signer = _TokenSigner(address, scheme)
    if not verify_value(own.public_key, scheme, b"trial", signer(b"trial")):
        raise CredentialError(Code.CREDENTIAL_INCOMPLETE, detail="key and certificate differ")
    return Credential(signer, certificate, chain)


@dataclass(frozen=True, slots=True)
class _TokenSigner:
    """Signs on the device. Holds nothing secret: an address and an algorithm."""

    address: TokenAddress
    scheme: Scheme

    def __call__(self, data: bytes) -> bytes:
        digest = sha256(data).digest()
        if self.scheme.family == "rsa":
            return _get_process().sign(self.address, "RSA_PKCS", _DIGEST_INFO + digest)
        value = _get_process().sign(self.address, "ECDSA", digest)
        half = len(value) // 2
        return encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))


class _Key(Protocol):
    def sign(self, data: bytes, *, mechanism: object) -> bytes: ...


class _Session(Protocol):
    """What is used of python-pkcs11's session."""

    def get_key(self, *, object_class: object, label: str) -> _Key: ...
    def get_objects(self, wanted: dict[object, object]) -> Iterable[Mapping[object, bytes]]: ...
    def close(self) -> None: ...


class _Token(Protocol):
    @property
    def flags(self) -> Container[object]: ...
    def open(self, *, user_pin: str) -> _Session: ...


class _Library(Protocol):
    def get_token(self, *, token_label: str) -> _Token: ...
    def reinitialize(self) -> None: ...


@dataclass
class _Process:
    """The sessions of one process; a forked child has none of its parent's.

    `refused`: when the PIN file of a token was written whose PIN the token did not take.
    `begun`: libraries that have looked for their tokens since one was away.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    sessions: dict[tuple[Path, str], _Session] = field(default_factory=dict, repr=False)
    keys: dict[TokenAddress, _Key] = field(default_factory=dict, repr=False)
    refused: dict[tuple[Path, str], float] = field(default_factory=dict)
    begun: set[Path] = field(default_factory=set)

    def sign(self, address: TokenAddress, mechanism: str, data: bytes) -> bytes:
        """Sign `data` as it is with a mechanism by its name in PKCS#11."""
        api = _import_api()
        with self.lock:
            try:
                return self._find_key(address).sign(
                    data, mechanism=getattr(api.Mechanism, mechanism)
                )
            except api.PKCS11Error as error:
                raise self._refuse(address, error) from None

    def read_certificate(self, address: TokenAddress) -> bytes:
        """Return the DER of the one certificate with the label."""
        api = _import_api()
        wanted = {
            api.Attribute.CLASS: api.ObjectClass.CERTIFICATE,
            api.Attribute.LABEL: address.label,
        }
        with self.lock:
            try:
                found = list(self._open(address).get_objects(wanted))
                values = [bytes(one[api.Attribute.VALUE]) for one in found]
            except api.PKCS11Error as error:
                raise self._refuse(address, error) from None
        if len(values) != 1:
            raise CredentialError(Code.CREDENTIAL_INCOMPLETE, detail=f"{len(values)} certificates")
        return values[0]

    def _find_key(self, address: TokenAddress) -> _Key:
        if address not in self.keys:
            kind = _import_api().ObjectClass.PRIVATE_KEY
            self.keys[address] = self._open(address).get_key(object_class=kind, label=address.label)
        return self.keys[address]

    def _open(self, address: TokenAddress) -> _Session:
        place = address.library, address.token
        if place not in self.sessions:
            self.sessions[place] = self._log_in(address)
        return self.sessions[place]

    def _log_in(self, address: TokenAddress) -> _Session:
        """Log in, but never twice with one refused PIN: a token locks itself after a few tries."""
        api, place = _import_api(), (address.library, address.token)
        changed = _find_change(address.pin_file)
        if self.refused.get(place) == changed:
            raise CredentialError(Code.PIN_REFUSED, detail="this PIN was refused before")
        token = self._load(address.library).get_token(token_label=address.token)
        if api.TokenFlag.USER_PIN_FINAL_TRY in token.flags:
            raise CredentialError(Code.PIN_REFUSED, detail="one try is left")
        try:
            # No variable holds the PIN: tracebacks are kept with theirs.
            session: _Session = token.open(user_pin=_read_pin(address.pin_file))
        except api.PKCS11Error as error:
            if _name_code(error) is Code.PIN_REFUSED:
                self.refused[place] = changed
            raise
        return session

    def _load(self, path: Path) -> _Library:
        """Open the library, anew in a forked child (PKCS#11, 5.4) and after a token was away.

        It looks for tokens when it begins, and its sessions end with that, whoever's they are.
        """
        library: _Library = _import_api().lib(str(path))
        if path not in self.begun:
            for place in [one for one in self.sessions if one[0] == path]:
                self._forget(place)
            library.reinitialize()
            self.begun.add(path)
        return library

    def _forget(self, place: tuple[Path, str]) -> None:
        session = self.sessions.pop(place, None)
        self.keys = {
            one: key for one, key in self.keys.items() if (one.library, one.token) != place
        }
        if session is not None:
            with suppress(Exception):  # it is gone anyway
                session.close()

    def _refuse(self, address: TokenAddress, error: Exception) -> CredentialError:
        """Forget the session, which may be gone with its device, and tell what happened."""
        self._forget((address.library, address.token))
        code = _name_code(error)
        if code is not Code.PIN_REFUSED:
            self.begun.discard(address.library)
        return CredentialError(code, detail=type(error).__name__)


def _name_code(error: Exception) -> Code:
    return _CODE_OF.get(type(error).__name__, Code.TOKEN_REFUSED)


def _find_change(pin_file: Path) -> float:
    try:
        return pin_file.stat().st_mtime
    except OSError as error:
        raise CredentialError(Code.CREDENTIAL_NOT_FOUND, detail="PIN") from error


def _read_pin(pin_file: Path) -> str:
    try:
        return read_passphrase(pin_file).decode()
    except OSError as error:
        raise CredentialError(Code.CREDENTIAL_NOT_FOUND, detail="PIN") from error
    except ValueError:
        raise CredentialError(Code.CREDENTIAL_UNREADABLE, detail="PIN") from None


_processes: dict[int | None, _Process] = {}


def _get_process() -> _Process:
    """Return the sessions of this process, told by the number of its main thread.

    Linux numbers that thread as the process, and Python asks again after a fork. A child gets a
    lock of its own as well: its parent's may be held by a thread that the child does not have.
    """
    return _processes.setdefault(threading.main_thread().native_id, _Process())


def _import_api() -> ModuleType:
    try:
        return import_module("pkcs11")  # an extra: whoever has no token needs no package
    except ImportError as error:
        message = "python-pkcs11 is not installed"
        raise CredentialError(Code.TOKEN_REFUSED, detail=message) from error
