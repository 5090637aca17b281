"""A head of a school makes the first document, as seen in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.ports import DocumentFilter
from tests.doors import ORDER, PASSWORD, House
from tests.factories import CLERK, make_principal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 390, 320)


def _sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()


def _look(page: Page, folder: Path, name: str) -> None:
    """Take a picture at every width; nothing may stick out to the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _count(house: House) -> int:
    return len(house.services.documents.list_documents(CLERK, DocumentFilter(())))


def test_the_head_fills_in_the_form_and_watches_the_document_become_ready(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.add_user("head")
    _sign_in(page)
    _look(page, tmp_path, "empty-list")
    page.get_by_role("link", name="Новый документ").click()
    _look(page, tmp_path, "kinds")
    page.get_by_role("link", name=house.kind(ORDER).title).click()
    page.get_by_role("link", name="Заполнить примером").click()
    _look(page, tmp_path, "form")

    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.get_by_text("Страница обновится сама")).to_be_visible()
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    _look(page, tmp_path, "card-in-progress")

    house.archive(house.services.documents.get_document(make_principal(), document.id))
    expect(page.get_by_role("link", name="Скачать PDF")).to_be_visible()
    _look(page, tmp_path, "card")
    page.get_by_role("link", name="Архив").click()
    expect(page.get_by_role("link", name=document.title)).to_be_visible()
    _look(page, tmp_path, "archive")


def test_mistakes_lead_to_their_boxes(house: House, page: Page, tmp_path: Path) -> None:
    house.add_user("head")
    _sign_in(page)
    page.goto(f"/documents/new/{ORDER}?sample=1")
    page.locator("#regulation\\.number").fill("")
    page.get_by_role("button", name="Зарегистрировать").click()
    _look(page, tmp_path, "form-with-mistakes")

    page.locator("#complaints").get_by_role("link").first.click()

    expect(page.locator("#regulation\\.number")).to_be_focused()
    assert _count(house) == 0


def test_enter_in_a_box_takes_no_number(house: House, page: Page) -> None:
    house.add_user("head")
    _sign_in(page)
    page.goto(f"/documents/new/{ORDER}?sample=1")
    page.locator("#regulation\\.number").press("Enter")
    expect(page.locator("#regulation\\.number")).to_have_value("48-од")
    assert _count(house) == 0


def test_one_more_person_appears_where_the_button_was(house: House, page: Page) -> None:
    house.add_user("head")
    _sign_in(page)
    page.goto(f"/documents/new/{ORDER}")
    page.get_by_role("button", name="Добавить ещё в список «Наставники»").click()
    expect(page.locator("#pairs\\.0\\.mentors\\.1")).to_be_in_viewport()
