"""A small archival PDF with places for two marks, a certification authority, signed documents."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from service.demo.authority import Responder
from service.demo.pki import Pki
from signing.credentials import Credential
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.trust import TrustPolicy, load_trust
from tests.own_token import OwnToken, export_token
from tests.pki import DEPUTY, HEAD, NearbyAuthority, make_pki, open_credential
from tests.pki_gost import GostPki, make_gost_pki

XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def make_pdf() -> bytes:
    """Make a document of two pages that claims PDF/A-2b, with a bookmark for a mark on each."""
    with pikepdf.new() as document:
        for _ in range(2):
            document.add_blank_page(page_size=(595, 842))
        metadata = pikepdf.Stream(document, XMP.encode())
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = document.make_indirect(metadata)
        document.Root.Dests = pikepdf.Dictionary(
            {
                "/signature5Fhead": [document.pages[0].obj, pikepdf.Name.XYZ, 200, 500, 0],
                "/signature5Fdeputy": [document.pages[1].obj, pikepdf.Name.XYZ, 200, 300, 0],
            }
        )
        content = BytesIO()
        document.save(content, compress_streams=False, static_id=True)
        return content.getvalue()


@pytest.fixture(scope="session")
def pdf() -> bytes:
    return make_pdf()


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
