"""Signatures and documents are checked by somebody without an account, in a browser."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.database.database import open_database
from service.demo.pki import Pki
from service.domain.documents import Document
from service.domain.ids import MunicipalityId
from service.storage.filesystem import FilesystemStore
from service.verification import MUNICIPALITIES, JudgeProcesses
from signing.signing import SignatureRequest, sign
from tests.doors import ORDER, House, open_house
from tests.factories import MUNICIPALITY, SCHOOL, make_principal, seed
from tests.fakes import FakeClock, FakeVerifier
from tests.pki import make_pki, open_credential
from tests.signable import make_pdf
from tests.verdict_pages import signature

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 375)
SITE = "https://grif.example"
PATIENCE_MS = 120_000
"""For a judge to come back on a busy computer."""


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def signed(pki: Pki) -> bytes:
    request = SignatureRequest("Head", "signature_head", "B-B")
    return sign(make_pdf(), request, open_credential(pki), None).content


@pytest.fixture
def house(tmp_path: Path, migrated_file: Path, pki: Pki) -> Iterator[House]:
    path = tmp_path / "grif.db"
    shutil.copy(migrated_file, path)
    database = open_database(f"sqlite:///{path}")
    seed(database)
    trust = tmp_path / "trust"
    shutil.copytree(pki.trust, trust)
    (trust / MUNICIPALITIES / MUNICIPALITY).mkdir(parents=True)
    yield open_house(
        tmp_path,
        database,
        blobs=FilesystemStore(tmp_path / "archive"),
        verifier=JudgeProcesses(trust, FakeClock(), wall_seconds=PATIENCE_MS / 1000),
        public_url=SITE,
    )
    database.close()


def look(page: Page, folder: Path, name: str) -> None:
    """Take a picture at every width; nothing may stick out to the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def issue(house: House) -> Document:
    return house.archive(house.register(kind=ORDER, sign=True))


def test_a_parent_checks_a_signature(page: Page, signed: bytes, tmp_path: Path) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Проверить подпись документа").click()
    look(page, tmp_path, "verify")
    page.get_by_label("Документ", exact=True).set_input_files(put(tmp_path, "a.pdf", signed))
    page.get_by_role("button", name="Проверить").click()

    expect(page.get_by_role("status")).to_contain_text(
        "Подпись действительна: документ не изменён", timeout=PATIENCE_MS
    )
    expect(page.get_by_role("heading", name="Мельник Ольга Сергеевна")).to_be_visible()
    expect(page.get_by_text("Учебный УЦ")).not_to_be_visible()
    look(page, tmp_path, "verify-valid")
    page.get_by_text("Подробности").click()
    expect(page.get_by_text("Учебный УЦ")).to_be_visible()
    look(page, tmp_path, "verify-valid-open")


def test_a_changed_file_and_a_picture_are_told_apart(
    page: Page, signed: bytes, tmp_path: Path
) -> None:
    altered = bytearray(signed)
    altered[signed.index(b"/MediaBox") + 12] ^= 1
    for name, content, answer in (
        ("changed", bytes(altered), "Подпись недействительна: документ изменён после подписания."),
        ("picture", b"\x89PNG\r\n" * 100, "Проверить не удалось: файл повреждён"),
        ("unsigned", make_pdf(), "Документ не подписан"),
    ):
        page.goto("/verify")
        page.get_by_label("Документ", exact=True).set_input_files(put(tmp_path, "b.pdf", content))
        page.get_by_role("button", name="Проверить").click()
        expect(page.get_by_role("status")).to_contain_text(answer, timeout=PATIENCE_MS)
        look(page, tmp_path, f"verify-{name}")


def test_the_page_of_a_document_tells_whether_this_is_the_file(
    house: House, page: Page, tmp_path: Path
) -> None:
    services = house.services
    desk = replace(services.verification, own=FakeVerifier("valid", [signature()]))
    house.app.extensions["grif"] = replace(services, verification=desk)
    document = issue(house)
    assert document.check_page is not None
    page.goto(document.check_page.url.removeprefix(SITE))
    expect(page.get_by_role("heading", name=house.kind(ORDER).title)).to_be_visible()
    expect(page.get_by_text(document.number.text).first).to_be_visible()
    look(page, tmp_path, "check")

    principal = make_principal(SCHOOL)
    pdf = services.documents.get_file(principal, document.id, "pdf")
    for name, content, answer in (
        ("same", pdf, "Да, это тот самый файл"),
        ("other", pdf + b" ", "Нет, это другой файл"),
    ):
        page.get_by_label("Ваш файл PDF").set_input_files(put(tmp_path, "c.pdf", content))
        page.get_by_role("button", name="Сравнить").click()
        expect(page.locator("#match")).to_contain_text(answer)
        look(page, tmp_path, f"check-{name}")

    services.documents.cancel_document(principal, document.id)
    page.goto(document.check_page.url.removeprefix(SITE))
    expect(page.get_by_role("status").first).to_have_text("Документ аннулирован и не действует.")
    look(page, tmp_path, "check-cancelled")


def test_a_municipality_with_its_own_certificates_can_be_chosen(
    page: Page, signed: bytes, tmp_path: Path
) -> None:
    page.goto("/verify")
    page.get_by_label("Чей документ").select_option(MunicipalityId(MUNICIPALITY))
    page.get_by_text("Подпись в отдельном файле").click()
    look(page, tmp_path, "verify-municipality")
    page.get_by_label("Документ", exact=True).set_input_files(put(tmp_path, "d.pdf", signed))
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("status")).to_contain_text("Подпись действительна", timeout=PATIENCE_MS)
