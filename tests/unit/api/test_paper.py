"""A signature by hand: what of a scan is kept, and what is not."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from werkzeug.test import TestResponse

from signing.verification import Verdict
from tests.factories import OTHER_SCHOOL, SCHOOL
from tests.signable import make_pdf
from tests.signing_house import SigningHouse, refused
from worker.pdf_check import check_pdf
from worker.scans import MAX_PAGES, ScanError, copy_scan

PAPER = {"role": "mentor", "method": "paper", "signer": "Иванова Анна Петровна"}
SEAL = {"role": "seal", "method": "server_key", "turn": 2}
DAY = date(2026, 9, 12)


def picture(kind: str = "JPEG", size: tuple[int, int] = (620, 877), mode: str = "RGB") -> bytes:
    content = BytesIO()
    Image.new(mode, size, "white").save(content, kind)
    return content.getvalue()


def send(signing: SigningHouse, document_id: str, content: bytes, place: int = 1) -> TestResponse:
    program = signing.program
    return program.client.post(
        f"/api/v1/documents/{document_id}/signatures/{place}/scan",
        data={"file": (BytesIO(content), "скан.jpg")},
        headers=program.headers,
    )


def test_a_scan_is_kept_as_pdf_a_and_sealed_inside_the_document(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", PAPER, SEAL)
    assert send(signing, document_id, picture()).status_code == 202
    signing.work()

    assert signing.show(document_id)["state"] == "archived"
    assert signing.verify(document_id).verdict is Verdict.VALID
    (file,) = signing.program.get(f"/api/v1/documents/{document_id}/files").get_json()["items"]
    assert (file["role"], file["title"]) == ("scan", PAPER["signer"])
    scan = signing.program.get(file["link"]).data
    assert check_pdf(scan).pages == 1
    with pikepdf.open(BytesIO(signing.pdf(document_id))) as document:
        assert document.attachments["scan-1.pdf"].get_file().read_bytes() == scan
        spec = document.attachments["scan-1.pdf"]
        assert spec.description == "Скан-копия подписанного на бумаге документа"
    assert signing.house.services.archive.check([SCHOOL]).faults == ()


def test_without_a_seal_the_scan_is_kept_all_the_same(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", PAPER)
    assert send(signing, document_id, picture("PNG")).status_code == 202
    signing.work()
    assert signing.show(document_id)["state"] == "archived"
    assert signing.verify(document_id).verdict is Verdict.UNSIGNED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "scan_unreadable"),
        (b"GIF89a" + bytes(100), "scan_unreadable"),
        (b"%PDF-1.7 not much of it", "scan_unreadable"),
        (make_pdf(), "scan_without_pictures"),
        (picture("PNG", (6001, 6001), "L"), "scan_too_large"),
    ],
    ids=["empty", "gif", "broken", "no-pictures", "large"],
)
def test_what_is_no_scan_is_refused_and_the_signature_still_waits(
    signing: SigningHouse, content: bytes, code: str
) -> None:
    document_id = signing.order("key-1", PAPER, SEAL)
    answer = send(signing, document_id, content)
    assert refused(answer) == (422, "invalid_data")
    assert answer.get_json()["errors"][0]["code"] == code
    assert signing.states(document_id) == ["ready", "waiting"]


def test_only_a_paper_step_takes_a_scan_and_only_once(signing: SigningHouse) -> None:
    document_id = signing.order("key-1", PAPER, SEAL)
    assert refused(send(signing, document_id, picture(), place=2)) == (409, "step_not_ready")
    assert send(signing, document_id, picture()).status_code == 202
    assert refused(send(signing, document_id, picture()))[0] == 409
    stranger = signing.house.program(OTHER_SCHOOL)
    path = f"/api/v1/documents/{document_id}/signatures/1/scan"
    answer = stranger.client.post(
        path, data=picture(), headers=stranger.headers, content_type="image/jpeg"
    )
    assert answer.status_code == 404


def test_nothing_of_a_sent_pdf_survives_but_its_pictures() -> None:
    with pikepdf.open(BytesIO(copy_scan(picture(), DAY))) as document:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.Root.OpenAction = document.make_indirect(script)
        document.attachments["evil.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")
        content = BytesIO()
        document.save(content)
    copy = copy_scan(content.getvalue(), DAY)
    assert check_pdf(copy).pages == 1
    with pikepdf.open(BytesIO(copy)) as document:
        assert "/OpenAction" not in document.Root
        assert len(document.attachments) == 0
        assert document.docinfo["/Title"] == "Скан-копия подписанного на бумаге документа"


def test_a_book_is_no_scan_of_a_document() -> None:
    with pikepdf.open(BytesIO(copy_scan(picture(size=(62, 87)), DAY))) as document:
        for _ in range(MAX_PAGES):
            document.pages.append(document.pages[0])
        content = BytesIO()
        document.save(content)
    with pytest.raises(ScanError, match="scan_too_large"):
        copy_scan(content.getvalue(), DAY)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "P"), ("PNG", "RGBA")]
)
def test_every_sort_of_picture_becomes_pdf_a(kind: str, mode: str) -> None:
    content = BytesIO()
    Image.new(mode, (300, 200)).save(content, kind)
    assert check_pdf(copy_scan(content.getvalue(), DAY)).pages == 1
