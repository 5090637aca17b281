"""Where the sign process finds an organisation's keys: a folder each, read when first needed."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from service.domain.ids import OrganisationId, is_safe_id
from signing.certificates import CertificateSummary
from signing.credentials import Credential, describe_pkcs12, load_pkcs12
from signing.errors import Code, CredentialError, SigningError
from signing.pkcs11 import TokenAddress, describe_token, is_logged_in, open_token


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
    _seen: dict[Path, tuple[tuple[float, ...], CertificateSummary]] = field(
        default_factory=dict, repr=False
    )

    def get_credential(self, organisation_id: OrganisationId, role: str) -> Credential:
        """Open the organisation's key for this role. Raises CredentialError."""
        if not is_safe_id(organisation_id) or not is_safe_id(role):
            message = "an id that is no folder name cannot have a key"
            raise ValueError(message)
        stem = self.folder / organisation_id / role
        changed = _list_changes(stem, ".p12", ".token", ".pem")
        known = self._opened.get(stem)
        if known is None or known.changed != changed or not known.is_here:
            known = self._opened[stem] = _open(stem, changed)
        return known.credential

    def list_roles(self, organisation_id: OrganisationId) -> list[str]:
        """In which roles the organisation has keys here, whether they open or not."""
        try:
            files = list((self.folder / organisation_id).iterdir())
        except OSError:
            return []
        roles = {file.stem for file in files if file.suffix in {".p12", ".token"}}
        return sorted(filter(is_safe_id, roles))

    def describe(self, organisation_id: OrganisationId, role: str) -> CertificateSummary:
        """What the certificate of a key says, in force or not; read again when a file changes.

        Raises CredentialError.
        """
        stem = self.folder / organisation_id / role
        changed = _list_changes(stem, ".p12", ".pass", ".token", ".pem", ".pin")
        known = self._seen.get(stem)
        if known is None or known[0] != changed:
            known = self._seen[stem] = (changed, _look_at(stem))
        return known[1]

    def is_curable(self, error: SigningError) -> bool:
        """Whether a keeper of keys can mend it while the document waits."""
        return isinstance(error, CredentialError)


def _open(stem: Path, changed: tuple[float, ...]) -> _Opened:
    """Open the key on the token that is described, else the one in the container."""
    if not _is_on_token(stem):
        container = stem.with_suffix(".p12")
        return _Opened(changed, load_pkcs12(container, stem.with_suffix(".pass")))
    address, chain = _find_token(stem)
    return _Opened(changed, open_token(address, chain), address)


def _look_at(stem: Path) -> CertificateSummary:
    if _is_on_token(stem):
        return describe_token(_find_token(stem)[0])
    return describe_pkcs12(stem.with_suffix(".p12"), stem.with_suffix(".pass"))


def _is_on_token(stem: Path) -> bool:
    return bool(_changed(stem.with_suffix(".token")))


def _find_token(stem: Path) -> tuple[TokenAddress, list[x509.Certificate]]:
    try:
        return _read_address(stem.with_suffix(".token")), _read_chain(stem.with_suffix(".pem"))
    except (OSError, TypeError, ValueError) as error:
        raise CredentialError(Code.TOKEN_UNDESCRIBED, detail=type(error).__name__) from error


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


def _list_changes(stem: Path, *suffixes: str) -> tuple[float, ...]:
    return tuple(_changed(stem.with_suffix(suffix)) for suffix in suffixes)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # not there, or not ours to look at: opening it will say which
        return 0.0
