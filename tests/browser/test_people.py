"""Sixty people from a table, five of whom have to be mended, and two documents for each of them.

Without scripts, as the slowest office would do it.
"""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from service.domain.access import Role
from service.domain.documents import Claim, Stage, State
from service.domain.signers import HEAD, Term
from service.operations.batch_kinds import find_batch_kind
from service.operations.people_rows import ERROR_COLUMN
from service.operations.spreadsheets import read_table, write_xlsx
from service.ports import DocumentFilter, Progress
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from tests.browser.screen import look
from tests.doors import PASSWORD, House
from tests.factories import CLERK, SCHOOL, make_made_with

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEADING = ["Фамилия", "Имя", "Отчество", "Должность", "Роль", "Дата рождения", "Почта"]
SURNAMES = ("Иванов", "Петров", "Сидоров", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев")
NAMES = ("Иван", "Пётр", "Сергей", "Андрей", "Николай", "Михаил", "Павел", "Борис")
FAULTS = {3: (3, ""), 7: (5, "31.02.2001"), 20: (0, "Petrov"), 41: (6, "почта"), 59: (1, "")}
MENDED = {3: "учитель", 5: "28.02.2001", 0: "Сидоров", 6: "ivanov@school.example", 1: "Антон"}
DISTRIBUTION, PARTICIPATION = "pd_consent_distribution", "consent_mentee_participation"


def _people() -> list[list[str]]:
    pairs = [(surname, name) for surname in SURNAMES for name in NAMES][:60]
    return [
        [surname, name, "Иванович", "учитель", "наставляемый", "06.05.1999",
         f"teacher{number}@school.example"]
        for number, (surname, name) in enumerate(pairs)
    ]  # fmt: skip


def _table() -> bytes:
    rows = _people()
    for number, (column, text) in FAULTS.items():
        rows[number][column] = text
    return write_xlsx([HEADING, *rows])


def _mended(faulty: bytes) -> bytes:
    heading, *rows = read_table(faulty)
    assert heading == [*HEADING, ERROR_COLUMN]
    for row, (column, _) in zip(rows, FAULTS.values(), strict=True):
        assert row[-1]
        row[column] = MENDED[column]
    return write_xlsx([heading, *rows])


def _sign_in(house: House, page: Page) -> None:
    house.add_user("curator", SCHOOL, Role.CURATOR)
    head = Term(HEAD, "Мельник Ольга Сергеевна", "f", "директор", "устав", date(2023, 8, 15))
    house.services.signers.appoint(CLERK, SCHOOL, head)
    page.goto("/people")
    page.get_by_label("Имя для входа").fill("curator")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Люди", level=1)).to_be_visible()


def _upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/people/import")
    page.get_by_label("Таблица").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Загрузить").click()
    page.get_by_role("button", name="Загрузить людей").click()


def _fill(page: Page, house: House, code: str) -> None:
    """Type what all share, as the kind's example has it, with one entry in every list."""
    kind = find_batch_kind(house.services.catalogue, code)
    asked = kind.own | {kind.subject, "addressee", "doc_date"}
    sample = {name: said for name, said in kind.kind.sample.items() if name not in asked}
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for box, texts in fill_in(form_of(kind.kind), sample).boxes.items():
        for text in texts:
            _type(page.locator(f'[name="{box}"]'), text)


def _type(boxes: Locator, text: str) -> None:
    if boxes.count() == 0 or boxes.first.get_attribute("type") == "hidden":
        return  # a second entry of a list, or how many there are
    if boxes.first.get_attribute("type") in {"radio", "checkbox"}:
        boxes.and_(boxes.page.locator(f'[value="{text}"]')).check()
    elif boxes.first.evaluate("one => one.tagName") == "SELECT":
        boxes.first.select_option(text)
    else:
        boxes.first.fill(text)


def _print_everything(house: House) -> None:
    """Stand in for LibreOffice: a page for each document that waits."""
    desks = house.services
    while claims := desks.stages.claim(Stage.CONVERT, SCHOOL, limit=100):
        desks.stages.commit([_printed(house, claim) for claim in claims])
        desks.archive.archive_documents(SCHOOL, limit=100)


def _printed(house: House, claim: Claim) -> Progress:
    document, page = claim.document, io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": document.id})
    writer.write(page)
    docx, pdf = house.services.blobs.put(SCHOOL, [document.id.encode(), page.getvalue()])
    files = replace(document.files, docx=docx, pdf=pdf)
    made_with = make_made_with(document)
    return Progress(claim, State.RENDERED, files, pages=1, made_with=made_with)


def _download(page: Page, name: str, *, role: str = "link") -> bytes:
    with page.expect_download() as waited:
        page.get_by_role(role, name=name).click()  # type: ignore[arg-type] # one of its roles
    return waited.value.path().read_bytes()


def _import_everybody(page: Page, folder: Path) -> None:
    look(page, folder, "people-empty")
    page.goto("/people/import")
    look(page, folder, "import")
    page.get_by_label("Таблица").set_input_files(
        {"name": "люди.xlsx", "mimeType": "application/octet-stream", "buffer": _table()}
    )
    page.get_by_role("button", name="Загрузить").click()
    look(page, folder, "import-columns")
    page.get_by_role("button", name="Загрузить людей").click()
    expect(page.get_by_role("status")).to_contain_text("Добавлено людей: 55.")
    expect(page.get_by_role("heading", name="Строки с ошибками: 5")).to_be_visible()
    look(page, folder, "import-done")
    faulty = _download(page, "Скачать строки с ошибками", role="button")

    _upload(page, "исправлено.xlsx", _mended(faulty))
    expect(page.get_by_role("status")).to_contain_text("Добавлено людей: 5.")
    _upload(page, "люди.xlsx", _table())
    expect(page.get_by_role("status")).to_contain_text("Добавлено людей: 0. Уже были в списке: 55")


def _make(page: Page, house: House, code: str, folder: Path) -> None:
    page.goto("/people")
    page.get_by_role("button", name="Сделать документы всем из списка: 60").click()
    look(page, folder, f"{code}-kinds")
    page.get_by_role("button", name=house.kind(code).title, exact=True).click()
    _fill(page, house, code)
    look(page, folder, f"{code}-form")
    page.get_by_role("button", name="Сделать документы: 60").click()
    expect(page.get_by_role("heading", name=house.kind(code).title, level=1)).to_be_visible()
    while page.get_by_role("button", name="Продолжить").is_visible():
        page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("status")).to_contain_text("Зарегистрировано 60 из 60")
    look(page, folder, f"{code}-progress")


@pytest.mark.timeout(600)
def test_a_curator_imports_sixty_people_and_makes_120_consents(
    house: House, page: Page, tmp_path: Path
) -> None:
    _sign_in(house, page)
    _import_everybody(page, tmp_path)
    page.goto("/people")
    look(page, tmp_path, "people")

    for code in (DISTRIBUTION, PARTICIPATION):
        _make(page, house, code, tmp_path)
    _print_everything(house)
    expect(page.get_by_role("link", name="Скачать для печати")).to_be_visible()
    look(page, tmp_path, "batch-ready")

    made = house.services.documents.list_documents(CLERK, DocumentFilter((), limit=500))
    assert len({document.number.text for document in made}) == len(made) == 120
    assert len(PdfReader(io.BytesIO(_download(page, "Скачать для печати"))).pages) == 60
    with zipfile.ZipFile(io.BytesIO(_download(page, "ZIP"))) as pack:
        assert pack.testzip() is None
        assert len(pack.namelist()) == 60
        assert all("Согласие наставляемого" in name for name in pack.namelist())


def _type_kravets(page: Page) -> None:
    for name, text in {"Фамилия": "Кравец", "Отчество": "Ильич", "Должность": "учитель"}.items():
        page.get_by_label(name).fill(text)
    page.get_by_label("Имя", exact=True).fill("Иван")
    page.get_by_label("мужской").check()
    page.get_by_label("Почта").fill("kravets@school.example")


def test_the_declension_card_is_confirmed_once_and_unblocks_a_batch(
    house: House, page: Page, tmp_path: Path
) -> None:
    _sign_in(house, page)
    page.goto("/people/new")
    look(page, tmp_path, "person-new")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_contain_text("Укажите фамилию.")
    look(page, tmp_path, "person-wrong")
    _type_kravets(page)
    page.get_by_role("button", name="Сохранить").click()
    look(page, tmp_path, "person")

    page.get_by_role("button", name="Сделать документ").click()
    page.get_by_role("button", name=house.kind(DISTRIBUTION).title, exact=True).click()
    _fill(page, house, DISTRIBUTION)
    page.get_by_role("button", name="Сделать документы: 1").click()
    expect(page.get_by_role("heading", name="Не получилось: 1")).to_be_visible()
    look(page, tmp_path, "batch-faulty")
    batch = page.url
    page.get_by_role("link", name="Подтвердить падежи").click()
    look(page, tmp_path, "person-forms")
    page.locator("#person_ins").fill("Кравцом Иваном Ильичом")
    page.get_by_role("button", name="Подтвердить формы").click()
    expect(page.get_by_role("status")).to_contain_text("Формы запомнены")

    page.goto(batch)
    page.get_by_role("button", name="Повторить").click()
    expect(page.get_by_role("status")).to_contain_text("Зарегистрировано 1 из 1")
