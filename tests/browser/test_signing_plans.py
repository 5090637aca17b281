"""A clerk chooses who signs, and later lets somebody else sign: a browser without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.domain.people import Card
from tests.doors import PASSWORD, House
from tests.factories import CLERK, SCHOOL
from tests.mail import take_letters
from tests.waiting import wait_for_signers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANNA = "Иванова Анна Петровна"
WIDE, NARROW = 1280, 375


def look(page: Page, folder: Path, name: str) -> None:
    """Nothing on the page is wider than the screen, be it large or small."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.set_viewport_size({"width": WIDE, "height": 900})


def sign_in(house: House, page: Page) -> None:
    house.add_user("head")
    page.goto("/sign-in")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()


def fill_in_plan(page: Page, folder: Path) -> None:
    """A mistake first, and the way from its line in the summary to its box."""
    page.goto("/documents/new/program_agreement_sheet?sample=1")
    expect(page.get_by_label("Печать организации")).to_be_hidden()
    page.get_by_label("по своему порядку").check()
    row = page.locator(".plan").get_by_role("group", name="Наставляемый")
    row.get_by_label("Чем подписывает").select_option(label="простой подписью по ссылке")
    row.get_by_label("Кто").fill("Иванова Анна")
    row.get_by_label("Дней на подпись").fill("неделя")
    page.get_by_role("button", name="Зарегистрировать").click()
    look(page, folder, "plan")
    page.get_by_role("alert").get_by_role("link", name="Наставляемый").click()
    expect(page).to_have_url(re.compile(r"#_plan\.mentee\.days$"))
    row.get_by_label("Дней на подпись").fill("7")
    page.get_by_role("button", name="Зарегистрировать").click()


def confirm_words(page: Page, folder: Path) -> None:
    """The plan in words, back once, and then for good."""
    expect(page.get_by_role("heading", name="Проверьте, кто подпишет")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=ANNA).last).to_contain_text("7 дней")
    look(page, folder, "words")
    page.get_by_role("button", name="Вернуться к форме").click()
    row = page.locator(".plan").get_by_role("group", name="Наставляемый")
    expect(row.get_by_label("Кто")).to_have_value(ANNA)
    page.get_by_role("button", name="Зарегистрировать").click()
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page).to_have_url(re.compile(r"/documents/[0-9a-f-]+$"))


def replace_signer(page: Page, folder: Path) -> None:
    waiting = page.locator(".signers li").filter(has_text=ANNA)
    waiting.get_by_role("link", name="Заменить подписывающего").click()
    page.get_by_role("button", name="Заменить").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, folder, "replacement")
    page.get_by_label("Кто подпишет").fill("Скляр Лев Кузьмич")
    page.get_by_label("Основание").fill("приказ от 20.11.2026 № 41-лс")
    page.get_by_label("Чем подпишет").select_option(label="на бумаге, скан загрузят сюда")
    page.get_by_role("button", name="Заменить").click()


def test_a_clerk_plans_the_signatures_and_replaces_a_signer(
    house: House, page: Page, tmp_path: Path
) -> None:
    card = Card("Иванова", "Анна", "Петровна", "f", "учитель", email="anna@school.example")
    house.services.people.add_person(CLERK, SCHOOL, card)
    sign_in(house, page)
    fill_in_plan(page, tmp_path)
    confirm_words(page, tmp_path)

    wait_for_signers(house)
    (letter,) = take_letters(house.services.database)  # type: ignore[arg-type]  # it is SQL here
    assert letter.recipient == "anna@school.example"
    page.reload()
    look(page, tmp_path, "card")
    replace_signer(page, tmp_path)
    expect(page.locator(".signers")).to_contain_text("Скляр Лев Кузьмич: можно подписывать")
    look(page, tmp_path, "replaced")
