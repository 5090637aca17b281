"""A token in software: SoftHSM (Debian's softhsm2), an independent implementation of PKCS#11."""

import secrets
import subprocess
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.pkcs11 import TokenAddress
from tests.own_token import OwnToken

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")


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
        api = import_module("pkcs11")
        certificate = x509.load_pem_x509_certificate(holder.certificate.read_bytes())
        template = {
            api.Attribute.CLASS: api.ObjectClass.CERTIFICATE,
            api.Attribute.CERTIFICATE_TYPE: api.CertificateType.X_509,
            api.Attribute.LABEL: label,
            api.Attribute.TOKEN: True,
            api.Attribute.SUBJECT: certificate.subject.public_bytes(),
            api.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
        }
        library = api.lib(str(LIBRARY))
        library.reinitialize()  # to see a token made since
        with library.get_token(token_label=name).open(rw=True, user_pin=self.pin) as session:
            session.create_object(template)

    def _run(self, *options: str) -> None:
        subprocess.run(
            ["softhsm2-util", *options],
            env={"PATH": "/usr/bin:/bin", "SOFTHSM2_CONF": str(self.configuration)},
            check=True,
            capture_output=True,
        )


def make_soft_hsm(folder: Path) -> SoftHsm:
    """Prepare a folder for tokens and one PIN for all."""
    hsm = SoftHsm(folder, secrets.token_urlsafe(9))
    (folder / "tokens").mkdir(parents=True)
    settings = f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
    hsm.configuration.write_text(f"{settings}log.level = ERROR\n")
    (folder / "pin").write_text(f"{hsm.pin}\n")
    return hsm
