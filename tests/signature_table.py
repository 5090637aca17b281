"""Every kind of key at every level, judged by every program that can: what docs/signatures.md says.

A process of its own runs this (`python -m tests.signatures_page`): the library of the token reads
its settings once in a process.
"""

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp, pem, x509
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from service.cli import main
from service.demo.certificates import Issued
from signing.credentials import Credential
from signing.deferred import Reply, TicketRequest, complete, get_client_payload, prepare
from signing.evidence import Evidence
from signing.extension import Notary, extend
from signing.pkcs11 import open_token
from signing.report import Level
from signing.signing import SignatureRequest, sign
from signing.timestamping import TimestampAuthority
from signing.trust import load_trust
from tests.odd_pki import SIGNER, KeyKind, certify
from tests.own_token import OwnToken
from tests.pki_gost import GostPki, make_gost_pki
from tests.signable import make_pdf
from tests.soft_hsm import make_soft_hsm
from tests.town import Town, TownStatus

LEVELS: tuple[Level, ...] = ("B-B", "B-T", "B-LT", "B-LTA")
SOFTWARE: dict[str, KeyKind] = {
    "RSA 2048": "rsa",
    "RSA 3072": "rsa-3072",
    "RSA 4096": "rsa-4096",
    "EC P-256": "ec",
    "EC P-384": "p384",
}
TOKEN = "RSA 2048 на токене (SoftHSM)"
GOST = {"ГОСТ Р 34.10-2012, 256": 256, "ГОСТ Р 34.10-2012, 512": 512}
KINDS = (*SOFTWARE, TOKEN, *GOST)

VERIFY = ("verify", "order.pdf", "--trust", "trust")
EXTRACT = (
    "pdfsig -dump order.pdf",
    "range=$(grep -a -o -m 1 '/ByteRange *\\[[0-9 ]*\\]' order.pdf | head -n 1 | tr -dc '0-9 ')",
    "set -- $range",
    '{ head -c "$2" order.pdf; tail -c "+$(($3 + 1))" order.pdf | head -c "$4"; } > covered',
    "cat trust/root.pem trust/intermediate.pem > chain.pem",
)
OPENSSL = (
    "openssl cms -verify -cades -binary -inform DER -in order.pdf.sig0 -content covered "
    "-CAfile chain.pem -purpose any -out verified"
)
PDFSIG = "pdfsig -nocert order.pdf"

Signing = Callable[[Level], bytes]


@dataclass(frozen=True)
class Row:
    """What each program says of one kind of key at one level."""

    kind: str
    level: Level
    grif: str
    openssl: str
    pdfsig: str


def measure(folder: Path) -> Iterator[Row]:
    """Sign and ask everybody, in `folder`."""
    town = Town()
    for kind, signing, trust, configuration in _list_signers(folder, town):
        for level in LEVELS:
            place = folder / f"{KINDS.index(kind)}-{level}"
            (place / "trust").mkdir(parents=True)
            (place / "trust" / "root.pem").write_bytes(trust[0])
            (place / "trust" / "intermediate.pem").write_bytes(trust[1])
            (place / "order.pdf").write_bytes(signing(level))
            yield _judge(kind, level, place, configuration)


def _judge(kind: str, level: Level, place: Path, configuration: Path | None) -> Row:
    os.chdir(place)
    told = CliRunner().invoke(main, [*VERIFY, "--json"])
    report = json.loads(told.stdout)
    (signature,) = report["signatures"]
    grif = f"{report['verdict']}, {signature['level']}"
    run = _run("; ".join((*EXTRACT, OPENSSL)), configuration)
    openssl = "valid" if "CAdES Verification successful" in run.stderr else "–"
    seen = _run(PDFSIG, configuration).stdout.partition("Signature #2")[0]
    pdfsig = "valid" if "Signature is Valid" in seen else "–"
    return Row(kind, level, grif, openssl, pdfsig)


def _run(command: str, configuration: Path | None) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    if configuration is not None:
        environment["OPENSSL_CONF"] = str(configuration)
    return subprocess.run(
        ["sh", "-c", command],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
    )


def _list_signers(
    folder: Path, town: Town
) -> Iterator[tuple[str, Signing, tuple[bytes, bytes], Path | None]]:
    """Yield each kind of key, what signs with it, its authorities, and OpenSSL's settings."""
    roots = tuple(_as_pem(one) for one in (town.root, town.intermediate))
    for kind, key in SOFTWARE.items():
        issued = certify(replace(SIGNER, key=key), town.intermediate)
        yield kind, _sign_in_town(town, town.open(issued)), (roots[0], roots[1]), None
    yield TOKEN, _sign_in_town(town, _open_token(folder, town)), (roots[0], roots[1]), None
    for kind, bits in GOST.items():
        (folder / f"gost-{bits}").mkdir()
        pki = make_gost_pki(folder / f"gost-{bits}", bits)
        own = (pki.get_certificate("root"), pki.get_certificate("intermediate"))
        yield kind, _sign_by_gost(pki), own, pki.folder / "engine.cnf"


def _sign_in_town(town: Town, credential: Credential) -> Signing:
    time = town.open_clock()
    notary = Notary(town.trust, TownStatus(town), time)

    def make(level: Level) -> bytes:
        request = SignatureRequest("Head", "signature_head", level)
        return sign(make_pdf(), request, credential, time, notary=notary).content

    return make


def _open_token(folder: Path, town: Town) -> Credential:
    """Put a key on a token of its own, and open it there."""
    hsm = make_soft_hsm(folder / "hsm")
    os.environ["SOFTHSM2_CONF"] = str(hsm.configuration)
    issued = certify(replace(SIGNER, key="rsa"), town.intermediate)
    key, certificate = hsm.folder / "head.key", hsm.folder / "head.pem"
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(issued.key.private_bytes(*form))
    certificate.write_bytes(_as_pem(issued))
    return open_token(hsm.add_token("school", OwnToken(key, certificate, "sha256")))


def _as_pem(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(Encoding.PEM)


def _sign_by_gost(pki: GostPki) -> Signing:
    roots = load_trust(pki.trust).without_lists()

    def make(level: Level) -> bytes:
        signed = _deferred(pki, pki if level != "B-B" else None)
        if level in {"B-B", "B-T"}:
            return signed
        notary = Notary(roots, GostAnswers(pki), pki)
        return extend(signed, "B-LTA" if level == "B-LTA" else "B-LT", notary)

    return make


def _deferred(pki: GostPki, authority: TimestampAuthority | None) -> bytes:
    request = TicketRequest("user", "document", "Head", "signature_head")
    chain = [pki.get_certificate("intermediate")]
    ticket, prepared = prepare(make_pdf(), pki.get_certificate("head"), request, chain=chain)
    data = b64decode(get_client_payload(ticket, prepared).data_base64)
    reply = Reply("user", ticket.source_sha256, pki.get_token().sign(data))
    return complete(ticket, prepared, reply, authority).content


@dataclass(frozen=True)
class GostAnswers:
    """Answers by OCSP about the head, by lists about everybody else."""

    pki: GostPki

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        if certificate.dump() == self._read("head.pem"):
            return Evidence(ocsps=(ocsp.OCSPResponse.load(self.pki.ask_status("head")),))
        is_roots = issuer.dump() == self._read("root.pem")
        der = self._read("root.crl" if is_roots else "int.crl")
        return Evidence(crls=(asn1_crl.CertificateList.load(der),))

    def _read(self, name: str) -> bytes:
        der: bytes = pem.unarmor((self.pki.folder / name).read_bytes())[2]
        return der
