"""A name the rules are not sure of, as seen in a browser without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.ports import DocumentFilter
from tests.browser.screen import look
from tests.doors import PASSWORD, House
from tests.factories import CLERK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KIND = "order_appoint_curator"


def _box(name: str) -> str:
    return f'[name="{name}"]'


def _type_kravets(page: Page) -> None:
    """The example with a curator whose forms nobody knows yet."""
    page.goto(f"/documents/new/{KIND}?sample=1")
    page.locator(_box("curator.gender")).first.check()
    page.locator("#curator\\.fio summary").click()
    parts = {"surname": "Кравец", "given_name": "Иван", "patronymic": "Ильич"}
    forms = {"fio.nom": "Кравец Иван Ильич"} | {
        f"fio.{case}": "" for case in ("gen", "dat", "acc", "ins", "prep")
    }
    for name, text in (parts | forms).items():
        page.locator(_box(f"curator.{name}")).fill(text)


def test_the_head_confirms_the_forms_once_and_nothing_typed_is_lost(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.add_user("head")
    page.goto("/")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    page.goto(f"/documents/new/{KIND}")
    look(page, tmp_path, "form-empty")
    _type_kravets(page)
    page.get_by_role("button", name="Зарегистрировать").click()
    look(page, tmp_path, "form-blocked")

    page.get_by_role("button", name="Проверить и подтвердить формы").click()
    look(page, tmp_path, "forms")
    page.get_by_label("Творительный").fill("Кравцом Иваном Ильичом")
    page.get_by_role("button", name="Подтвердить формы").last.click()
    expect(page.locator(".notice")).to_contain_text("Формы запомнены")
    expect(page.locator(_box("curator.fio.nom"))).to_have_value("Кравец Иван Ильич")
    look(page, tmp_path, "form-again")

    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.get_by_text("Страница обновится сама")).to_be_visible()
    assert len(house.services.documents.list_documents(CLERK, DocumentFilter(()))) == 1
