"""Pages that watch documents being made."""

import pytest
from playwright.sync_api import Page, expect

from tests.doors import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_list_and_card_follow_the_document(house: House, scripted: Page) -> None:
    house.add_user("head")
    scripted.goto("/sign-in")
    scripted.get_by_label("Имя для входа").fill("head")
    scripted.get_by_label("Пароль").fill(PASSWORD)
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    document = house.register()
    card = scripted.context.new_page()
    card.goto(f"/documents/{document.id}")
    expect(card.get_by_text("Документ готовится")).to_be_visible()
    scripted.goto("/documents")
    expect(scripted.locator(".badge", has_text="готовится")).to_be_visible()

    house.archive(document)

    expect(scripted.locator(".badge", has_text="В архиве")).to_be_visible()
    card.bring_to_front()
    expect(card.get_by_role("link", name="Скачать PDF")).to_be_visible()
