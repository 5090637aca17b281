"""Where the sign process finds an organisation's keys: a folder each, read when first needed."""

from dataclasses import dataclass, field
from pathlib import Path

from service.domain.ids import OrganisationId, is_safe_id
from signing.certificates import CertificateSummary
from signing.credentials import Credential, describe_pkcs12, load_pkcs12
from signing.errors import CredentialError, SigningError


@dataclass(frozen=True)
class Keyring:
    """Keys as `<folder>/<organisation>/<role>.p12` with the passphrase in `<role>.pass`.

    A key is parsed once and again when its file changes, so a renewed certificate is taken up
    without a restart.
    """

    folder: Path
    _opened: dict[Path, tuple[float, Credential]] = field(default_factory=dict, repr=False)
    _seen: dict[Path, tuple[tuple[float, float], CertificateSummary | CredentialError]] = field(
        default_factory=dict, repr=False
    )

    def get_credential(self, organisation_id: OrganisationId, role: str) -> Credential:
        """Open the organisation's key for this role. Raises CredentialError."""
        if not is_safe_id(organisation_id) or not is_safe_id(role):
            message = "an id that is no folder name cannot have a key"
            raise ValueError(message)
        path = self.folder / organisation_id / f"{role}.p12"
        changed = _changed(path)
        known = self._opened.get(path)
        if known is None or known[0] != changed:
            known = (changed, load_pkcs12(path, path.with_suffix(".pass")))
            self._opened[path] = known
        return known[1]

    def list_roles(self, organisation_id: OrganisationId) -> list[str]:
        """In which roles the organisation has keys here, whether they open or not."""
        try:
            found = sorted((self.folder / organisation_id).glob("*.p12"))
        except OSError:
            return []
        return [path.stem for path in found if is_safe_id(path.stem)]

    def describe(self, organisation_id: OrganisationId, role: str) -> CertificateSummary:
        """What the certificate of a key says, in force or not; read again when a file changes.

        Raises CredentialError.
        """
        path = self.folder / organisation_id / f"{role}.p12"
        passphrase = path.with_suffix(".pass")
        changed = _changed(path), _changed(passphrase)
        known = self._seen.get(path)
        if known is None or known[0] != changed:
            known = changed, _look_at(path, passphrase)
            self._seen[path] = known
        if isinstance(known[1], CredentialError):
            raise known[1]
        return known[1]

    def is_curable(self, error: SigningError) -> bool:
        """Whether a keeper of keys can mend it while the document waits."""
        return isinstance(error, CredentialError)


def _look_at(path: Path, passphrase: Path) -> CertificateSummary | CredentialError:
    try:
        return describe_pkcs12(path, passphrase)
    except CredentialError as error:
        return error


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # not there, or not ours to look at: opening it will say which
        return 0.0
