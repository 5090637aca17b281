"""A small archival PDF with places for two marks, a certification authority, signed documents."""

from pathlib import Path

import pytest

from service.demo.authority import Responder
from service.demo.pki import Pki
from signing.credentials import Credential
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.trust import TrustPolicy, load_trust
from tests.own_token import OwnToken, export_token
from tests.pki import DEPUTY, HEAD, NearbyAuthority, make_pki, open_credential
from tests.pki_gost import GostPki, make_gost_pki
from tests.signable import make_pdf
from tests.town import Town


@pytest.fixture(scope="session")
def pdf() -> bytes:
    return make_pdf()


@pytest.fixture(scope="module")
def town() -> Town:
    """With authorities of its own, at any time."""
    return Town()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), HEAD, DEPUTY)


@pytest.fixture(scope="session")
def folder(pki: Pki) -> Path:
    return pki.folder


@pytest.fixture(scope="session")
def trust(pki: Pki) -> TrustPolicy:
    return load_trust([pki.trust])


@pytest.fixture(scope="session")
def authority(pki: Pki) -> NearbyAuthority:
    return NearbyAuthority(Responder(pki))


@pytest.fixture(scope="session")
def head(pki: Pki) -> Credential:
    return open_credential(pki, HEAD)


@pytest.fixture(scope="session")
def deputy(pki: Pki) -> Credential:
    return open_credential(pki, DEPUTY)


@pytest.fixture(scope="session")
def signed(pdf: bytes, head: Credential, authority: NearbyAuthority) -> SignedPdf:
    return sign(pdf, SignatureRequest("Head", "signature_head"), head, authority)


@pytest.fixture(scope="session")
def untimed(pdf: bytes, head: Credential) -> SignedPdf:
    return sign(pdf, SignatureRequest("Head", "signature_head", "B-B"), head, None)


@pytest.fixture(scope="session")
def signed_twice(signed: SignedPdf, deputy: Credential, authority: NearbyAuthority) -> SignedPdf:
    request = SignatureRequest("Deputy", "signature_deputy")
    return sign(signed.content, request, deputy, authority)


@pytest.fixture(scope="session")
def gost(tmp_path_factory: pytest.TempPathFactory) -> GostPki:
    return make_gost_pki(tmp_path_factory.mktemp("gost"))


@pytest.fixture(scope="session")
def own_tokens(
    pki: Pki, gost: GostPki, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, OwnToken]:
    """Give the head a token of each kind."""
    folder = tmp_path_factory.mktemp("tokens")
    rsa = make_pki(folder / "pki", HEAD, key_type="rsa")
    return {
        "rsa": export_token(rsa, HEAD.name, folder / "rsa"),
        "ec": export_token(pki, HEAD.name, folder / "ec"),
        "gost": gost.get_token(),
    }


@pytest.fixture(scope="session")
def every_trust(own_tokens: dict[str, OwnToken], pki: Pki, gost: GostPki) -> TrustPolicy:
    """Trust all three authorities."""
    rsa = own_tokens["rsa"].others[0].parent
    return load_trust([rsa, pki.trust, *gost.trust])
