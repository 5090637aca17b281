"""What comes out of the printer: the content of a page, and nothing to press."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screen import Screen
from tests.doors import ORDER, PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OCTOBER = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
TO_PRESS = "button, .button, nav, header, footer, .skip, input[type=checkbox], select"


def _print(page: Page, picture: Path) -> None:
    """Nothing to press is left of what the screen has plenty of."""
    pressed = page.locator(TO_PRESS)
    assert sum(one.is_visible() for one in pressed.all()) > 3
    page.emulate_media(media="print")
    page.screenshot(path=picture, full_page=True)
    assert [one.text_content() for one in pressed.all() if one.is_visible()] == []


def test_a_document_is_printed_without_what_is_there_to_press(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.add_user("head")
    document = house.register(kind=ORDER, sign=True)
    Screen(page).sign_in("head", PASSWORD)
    page.goto(f"/documents/{document.id}")

    _print(page, tmp_path / "document.png")

    expect(page.get_by_role("heading", level=1)).to_have_text(document.title)
    expect(page.locator(".lead")).to_contain_text(document.number.text)
    expect(page.get_by_role("heading", name="Подписи", exact=True)).to_be_visible()
    expect(page.get_by_text("Хранение", exact=True)).to_be_visible()
    expect(page.get_by_text("Аннулировать документ")).to_be_hidden()


def test_the_roadmap_of_schools_is_printed_without_what_is_there_to_press(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.clock.moment = OCTOBER
    house.add_user("officer", None)
    house.archive(house.register(kind=ORDER, sign=True))
    Screen(page).sign_in("officer", PASSWORD)
    expect(page.get_by_role("button", name="Напомнить отмеченным")).to_be_visible()

    _print(page, tmp_path / "coverage.png")

    expect(page.get_by_role("heading", level=1)).to_have_text("Школы и дорожная карта")
    expect(page.locator(".matrix")).to_be_visible()
    names = page.locator(".matrix tbody th")
    assert [one.is_visible() for one in names.all()] == [True, True]
    expect(page.locator(".matrix tbody td .good").first).to_be_visible()
    expect(page.get_by_text("Скачать XLSX")).to_be_hidden()
