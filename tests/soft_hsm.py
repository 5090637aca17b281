"""A token in software: SoftHSM (Debian's softhsm2), an independent implementation of PKCS#11."""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from signing.pkcs11 import TokenAddress
from tests.own_token import OwnToken

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")

# In a process of its own: the library reads the name of its folder once.
_WRITE_CERTIFICATE = """
import sys
from pathlib import Path
import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
library, token, label, file = sys.argv[1:]
certificate = x509.load_pem_x509_certificate(Path(file).read_bytes())
template = {
    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
    pkcs11.Attribute.LABEL: label,
    pkcs11.Attribute.TOKEN: True,
    pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
    pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
}
found = pkcs11.lib(library).get_token(token_label=token)
with found.open(rw=True, user_pin=sys.stdin.read()) as session:
    session.create_object(template)
"""


@dataclass(frozen=True)
class SoftHsm:
    """Tokens in `folder`. The library reads the folder's name from SOFTHSM2_CONF, once."""

    folder: Path
    pin: str

    @property
    def configuration(self) -> Path:
        return self.folder / "softhsm2.conf"

    def get_address(self, token: str, label: str = "head") -> TokenAddress:
        return TokenAddress(LIBRARY, token, label, self.folder / "pin")

    def add_token(self, name: str, holder: OwnToken, label: str = "head") -> TokenAddress:
        """Make a token with a holder's key and certificate on it."""
        pins = ["--pin", self.pin, "--so-pin", self.pin]
        self._run("--init-token", "--free", "--label", name, *pins)
        what = ["--import", str(holder.key), "--label", label, "--id", "01"]
        self._run(*what, "--token", name, "--pin", self.pin)
        self.add_certificate(name, holder, label)
        return self.get_address(name, label)

    def add_certificate(self, name: str, holder: OwnToken, label: str = "head") -> None:
        what = [str(LIBRARY), name, label, str(holder.certificate)]
        subprocess.run(
            [sys.executable, "-c", _WRITE_CERTIFICATE, *what],
            input=self.pin.encode(),
            env={**os.environ, "SOFTHSM2_CONF": str(self.configuration)},
            check=True,
            capture_output=True,
        )

    def lay(self, name: str, stem: Path, *, label: str = "head") -> None:
        """Say in the folder of keys that the key of a role is on this token."""
        library, token, label = (json.dumps(one) for one in (str(LIBRARY), name, label))
        described = f"library = {library}\ntoken = {token}\nlabel = {label}\n"
        stem.with_suffix(".token").write_text(described)
        stem.with_suffix(".pin").write_text(f"{self.pin}\n")

    def pull_out(self, name: str) -> None:
        """Take the token away, as a person does whose work is over."""
        self._move(name, self.folder / "tokens", self.folder / "drawer")

    def put_back(self, name: str) -> None:
        self._move(name, self.folder / "drawer", self.folder / "tokens")

    def _move(self, name: str, source: Path, target: Path) -> None:
        padded = name.encode().ljust(32)
        (token,) = (
            one for one in source.iterdir() if padded in (one / "token.object").read_bytes()
        )
        token.rename(target / token.name)

    def _run(self, *options: str) -> None:
        subprocess.run(
            ["softhsm2-util", *options],
            env={"PATH": "/usr/bin:/bin", "SOFTHSM2_CONF": str(self.configuration)},
            check=True,
            capture_output=True,
        )


def make_soft_hsm(folder: Path) -> SoftHsm:
    """Prepare a folder for tokens and one PIN for all."""
    hsm = SoftHsm(folder, secrets.token_urlsafe(12))
    (folder / "tokens").mkdir(parents=True)
    (folder / "drawer").mkdir()
    settings = f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
    hsm.configuration.write_text(f"{settings}log.level = ERROR\n")
    (folder / "pin").write_text(f"{hsm.pin}\n")
    return hsm
