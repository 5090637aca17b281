"""A head of a school changes the template of an order, as seen in a browser without scripts."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from playwright.sync_api import Page, expect

from doc_templates.filling import compile_template
from doc_templates.plain_text import read_text
from service.ports import DocumentFilter
from tests.doors import ORDER, PASSWORD, House
from tests.factories import CLERK
from worker.making import fill

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 375, 320)


def _look(page: Page, folder: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _download(page: Page, name: str) -> tuple[str, bytes]:
    with page.expect_download() as begun:
        page.get_by_role("link", name=name, exact=True).click()
    path = begun.value.path()
    return begun.value.suggested_filename, path.read_bytes()


def _edit(docx: bytes, folder: Path, verb: str, greeting: str) -> Path:
    """What an office does in Word: another verb, a line at the top, a narrower margin."""
    document = Document(BytesIO(docx))
    order = next(p for p in document.paragraphs if p.text.strip() == "ПРИКАЗЫВАЮ:")
    order.runs[0].text = verb
    for run in order.runs[1:]:
        run.text = ""
    document.paragraphs[0].insert_paragraph_before(greeting)
    document.sections[0].right_margin = Mm(8)
    path = folder / "приказ с шапкой.docx"
    document.save(str(path))
    return path


def _upload(page: Page, path: Path) -> None:
    page.get_by_label("Файл шаблона").set_input_files(path)
    page.get_by_role("button", name="Проверить").click()


def _text_of_the_only_document(house: House) -> str:
    """What the convert process would make of it: its own row and the template kept with it."""
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    kept = house.services.blobs.get(document.organisation_id, document.template_sha256)
    return read_text(fill(document, compile_template(kept)))


def _sign_in(page: Page) -> None:
    page.goto("/templates")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Шаблоны", level=1)).to_be_visible()


def _take(house: House, page: Page, folder: Path) -> bytes:
    """Go from the list to the template and download it."""
    _look(page, folder, "templates")
    page.get_by_role("link", name=house.kind(ORDER).title).click()
    _look(page, folder, "template-builtin")
    name, taken = _download(page, "Скачать шаблон")
    assert name == f"Шаблон – {house.kind(ORDER).title} – встроенный.docx"
    assert taken == house.kind(ORDER).template
    return taken


def _publish(page: Page, folder: Path) -> None:
    expect(page.get_by_text("Предупреждения: 1")).to_be_visible()
    expect(page.get_by_text("Бланк МКОУ")).to_be_visible()
    _look(page, folder, "template-report")
    page.get_by_label("Пояснение").fill("новая шапка")
    page.get_by_role("button", name="Опубликовать шаблон").click()
    expect(page.get_by_role("status")).to_contain_text("Опубликована версия 1")
    _look(page, folder, "template-own")


def _make_document(page: Page) -> None:
    page.goto(f"/documents/new/{ORDER}?sample=1")
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.get_by_text("Страница обновится сама")).to_be_visible()


def test_a_fault_is_told_and_the_mended_template_makes_new_documents(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.add_user("head")
    _sign_in(page)
    taken = _take(house, page, tmp_path)

    _upload(page, _edit(taken, tmp_path, "ОБЯЗЫВАЮ:", "Бланк {{ org.short_nam }}"))
    expect(page.get_by_role("alert")).to_contain_text("Шаблон нельзя опубликовать")
    _look(page, tmp_path, "template-faults")
    page.get_by_role("alert").get_by_role("link").first.click()
    fault = page.locator("#error-1")
    expect(fault).to_be_in_viewport()
    expect(fault).to_contain_text("Основной текст, абзац 1")
    expect(fault).to_contain_text("Возможно, нужно «org.short_name»")

    _upload(page, _edit(taken, tmp_path, "ОБЯЗЫВАЮ:", "Бланк {{ org.short_name }}"))
    _publish(page, tmp_path)
    page.get_by_role("link", name="Что изменено").click()
    expect(page.get_by_text("ОБЯЗЫВАЮ:")).to_be_visible()
    _look(page, tmp_path, "template-changes")

    _make_document(page)
    text = _text_of_the_only_document(house)
    assert text.startswith("Бланк МКОУ «Образцовская СОШ № 1»")
    assert "ОБЯЗЫВАЮ:" in text


def test_without_a_file_the_page_says_what_is_missing(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.add_user("head")
    _sign_in(page)
    page.goto(f"/templates/{ORDER}")
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("alert")).to_contain_text("Выберите файл шаблона")
    _look(page, tmp_path, "template-no-file")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Файл шаблона")).to_be_focused()


def test_an_own_template_is_given_up(house: House, page: Page, tmp_path: Path) -> None:
    house.add_user("head")
    _sign_in(page)
    page.goto(f"/templates/{ORDER}")
    _, taken = _download(page, "Скачать шаблон")
    _upload(page, _edit(taken, tmp_path, "ОБЯЗЫВАЮ:", "Бланк"))
    page.get_by_role("button", name="Опубликовать шаблон").click()

    page.get_by_role("link", name="Отменить свой шаблон").click()
    _look(page, tmp_path, "template-withdraw")
    page.get_by_role("button", name="Отменить шаблон").click()
    expect(page.get_by_role("status")).to_contain_text("Свой шаблон отменён")
    _look(page, tmp_path, "template-withdrawn")
