"""Where the sign process finds an organisation's keys: a folder each, read when first needed."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from service.domain.ids import OrganisationId, is_safe_id
from signing.credentials import Credential, load_pkcs12
from signing.errors import Code, CredentialError, SigningError
from signing.pkcs11 import TokenAddress, is_logged_in, open_token


@dataclass(frozen=True)
class _Token:
    """What a file `<role>.token` says: the PKCS#11 library, the labels of token and key.

    `pin_file` is relative to the file's own folder; without it, `<role>.pin`.
    """

    library: str
    token: str
    label: str
    pin_file: str = ""


@dataclass(frozen=True)
class _Opened:
    """A key as it was opened: from files of which age, and from which token."""

    changed: tuple[float, ...]
    credential: Credential
    address: TokenAddress | None = None

    @property
    def is_here(self) -> bool:
        """Whether the key is still behind the credential."""
        return self.address is None or is_logged_in(self.address)


@dataclass(frozen=True)
class Keyring:
    """Keys as `<folder>/<organisation>/<role>.p12` with the passphrase in `<role>.pass`.

    Or on a token, which `<role>.token` describes: its PIN in `<role>.pin`, the certificates of the
    authorities, if any, in `<role>.pem`. A key is opened once and again when a file of it changes
    or its token was away, so a renewed certificate is taken up without a restart.
    """

    folder: Path
    _opened: dict[Path, _Opened] = field(default_factory=dict, repr=False)

    def get_credential(self, organisation_id: OrganisationId, role: str) -> Credential:
        """Open the organisation's key for this role. Raises CredentialError."""
        if not is_safe_id(organisation_id) or not is_safe_id(role):
            message = "an id that is no folder name cannot have a key"
            raise ValueError(message)
        stem = self.folder / organisation_id / role
        changed = tuple(_changed(stem.with_suffix(one)) for one in (".p12", ".token", ".pem"))
        known = self._opened.get(stem)
        if known is None or known.changed != changed or not known.is_here:
            known = self._opened[stem] = _open(stem, changed)
        return known.credential

    def is_curable(self, error: SigningError) -> bool:
        """Whether a keeper of keys can mend it while the document waits."""
        return isinstance(error, CredentialError)


def _open(stem: Path, changed: tuple[float, ...]) -> _Opened:
    """Open the key on the token that is described, else the one in the container."""
    described = stem.with_suffix(".token")
    if not _changed(described):
        container = stem.with_suffix(".p12")
        return _Opened(changed, load_pkcs12(container, stem.with_suffix(".pass")))
    try:
        address = _read_address(described)
        chain = _read_chain(stem.with_suffix(".pem"))
    except (OSError, TypeError, ValueError) as error:
        raise CredentialError(Code.TOKEN_UNDESCRIBED, detail=type(error).__name__) from error
    return _Opened(changed, open_token(address, chain), address)


def _read_address(described: Path) -> TokenAddress:
    values = tomllib.loads(described.read_text("utf-8-sig"))
    if not all(isinstance(value, str) for value in values.values()):
        message = "labels and files are texts"
        raise TypeError(message)
    said = _Token(**values)
    pin_file = said.pin_file or described.with_suffix(".pin").name
    return TokenAddress(Path(said.library), said.token, said.label, described.parent / pin_file)


def _read_chain(file: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(file.read_bytes()) if _changed(file) else []


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # not there, or not ours to look at: opening it will say which
        return 0.0
