"""An order as LibreOffice makes it, with room for two marks, and the people who sign it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from service.demo.pki import Pki
from signing.signing import SignatureRequest, SignedPdf, sign
from signing.timestamping import HttpTimestampAuthority
from signing.verification import TrustPolicy, load_trust
from tests.pki import DEPUTY, HEAD, make_pki, open_credential, serve_authority
from worker.pdf_check import finish_pdf

EXPORT = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
PLACES = {"signature_head": "О.С. Мельник", "signature_deputy": "А.К. Ёлкина"}


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        mark.set(qn("w:name"), name)
        paragraph._p.append(mark)  # noqa: SLF001 -- python-docx has no bookmarks


def write_order(path: Path) -> None:
    """Write an order whose signature lines leave 86 mm between the position and the name."""
    document = Document()
    document.core_properties.title = "Приказ"
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(14)
    document.add_paragraph("ПРИКАЗ")
    for _ in range(6):
        document.add_paragraph("В целях развития наставничества п р и к а з ы в а ю: " * 3)
    for number, (place, name) in enumerate(PLACES.items()):
        table = document.add_table(rows=1, cols=3)
        table.autofit = False
        table.rows[0].height = Mm(32)
        for column, width in zip(table.columns, (42, 88, 40), strict=True):
            column.width = column.cells[0].width = Mm(width)
        table.cell(0, 0).paragraphs[0].add_run("Директор")
        bookmark(table.cell(0, 1).paragraphs[0], place, number)
        table.cell(0, 2).paragraphs[0].add_run(name)
        document.add_paragraph()
    document.save(str(path))


@pytest.fixture(scope="session")
def order(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Convert the order to PDF/A-2b, ready to be signed."""
    work = tmp_path_factory.mktemp("order")
    write_order(work / "order.docx")
    profile = (work / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", EXPORT]
    subprocess.run([*command, "order.docx"], cwd=work, check=True, capture_output=True, timeout=120)
    return finish_pdf((work / "order.pdf").read_bytes())


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), HEAD, DEPUTY, key_type="rsa")


@pytest.fixture(scope="session")
def trust(pki: Pki) -> TrustPolicy:
    return load_trust([pki.trust])


@pytest.fixture(scope="session")
def authority(pki: Pki) -> Iterator[HttpTimestampAuthority]:
    with serve_authority(pki) as url:
        yield HttpTimestampAuthority(f"{url}/tsa")


@pytest.fixture(scope="session")
def signed(order: bytes, pki: Pki, authority: HttpTimestampAuthority) -> SignedPdf:
    request = SignatureRequest("Head", "signature_head")
    return sign(order, request, open_credential(pki, HEAD), authority)


@pytest.fixture(scope="session")
def signed_twice(signed: SignedPdf, pki: Pki, authority: HttpTimestampAuthority) -> SignedPdf:
    request = SignatureRequest("Deputy", "signature_deputy")
    return sign(signed.content, request, open_credential(pki, DEPUTY), authority)


@dataclass(frozen=True)
class Mark:
    """Where a mark is: page from 0, then left, bottom, right, top in points."""

    page: int
    corners: tuple[float, ...]
    page_height: float


@pytest.fixture(scope="session")
def marks(signed_twice: SignedPdf) -> list[Mark]:
    with pikepdf.open(BytesIO(signed_twice.content)) as document:
        return [
            Mark(index, tuple(map(float, widget.Rect)), float(page.mediabox[3]))
            for index, page in enumerate(document.pages)
            for widget in page.obj.get("/Annots", ())
        ]
