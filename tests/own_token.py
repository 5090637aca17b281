"""A signer with a key of their own: plain OpenSSL, which gets nothing but what the client gets."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from service.demo.pki import Pki


@dataclass(frozen=True)
class OwnToken:
    """Key and certificate as PEM files, and the certificates that go along in a container."""

    key: Path
    certificate: Path
    digest: str
    others: tuple[Path, ...] = ()
    configuration: Path | None = None

    def sign(self, data: bytes) -> bytes:
        """Return the bare value: mode "attrs"."""
        return self._run(data, "dgst", f"-{self.digest}", "-sign", str(self.key))

    def wrap(self, data: bytes, *options: str, form: str = "DER") -> bytes:
        """Return a detached CAdES-BES container: mode "cms"."""
        who = ["-signer", str(self.certificate), "-inkey", str(self.key), "-md", self.digest]
        along = [option for path in self.others for option in ("-certfile", str(path))]
        shape = ["-binary", "-outform", form, *(options or ("-cades",))]
        return self._run(data, "cms", "-sign", *shape, *who, *along)

    def _run(self, data: bytes, *command: str) -> bytes:
        environment = {"PATH": "/usr/bin:/bin"}
        if self.configuration is not None:
            environment["OPENSSL_CONF"] = str(self.configuration)
        run = subprocess.run(
            ["openssl", *command],
            input=data,
            env=environment,
            check=True,
            capture_output=True,
            timeout=60,
        )
        return run.stdout


def export_token(pki: Pki, name: str, folder: Path) -> OwnToken:
    """Take a holder's key out of its PKCS#12 container, as a token would never allow."""
    passphrase = pki.get_passphrase_file(name).read_bytes()
    container = pkcs12.load_pkcs12(pki.get_container(name).read_bytes(), passphrase)
    assert container.key is not None
    assert container.cert is not None
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    key.write_bytes(container.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(container.cert.certificate.public_bytes(Encoding.PEM))
    return OwnToken(key, certificate, "sha256", (pki.trust / "intermediate.pem",))
