"""Where the sign process finds an organisation's keys: a folder each, read when first needed."""

from dataclasses import dataclass, field
from pathlib import Path

from service.domain.ids import OrganisationId, is_safe_id
from signing.credentials import Credential, load_pkcs12
from signing.errors import CredentialError, SigningError


@dataclass(frozen=True)
class Keyring:
    """Keys as `<folder>/<organisation>/<role>.p12` with the passphrase in `<role>.pass`.

    A key is parsed once and again when its file changes, so a renewed certificate is taken up
    without a restart.
    """

    folder: Path
    _opened: dict[Path, tuple[float, Credential]] = field(default_factory=dict, repr=False)

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

    def is_curable(self, error: SigningError) -> bool:
        """Whether a keeper of keys can mend it while the document waits."""
        return isinstance(error, CredentialError)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # not there, or not ours to look at: opening it will say which
        return 0.0
