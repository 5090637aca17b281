"""An administrator sets a school up from nothing: its name, its numbers, who signs."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.domain.access import Role
from tests.doors import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 375, 320)

SCHOOL = {
    "Код": "school-7",
    "Полное": "Муниципальное казённое учреждение «Новая школа»",
    "Краткое": "МКОУ «Новая школа»",
    "Место составления документов": "с. Новое",
    "Адрес": "000101, с. Новое, ул. Школьная, д. 1",
    "ИНН": "0099001019",
    "КПП": "009901001",
    "ОГРН": "1250000001019",
}
HEAD = {
    "Фамилия, имя, отчество": "Мельник Ольга Сергеевна",
    "Должность": "директор",
    "Основание": "устав",
    "Первый день": "2023-08-15",
}


def _look(page: Page, folder: Path, name: str) -> None:
    """Take a picture at every width; nothing may stick out to the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _sign_in(page: Page, house: House) -> None:
    house.add_user("admin", None, Role.ADMINISTRATOR)
    page.goto("/")
    page.get_by_label("Имя для входа").fill("admin")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")


def _fill(page: Page, boxes: Mapping[str, str]) -> None:
    for label, text in boxes.items():
        page.get_by_label(label, exact=True).fill(text)


def _open(page: Page, tab: str) -> None:
    page.get_by_label("Управление").get_by_role("link", name=tab).click()


def test_a_school_is_set_up_and_nothing_that_was_typed_is_lost(
    house: House, page: Page, tmp_path: Path
) -> None:
    _sign_in(page, house)
    _open(page, "Организации")
    _look(page, tmp_path, "organisations")
    page.get_by_role("link", name="Добавить организацию").click()
    _fill(page, SCHOOL)
    page.get_by_role("button", name="Добавить").click()
    _look(page, tmp_path, "organisation-wrong")
    page.get_by_role("link", name="ИНН").click()
    expect(page.get_by_label("Краткое", exact=True)).to_have_value("МКОУ «Новая школа»")
    _fill(page, {"ИНН": "0099001018"})
    page.get_by_role("button", name="Добавить").click()
    expect(page.get_by_role("status")).to_contain_text("Организация добавлена")
    _look(page, tmp_path, "organisation")


def test_numbers_and_signers_are_a_page_each(house: House, page: Page, tmp_path: Path) -> None:
    _sign_in(page, house)
    _open(page, "Организации")
    page.get_by_role("link", name="Образцовская").first.click()
    page.get_by_role("link", name="Изменить номера").click()
    page.get_by_label("Как печатать").first.fill("{seq}/01-05")
    _look(page, tmp_path, "registers")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("1/01-05")).to_be_visible()

    page.get_by_role("link", name="Подписывающие и ключи").click()
    page.get_by_role("link", name="Записать подписывающего").click()
    _fill(page, HEAD)
    page.get_by_label("женский").check()
    _look(page, tmp_path, "signer")
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("действует", exact=True)).to_be_visible()
    _look(page, tmp_path, "signers")


def test_programs_get_keys_and_are_told(house: House, page: Page, tmp_path: Path) -> None:
    _sign_in(page, house)
    _open(page, "Ключи программ")
    page.get_by_role("link", name="Выпустить ключ").click()
    page.get_by_label("Для какой программы").fill("Учётная программа")
    _look(page, tmp_path, "key-form")
    page.get_by_role("button", name="Выпустить").click()
    expect(page.get_by_text("grif_")).to_be_visible()
    _look(page, tmp_path, "key-made")
    page.get_by_role("link", name="Ключ сохранён").click()
    _look(page, tmp_path, "keys")
    page.get_by_text("Отозвать").first.click()
    page.get_by_role("button", name="Отозвать").click()
    expect(page.get_by_role("status")).to_contain_text("Ключ отозван")

    _open(page, "Уведомления")
    page.get_by_role("link", name="Добавить адрес").click()
    page.get_by_label("Адрес").fill("https://1c.okrug.example/hooks/grif?key=" + "k" * 60)
    page.get_by_role("button", name="Добавить").click()
    page.get_by_role("link", name="Секрет сохранён").click()
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_text("отправляется", exact=True)).to_be_visible()
    _look(page, tmp_path, "webhook")

    _open(page, "Состояние")
    expect(page.get_by_role("heading", name="Состояние")).to_be_visible()
    _look(page, tmp_path, "health")
