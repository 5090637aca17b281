"""Lasting levels where everything is GOST: chain, OCSP, lists, timestamps; and mixed documents."""

import json
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import crl, ocsp, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader

from service.demo.certificates import Terms
from signing import clock, pdfa_guard
from signing.deferred import Reply, TicketRequest, complete, get_client_payload, prepare
from signing.errors import Code, SigningError
from signing.evidence import Evidence
from signing.extension import LastingLevel, Notary, extend
from signing.fields import FieldSpec, prepare_fields
from signing.renewal import find_expiry, renew
from signing.report import Verdict
from signing.signing import SignatureRequest, sign
from signing.store import read_store
from signing.trust import TrustPolicy, load_trust
from signing.verification import verify
from tests.pki_gost import GostPki, make_gost_pki
from tests.town import Town, TownStatus

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class GostStatus:
    """Answers by OCSP about whoever's certificate names the service, otherwise by lists."""

    pki: GostPki

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        if issuer.dump() == self._read("root"):
            return Evidence(crls=(self._read_list("root.crl"),))
        if not certificate.ocsp_urls:
            return Evidence(crls=(self._read_list("int.crl"),))
        name = next(one for one in ("head", "deputy") if self._read(one) == certificate.dump())
        return Evidence(ocsps=(ocsp.OCSPResponse.load(self.pki.ask_status(name)),))

    def _read(self, name: str) -> bytes:
        der: bytes = pem.unarmor(self.pki.get_certificate(name))[2]
        return der

    def _read_list(self, name: str) -> crl.CertificateList:
        return crl.CertificateList.load(pem.unarmor((self.pki.folder / name).read_bytes())[2])


@dataclass(frozen=True)
class EitherStatus:
    """Asks the town about its own certificates, and the GOST authority about the others."""

    town: TownStatus
    gost: GostStatus

    def find(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
        is_towns = "ГОСТ" not in issuer.subject.human_friendly
        return (self.town if is_towns else self.gost).find(certificate, issuer)


def sign_by_gost(pdf: bytes, pki: GostPki) -> bytes:
    request = TicketRequest("user", "document", "Head", "signature_head")
    chain = [pki.get_certificate("intermediate")]
    ticket, prepared = prepare(pdf, pki.get_certificate("head"), request, chain=chain)
    data = b64decode(get_client_payload(ticket, prepared).data_base64)
    reply = Reply("user", ticket.source_sha256, pki.get_token("head").sign(data))
    return complete(ticket, prepared, reply, pki).content


@pytest.fixture(scope="module")
def roots(gost: GostPki) -> TrustPolicy:
    return load_trust(gost.trust).without_lists()


@pytest.fixture(scope="module")
def notary(gost: GostPki, roots: TrustPolicy) -> Notary:
    return Notary(roots, GostStatus(gost), gost)


@pytest.fixture(scope="module")
def by_gost(pdf: bytes, gost: GostPki) -> bytes:
    return sign_by_gost(pdf, gost)


@pytest.fixture(scope="module")
def archived(by_gost: bytes, notary: Notary) -> bytes:
    return extend(by_gost, "B-LTA", notary)


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_the_level_is_reached_with_nothing_but_the_roots(
    level: LastingLevel, by_gost: bytes, notary: Notary, roots: TrustPolicy
) -> None:
    content = extend(by_gost, level, notary)
    report = verify(content, roots)
    (one,) = report.signatures

    assert (report.verdict, one.level, one.revocation) == (Verdict.VALID, level, "good")
    assert one.chain == ("Учебный УЦ ГОСТ", "Учебный корень ГОСТ")
    assert pdfa_guard.check(content) == ()


def test_the_document_carries_answers_and_lists_of_gost(archived: bytes) -> None:
    store = read_store(PdfFileReader(BytesIO(archived)))
    algorithms = {one["signature_algorithm"]["algorithm"].native for one in store.crls}

    assert (len(store.ocsps), len(store.crls)) == (1, 2)
    assert algorithms == {"streebog256_gost3410"}


def test_long_after_the_lists_only_the_archived_document_is_level_b_lta(
    by_gost: bytes, archived: bytes, gost: GostPki
) -> None:
    later, with_lists = clock.now() + timedelta(days=400), load_trust(gost.trust)

    assert verify(by_gost, with_lists, later).verdict is Verdict.INDETERMINATE
    assert verify(archived, with_lists, later).verdict is Verdict.VALID


def test_it_is_verified_where_there_is_no_engine_and_no_openssl(
    archived: bytes, gost: GostPki, tmp_path: Path
) -> None:
    file = tmp_path / "archived.pdf"
    file.write_bytes(archived)
    anchors = [gost.folder / name for name in ("root.pem", "intermediate.pem")]
    trust = [option for path in anchors for option in ("--trust", str(path))]
    run = subprocess.run(
        [sys.executable, "-m", "service.cli", "verify", str(file), *trust, "--json"],
        cwd=ROOT,
        env={"PATH": "", "OPENSSL_CONF": "/dev/null", "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    report = json.loads(run.stdout)

    assert run.returncode == 0
    assert (report["verdict"], report["signatures"][0]["level"]) == ("valid", "B-LTA")


def test_it_is_renewed_with_gost_too(archived: bytes, notary: Notary, roots: TrustPolicy) -> None:
    renewed = renew(archived, notary)
    report = verify(renewed, roots)

    assert renewed.startswith(archived)
    assert find_expiry(renewed) == find_expiry(archived)
    assert (report.verdict, len(report.document_timestamps)) == (Verdict.VALID, 2)


def test_a_revoked_gost_certificate_does_not_reach_the_level(pdf: bytes, tmp_path: Path) -> None:
    pki = make_gost_pki(tmp_path)
    content = sign_by_gost(pdf, pki)
    pki.revoke("head")
    trust = load_trust(pki.trust).without_lists()

    with pytest.raises(SigningError) as caught:
        extend(content, "B-LTA", Notary(trust, GostStatus(pki), pki))

    assert caught.value.code == Code.CERTIFICATE_REVOKED


def test_one_flipped_bit_in_an_archived_gost_document_is_noticed(
    archived: bytes, roots: TrustPolicy
) -> None:
    unnoticed = []
    for position in range(50, len(archived), len(archived) // 40):
        changed = bytearray(archived)
        changed[position] ^= 1 << position % 7
        if verify(bytes(changed), roots).verdict is Verdict.VALID:
            unnoticed.append(position)

    assert not unnoticed


def trust_both(roots: TrustPolicy, town: Town) -> TrustPolicy:
    return replace(
        roots,
        roots=(*roots.roots, *town.trust.roots),
        intermediates=(*roots.intermediates, *town.trust.intermediates),
    )


def test_a_seal_of_rsa_and_a_head_of_gost_last_together(
    pdf: bytes, gost: GostPki, roots: TrustPolicy
) -> None:
    """The seal certifies first; the head signs in a field that was prepared for it."""
    town = Town()
    now = clock.now().replace(microsecond=0)  # the GOST authority is younger than the tests
    time = town.open_clock(now)
    seal = town.open(town.issue_head(Terms(key_type="rsa")))
    both = trust_both(roots, town)
    places = (FieldSpec("Seal", "signature_deputy"), FieldSpec("Head", "signature_head"))
    prepared = prepare_fields(pdf, places)
    certifying = SignatureRequest("Seal", "signature_deputy", certifies=True)
    signed = sign_by_gost(sign(prepared, certifying, seal, time).content, gost)
    later = replace(time, at=clock.now().replace(microsecond=0))
    notary = Notary(both, EitherStatus(TownStatus(town, now), GostStatus(gost)), later)
    report = verify(extend(signed, "B-LTA", notary), both)

    assert report.verdict is Verdict.VALID
    assert [(one.field_name, one.level) for one in report.signatures] == [
        ("Seal", "B-LTA"),
        ("Head", "B-LTA"),
    ]


def test_three_signers_after_a_certifying_seal_hold_one_of_them_by_a_gost_token(
    pdf: bytes, gost: GostPki, roots: TrustPolicy
) -> None:
    town = Town()
    now = clock.now().replace(microsecond=0)
    time = town.open_clock(now)
    seal, curator = (town.open(town.issue_head(Terms(key_type="rsa"))) for _ in range(2))
    deputy = town.open(town.issue_head(Terms(key_type="ec")))
    places = (
        *(FieldSpec("Seal"), FieldSpec("Deputy", "signature_deputy")),
        *(FieldSpec("Curator"), FieldSpec("Head", "signature_head")),
    )
    certifying = SignatureRequest("Seal", "signature_deputy", certifies=True)
    content = sign(prepare_fields(pdf, places), certifying, seal, time).content
    for name, who in (("Deputy", deputy), ("Curator", curator)):
        content = sign(content, SignatureRequest(name, "signature_deputy"), who, time).content
    content = sign_by_gost(content, gost)
    report = verify(content, trust_both(roots, town))

    assert report.verdict is Verdict.VALID
    assert [one.field_name for one in report.signatures] == ["Seal", "Deputy", "Curator", "Head"]
    with pytest.raises(SigningError) as refused:
        sign(content, SignatureRequest("Fourth", "signature_deputy"), deputy, time)
    assert refused.value.code is Code.DOCUMENT_LOCKED
