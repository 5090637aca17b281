"""A certification authority of GOST R 34.10-2012 for the tests, made by OpenSSL with its engine.

Debian's libengine-gost-openssl is an implementation that shares nothing with ours. Engines went out
of fashion with OpenSSL 3 and out of OpenSSL 4, so nothing but tests may depend on it.
"""

import secrets
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from asn1crypto import algos, tsp
from cryptography import x509

from signing import clock
from tests.absent import GOST_ENGINE, require_package
from tests.own_token import OwnToken

ENGINE = """\
openssl_conf = init
[init]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
"""

AUTHORITY = """\
[ca]
default_ca = intermediate
[intermediate]
dir = .
database = issued.txt
crlnumber = crlnumber
certificate = intermediate.pem
private_key = intermediate.key
default_md = default
default_crl_days = 30
[root]
dir = .
database = issued.txt
crlnumber = crlnumber
certificate = root.pem
private_key = root.key
default_md = default
default_crl_days = 30
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:http://127.0.0.1:8318/ocsp
1.2.643.100.111 = ASN1:UTF8String:Учебное СКЗИ
[watch]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[statuses]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
noCheck = ignored
[req]
distinguished_name = name
string_mask = utf8only
utf8 = yes
oid_section = oids
[name]
[oids]
INNLE = 1.2.643.100.4
OGRN = 1.2.643.100.1
SNILS = 1.2.643.100.3
[tsa]
default_tsa = tsa1
[tsa1]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = intermediate.pem
signer_key = tsa.key
signer_digest = {digest}
default_policy = 1.2.643.100.113.1
digests = sha256, {digest}
ess_cert_id_alg = sha256
"""

PURPOSES = {"head": "person", "deputy": "person", "tsa": "watch", "ocsp": "statuses"}
ORGANISATION = "МКОУ «Образцовская СОШ № 1»"
NAMES = {
    "root": "/C=RU/O=Учебный УЦ/CN=Учебный корень ГОСТ",
    "intermediate": "/C=RU/O=Учебный УЦ/CN=Учебный УЦ ГОСТ",
    "head": f"/C=RU/O={ORGANISATION}/CN={ORGANISATION}/SN=Мельник/GN=Ольга Сергеевна"
    "/title=Директор/INNLE=0012345678/OGRN=1020000000001/SNILS=12345678901",
    "deputy": f"/C=RU/O={ORGANISATION}/CN=Сомова Анна Ивановна/SN=Сомова/GN=Анна Ивановна",
    "tsa": "/C=RU/O=Учебный УЦ/CN=Учебная служба времени ГОСТ",
    "ocsp": "/C=RU/O=Учебный УЦ/CN=Учебная служба статусов ГОСТ",
}


@dataclass(frozen=True)
class GostPki:
    """An authority in `folder`: root, intermediate, head, deputy, tsa, and two lists."""

    folder: Path
    bits: int = 256
    parameters: str = "A"

    @property
    def digest(self) -> str:
        return f"md_gost12_{self.bits}"

    @property
    def trust(self) -> list[Path]:
        return [
            self.folder / name for name in ("root.pem", "intermediate.pem", "root.crl", "int.crl")
        ]

    def get_certificate(self, name: str) -> bytes:
        return (self.folder / f"{name}.pem").read_bytes()

    def get_token(self, name: str = "head") -> OwnToken:
        folder = self.folder
        return OwnToken(
            folder / f"{name}.key",
            folder / f"{name}.pem",
            self.digest,
            (folder / "intermediate.pem",),
            folder / "engine.cnf",
        )

    def issue_token(self, digest: bytes) -> bytes:
        """Be a timestamp authority (`signing.timestamping.TimestampAuthority`)."""
        algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
        imprint = {"hash_algorithm": algorithm, "hashed_message": digest}
        query = {"version": 1, "message_imprint": imprint, "cert_req": True}
        (self.folder / "query").write_bytes(tsp.TimeStampReq(query).dump())
        self.run("ts", "-reply", "-config", "ca.cnf", "-queryfile", "query", "-out", "reply")
        reply = tsp.TimeStampResp.load((self.folder / "reply").read_bytes())
        return bytes(reply["time_stamp_token"].dump())

    def found(self) -> None:
        (self.folder / "engine.cnf").write_text(ENGINE)
        (self.folder / "ca.cnf").write_text(AUTHORITY.format(digest=self.digest))
        (self.folder / "issued.txt").touch()
        (self.folder / "crlnumber").write_text("01\n")
        (self.folder / "serial").write_text(f"{secrets.token_hex(8)}\n")
        for name in NAMES:
            self._make_key(name)
        self._certify("root", "root", "authority")
        self._certify("intermediate", "root", "authority")
        for name, purpose in PURPOSES.items():
            self._certify(name, "intermediate", purpose)
            self._record(name, "V", "")
        self.run("ca", "-config", "ca.cnf", "-name", "root", "-gencrl", "-out", "root.crl")
        self._publish()

    def revoke(self, name: str) -> None:
        """Revoke a certificate as of an hour ago and publish a new list."""
        index = self.folder / "issued.txt"
        serial = self._read_serial(name)
        kept = [line for line in index.read_text().splitlines() if serial not in line]
        index.write_text("".join(f"{line}\n" for line in kept))
        self._record(name, "R", f"{clock.now() - timedelta(hours=1):%y%m%d%H%M%SZ}")
        self._publish()

    def ask_status(self, name: str) -> bytes:
        """Return the DER of an OCSP answer by a responder with a certificate of its own."""
        who = ["-issuer", "intermediate.pem", "-cert", f"{name}.pem"]
        by = ["-CA", "intermediate.pem", "-rsigner", "ocsp.pem", "-rkey", "ocsp.key"]
        self.run("ocsp", "-no_nonce", *who, "-reqout", "request")
        shape = ["-rmd", self.digest, "-ndays", "7"]
        files = ["-index", "issued.txt", "-reqin", "request", "-respout", "answer"]
        self.run("ocsp", *files, *by, *shape)
        return (self.folder / "answer").read_bytes()

    def run(self, *command: str) -> None:
        environment = {"PATH": "/usr/bin:/bin", "OPENSSL_CONF": str(self.folder / "engine.cnf")}
        subprocess.run(
            ["openssl", *command],
            cwd=self.folder,
            env=environment,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def _publish(self) -> None:
        self.run("ca", "-config", "ca.cnf", "-name", "intermediate", "-gencrl", "-out", "int.crl")

    def _record(self, name: str, status: str, revoked: str) -> None:
        """Write a line of OpenSSL's index: status, end, revocation, serial number, file, name."""
        certificate = x509.load_pem_x509_certificate(self.get_certificate(name))
        end = f"{certificate.not_valid_after_utc:%y%m%d%H%M%SZ}"
        fields = [status, end, revoked, self._read_serial(name), "unknown", f"/CN={name}"]
        with (self.folder / "issued.txt").open("a") as index:
            index.write("\t".join(fields) + "\n")

    def _read_serial(self, name: str) -> str:
        number = x509.load_pem_x509_certificate(self.get_certificate(name)).serial_number
        return f"{number:032X}"

    def _make_key(self, name: str) -> None:
        kind = ["-algorithm", f"gost2012_{self.bits}", "-pkeyopt", f"paramset:{self.parameters}"]
        self.run("genpkey", *kind, "-out", f"{name}.key")

    def _certify(self, name: str, issuer: str, purpose: str) -> None:
        request = ["-config", "ca.cnf", "-new", "-utf8", "-subj", NAMES[name], f"-{self.digest}"]
        self.run("req", *request, "-key", f"{name}.key", "-out", f"{name}.csr")
        key = ["-signkey", "root.key"] if name == issuer else []
        chain = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key"] if name != issuer else []
        serial = ["-set_serial", f"0x7{secrets.token_hex(16)[1:]}"]
        terms = [*serial, "-days", "450", "-extfile", "ca.cnf", "-extensions", purpose]
        self.run(
            *("x509", "-req", f"-{self.digest}", "-in", f"{name}.csr", "-out", f"{name}.pem"),
            *(*key, *chain, *terms),
        )


def make_gost_pki(folder: Path, bits: int = 256, parameters: str = "A") -> GostPki:
    """Make the authority and everybody's keys."""
    require_package(GOST_ENGINE)
    pki = GostPki(folder, bits, parameters)
    pki.found()
    return pki
