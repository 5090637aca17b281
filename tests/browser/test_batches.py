"""Documents for all pairs, and for the rows of a table: without scripts, in few clicks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.domain.access import Role
from service.domain.ids import PersonId
from service.domain.people import BankPerson, Card
from service.operations.spreadsheets import write_xlsx
from service.web.drafts import form_of
from service.web.forms.state import fill_in
from tests.browser.screen import look
from tests.doors import ORDER, PASSWORD, House
from tests.factories import SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROGRAM, SUPPLEMENT = "personalized_program", "employment_supplement_mentoring"
TABLE = (
    ("Работник (наставник)", "Работник (наставник) – Должность", "Трудовой договор – Дата",
     "Трудовой договор – Номер"),
    ("Королёва Любовь Фоминична", "учитель", "01.09.2020", "12"),
    ("Груша Илья Ильич", "учитель", "31.02.2020", "14"),
)  # fmt: skip
SAID_ONCE = (
    *("relevance.0", "goal", "objectives.0", "deficits.0", "expected_results.0"),
    *(f"activities.0.{box}" for box in ("activity", "form", "due", "planned_result")),
    *(f"criteria.0.{box}" for box in ("criterion", "indicator", "method")),
)


def _sign_in(house: House, page: Page) -> None:
    house.add_user("curator", SCHOOL, Role.CURATOR)
    page.goto("/pairs")
    page.get_by_label("Имя для входа").fill("curator")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Пары и группы")


def _rename_a_mentor(house: House) -> None:
    """One pair will have to wait: its mentor has a name that may be declined in two ways."""
    card = Card("Кравец", "Иван", "Ильич", "m", "учитель физики")
    with house.services.database.transaction() as tx:
        tx.people.add([BankPerson(PersonId("p-103"), SCHOOL, card)])


def test_all_pairs_without_a_programme_get_one(house: House, page: Page, tmp_path: Path) -> None:
    house.clock.moment = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
    house.archive(house.register(kind=ORDER, sign=True))
    _rename_a_mentor(house)
    _sign_in(house, page)
    look(page, tmp_path, "pairs")

    page.get_by_role("button", name="Всем парам без программы: 2").click()
    look(page, tmp_path, "kinds")
    page.get_by_role("button", name=house.kind(PROGRAM).title, exact=True).click()
    page.get_by_text("О ком: 2").click()
    look(page, tmp_path, "form")
    typed = fill_in(form_of(house.kind(PROGRAM)), house.kind(PROGRAM).sample).boxes
    for name in SAID_ONCE:
        page.locator(f'[name="{name}"]').fill(typed[name][0])
    page.get_by_role("button", name="Сделать документы: 2").click()
    look(page, tmp_path, "made")

    expect(page.get_by_role("heading", name="Не получилось: 1")).to_be_visible()


def test_rows_of_a_table_are_checked_before_anything_is_made(
    house: House, page: Page, tmp_path: Path
) -> None:
    _sign_in(house, page)
    page.goto("/batches")
    page.get_by_role("link", name="Документы по таблице").click()
    look(page, tmp_path, "file")
    page.get_by_label("Вид документа").select_option(SUPPLEMENT)
    page.get_by_label("Таблица").set_input_files(
        {"name": "t.xlsx", "mimeType": "application/octet-stream", "buffer": write_xlsx(TABLE)}
    )
    page.get_by_role("button", name="Загрузить").click()
    look(page, tmp_path, "columns")
    page.get_by_role("button", name="Проверить строки").click()

    look(page, tmp_path, "rows")
    expect(page.get_by_role("heading", name="Строки с ошибками: 1")).to_be_visible()
    page.get_by_role("button", name="Дальше: 1").click()
    look(page, tmp_path, "common")
    expect(page.get_by_role("button", name="Сделать документы: 1")).to_be_visible()
