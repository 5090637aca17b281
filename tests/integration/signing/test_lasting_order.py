"""A real order that carries its data, signed for the archive: still PDF/A, and complete."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pikepdf import pdfa

from service.demo.pki import Pki
from signing import pdfa_guard
from signing.attachments import Attachment, attach
from signing.errors import Code, SigningError
from signing.extension import Notary
from signing.report import Verdict
from signing.revocation import load_bundle
from signing.signing import SignatureRequest, sign
from signing.timestamping import HttpTimestampAuthority
from signing.trust import TrustPolicy
from signing.verification import verify
from tests.pki import HEAD, open_credential

pytestmark = pytest.mark.libreoffice

DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DATA = Attachment("order.json", b'{"number": "57"}', "application/json", "Data", "Данные", DAY)
SOURCE = Attachment("order.docx", b"PK", "application/zip", "Source", "Исходный файл", DAY)


@pytest.fixture(scope="module")
def carrying(order: bytes) -> bytes:
    return attach(order, [DATA, SOURCE])


@pytest.fixture(scope="module")
def archived(
    carrying: bytes, pki: Pki, trust: TrustPolicy, authority: HttpTimestampAuthority
) -> bytes:
    notary = Notary(trust, load_bundle(pki.trust), authority)
    request = SignatureRequest("Head", "signature_head", "B-LTA")
    credential = open_credential(pki, HEAD)
    return sign(carrying, request, credential, authority, notary=notary).content


def list_violations(pdf: bytes, flavour: pdfa.Flavour) -> list[str]:
    """List what breaks PDF/A; forms and stores of evidence the validator does not look at."""
    findings = pdfa.validate_written(BytesIO(pdf), flavour).findings
    return [f"{one.rule} {one.where}" for one in findings if one.kind == "violation"]


def refuse(pdf: bytes, *attachments: Attachment) -> Code:
    with pytest.raises(SigningError) as caught:
        attach(pdf, attachments)
    return caught.value.code


def test_the_files_are_in_the_document_with_what_they_are_to_it(archived: bytes) -> None:
    with pikepdf.open(BytesIO(archived)) as document:
        found = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
        relations = [str(spec.AFRelationship) for spec in document.Root.AF]

    assert found == {DATA.name: DATA.content, SOURCE.name: SOURCE.content}
    assert relations == ["/Data", "/Source"]


def test_the_archived_order_is_pdf_a_and_valid(archived: bytes, trust: TrustPolicy) -> None:
    report = verify(archived, trust)

    assert list_violations(archived, pdfa.Flavour.PDFA_3B) == []
    assert pdfa_guard.check(archived) == ()
    assert (report.verdict, report.signatures[0].level) == (Verdict.VALID, "B-LTA")


def test_without_files_it_stays_pdf_a_2(
    order: bytes, pki: Pki, trust: TrustPolicy, authority: HttpTimestampAuthority
) -> None:
    notary = Notary(trust, load_bundle(pki.trust), authority)
    request = SignatureRequest("Head", "signature_head", "B-LTA")
    content = sign(order, request, open_credential(pki, HEAD), authority, notary=notary).content

    assert list_violations(content, pdfa.Flavour.PDFA_2B) == []
    assert pdfa_guard.check(content) == ()


def test_the_order_itself_is_pdf_a_before_and_with_its_files(order: bytes, carrying: bytes) -> None:
    assert pdfa.validate_written(BytesIO(order), pdfa.Flavour.PDFA_2B).passed
    assert pdfa.validate_written(BytesIO(carrying), pdfa.Flavour.PDFA_3B).passed


def test_files_come_before_the_first_signature_and_under_names_of_their_own(
    order: bytes, carrying: bytes, archived: bytes
) -> None:
    assert refuse(archived, DATA) is Code.DOCUMENT_LOCKED
    assert refuse(carrying, DATA) is Code.ATTACHMENT_INVALID
    assert refuse(order, DATA, DATA) is Code.ATTACHMENT_INVALID
    assert refuse(b"no PDF", DATA) is Code.DOCUMENT_UNREADABLE
