"""An officer finds the schools that are late, reminds them, and takes a container away."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.doors import ORDER, PASSWORD, House
from tests.factories import OTHER_SCHOOL, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OCTOBER = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
WIDTHS = (1280, 800, 375, 320)
MADE = (
    "order_approve_regulation", "consent_extra_duties_curator", "order_appoint_curator",
    "pd_consent", ORDER,
)  # fmt: skip


@pytest.fixture
def late(house: House) -> House:
    """Two schools in October: one has begun, the other has nothing."""
    house.clock.moment = OCTOBER
    house.add_user("officer", None)
    house.add_user("head")
    house.add_user("other-head", OTHER_SCHOOL)
    for kind in MADE:
        house.archive(house.register(kind, kind=kind, sign="order" in kind))
    house.register("waits", kind="order_approve_programs", sign=True)
    return house


def _sign_in(page: Page, login: str) -> None:
    page.goto("/")
    page.get_by_label("Имя для входа").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def _look(page: Page, folder: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return Path(started.value.path()).read_bytes()


def test_the_officer_finds_who_is_late_and_reminds_them(
    late: House, page: Page, tmp_path: Path
) -> None:
    _sign_in(page, "officer")
    expect(page.get_by_role("heading", name="Школы и дорожная карта")).to_be_visible()
    _look(page, tmp_path, "coverage")

    page.get_by_label("Пункт").select_option("curator")
    page.get_by_label("Состояние").select_option("late")
    page.get_by_role("button", name="Показать").click()
    expect(page.get_by_role("row")).to_have_count(2)
    _look(page, tmp_path, "coverage-late")

    page.get_by_role("button", name="Напомнить отмеченным").click()
    expect(page.get_by_role("alert")).to_contain_text("Отметьте школы")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Напомнить отмеченным").click()
    expect(page.get_by_role("status")).to_contain_text("Письма поставлены на отправку")
    expect(page.get_by_role("rowheader")).to_contain_text("напомнили 01.10.2025")
    _look(page, tmp_path, "coverage-reminded")
    with late.services.database.transaction() as tx:
        assert set(tx.reminders.list_newest([SCHOOL, OTHER_SCHOOL])) == {OTHER_SCHOOL}


@pytest.mark.usefixtures("late")
def test_the_officer_takes_the_registry_and_a_container(page: Page, tmp_path: Path) -> None:
    _sign_in(page, "officer")
    book = load_workbook(io.BytesIO(_download(page, "Реестр пар, XLSX")))
    assert book.worksheets[0]["A1"].value == "№"

    page.get_by_role("link", name="Архив", exact=True).click()
    page.get_by_label("Вид", exact=True).select_option(ORDER)
    page.get_by_label("Состояние").select_option("archived")
    page.get_by_role("button", name="Найти").click()
    _look(page, tmp_path, "archive-of-schools")
    container = zipfile.ZipFile(io.BytesIO(_download(page, "Скачать найденное")))
    (entry,) = json.loads(container.read("manifest.json"))
    assert (entry["kind"], entry["organization_id"]) == (ORDER, SCHOOL)


@pytest.mark.usefixtures("late")
def test_a_cell_leads_to_its_document(page: Page, tmp_path: Path) -> None:
    _sign_in(page, "officer")
    page.get_by_role("link", name="✓").first.click()
    expect(page.get_by_text("Журнал", exact=True)).to_be_visible()
    page.get_by_text("История: ").click()
    expect(page.get_by_text("Зарегистрирован").last).to_be_visible()
    _look(page, tmp_path, "history")


@pytest.mark.usefixtures("late")
def test_a_school_sees_what_to_do_next(page: Page, tmp_path: Path) -> None:
    _sign_in(page, "head")
    _look(page, tmp_path, "home")
    expect(page.get_by_text("Следующее")).to_be_visible()

    page.get_by_label("Найти документ").fill("24 сентября 2025 приказ")
    page.get_by_role("button", name="Найти").click()
    expect(page.locator("main .what a").first).to_be_visible()
    _look(page, tmp_path, "found")


@pytest.mark.usefixtures("late")
def test_a_new_school_is_led_to_its_first_document(page: Page, tmp_path: Path) -> None:
    _sign_in(page, "other-head")
    expect(page.get_by_text("Документов пока нет.")).to_be_visible()
    _look(page, tmp_path, "home-empty")
    page.locator(".tasks .next a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Положения")
