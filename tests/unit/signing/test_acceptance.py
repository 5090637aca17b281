from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from service.demo.certificates import Terms
from service.demo.pki import Pki
from signing import clock
from signing.acceptance import find_chain, judge_certificate
from signing.errors import CredentialError
from signing.report import Finding
from signing.trust import TrustPolicy, load_trust
from tests.own_token import OwnToken
from tests.pki import EXPIRED, HEAD, NOT_FOR_SIGNING, NOT_YET_VALID, make_pki
from tests.pki_gost import make_gost_pki


def read(pki: Pki) -> bytes:
    certificate = pki.find_certificate(HEAD.name)
    assert certificate is not None
    return certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize("kind", ["rsa", "ec", "gost"])
def test_a_certificate_of_a_trusted_authority_may_sign(
    kind: str, own_tokens: dict[str, OwnToken], every_trust: TrustPolicy
) -> None:
    certificate = own_tokens[kind].certificate.read_bytes()

    assert judge_certificate(certificate, every_trust) is Finding.GOOD


@pytest.mark.parametrize(
    ("terms", "finding"),
    [
        (EXPIRED, Finding.OUT_OF_DATE),
        (NOT_YET_VALID, Finding.OUT_OF_DATE),
        (NOT_FOR_SIGNING, Finding.WRONG_USAGE),
    ],
    ids=["expired", "early", "usage"],
)
def test_a_certificate_that_is_not_for_this_may_not(
    terms: Terms, finding: Finding, tmp_path: Path
) -> None:
    pki = make_pki(tmp_path)
    pki.issue(HEAD, terms)

    assert judge_certificate(read(pki), load_trust([pki.trust])) is finding


def test_a_revoked_certificate_may_not(tmp_path: Path) -> None:
    pki, gost = make_pki(tmp_path / "pki"), make_gost_pki(make_folder(tmp_path / "gost"))
    pki.revoke(HEAD.name, clock.now() - timedelta(minutes=1))
    gost.revoke("head")

    assert judge_certificate(read(pki), load_trust([pki.trust])) is Finding.REVOKED
    certificate = gost.get_certificate("head")
    assert judge_certificate(certificate, load_trust(gost.trust)) is Finding.REVOKED


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_somebody_unknown_may_not_even_under_the_same_name(
    tmp_path: Path, trust: TrustPolicy
) -> None:
    stranger = make_pki(tmp_path)
    chain = [(stranger.trust / f"{name}.pem").read_bytes() for name in ("intermediate", "root")]

    assert judge_certificate(read(stranger), trust, chain=chain) is Finding.UNTRUSTED


def test_an_old_list_of_revocations_proves_nothing(pki: Pki, trust: TrustPolicy) -> None:
    later = clock.now() + timedelta(days=200)

    assert judge_certificate(read(pki), trust, at=later) is Finding.REVOCATION_UNKNOWN


def test_without_lists_the_chain_decides(pki: Pki) -> None:
    root = load_trust([pki.trust / "root.pem"])
    chain = [(pki.trust / "intermediate.pem").read_bytes()]

    assert judge_certificate(read(pki), root, chain=chain) is Finding.GOOD
    assert judge_certificate(read(pki), root) is Finding.UNTRUSTED


def test_what_is_no_certificate_is_told_apart(trust: TrustPolicy) -> None:
    with pytest.raises(CredentialError):
        judge_certificate(b"none", trust)


def test_the_way_to_the_root_is_found_among_what_is_sent_and_what_is_known(pki: Pki) -> None:
    own = (pki.folder / "trust" / "intermediate.pem").read_bytes()
    root = (pki.folder / "trust" / "root.pem").read_bytes()
    known, nothing = load_trust([pki.trust]), load_trust([pki.trust / "root.pem"])
    certificate = read(pki)
    intermediate = load_pem_x509_certificate(own).public_bytes(Encoding.DER)

    assert find_chain(certificate, known) == (intermediate,)
    assert find_chain(certificate, nothing) == ()
    assert find_chain(certificate, nothing, [own]) == (intermediate,)
    # What does not belong to the signer's way does not get into the document.
    assert find_chain(certificate, known, [certificate, root]) == (intermediate,)
