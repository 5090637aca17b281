"""What the script of a form adds: drafts by themselves, fitting questions, rows that move."""

import re

import pytest
from playwright.sync_api import Page, expect

from service.ports import DocumentFilter
from tests.doors import CONSENT, PASSWORD, House
from tests.factories import CLERK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROGRAM = "/documents/new/personalized_program"


@pytest.fixture
def form(house: House, scripted: Page) -> Page:
    """The head has signed in."""
    house.add_user("head")
    return _sign_in(scripted)


def _sign_in(page: Page) -> Page:
    page.goto("/sign-in")
    page.get_by_label("Имя для входа").fill("head")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    return page


def _box(page: Page, name: str) -> str:
    return page.locator(f'[name="{name}"]').input_value()


def test_what_is_typed_is_kept_by_itself_and_comes_back(form: Page) -> None:
    form.goto(f"/documents/new/{CONSENT}")
    form.locator('[name="mentee.surname"]').fill("Цой")
    expect(form.locator("#saved")).to_have_text(re.compile(r"^Сохранено в \d\d:\d\d$"))

    form.reload()  # the address is that of the draft by now

    assert re.search(r"/documents/new/drafts/[0-9a-f]{32}$", form.url)
    assert _box(form, "mentee.surname") == "Цой"
    form.goto("/documents")
    expect(form.get_by_text("Цой, изменён")).to_be_visible()


def test_a_form_nobody_touched_is_not_kept(form: Page) -> None:
    form.goto(f"/documents/new/{CONSENT}?sample=1")
    form.wait_for_timeout(4000)
    form.goto("/documents")
    expect(form.get_by_text("Черновики")).to_have_count(0)


def test_without_a_connection_the_page_says_that_nothing_was_kept(form: Page) -> None:
    form.goto(f"/documents/new/{CONSENT}")
    form.context.set_offline(True)
    form.locator('[name="mentee.surname"]').fill("Цой")
    expect(form.locator("#saved")).to_contain_text("Не сохранено: нет связи")


def test_what_was_not_kept_when_the_tab_was_left_is_kept_later(form: Page) -> None:
    form.clock.install()
    form.goto(f"/documents/new/{CONSENT}")
    form.route("**/draft", lambda route: route.fulfill(status=503), times=1)
    form.locator('[name="mentee.surname"]').fill("Цой")
    form.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(form.locator("#saved")).to_contain_text("Не сохранено")
    form.clock.run_for(15_000)
    expect(form.locator("#saved")).to_contain_text("Сохранено в")


def test_an_ended_session_is_told_and_nothing_is_lost(house: House, form: Page) -> None:
    form.goto(f"/documents/new/{CONSENT}")
    house.clock.go(house.clock.now() - house.clock.now().replace(hour=0))  # nine hours on
    form.locator('[name="mentee.surname"]').fill("Цой")
    expect(form.locator("#saved")).to_contain_text("сеанс завершился")

    form.get_by_role("button", name="Сохранить черновик").click()
    expect(form.get_by_text("введённое сохранено")).to_be_visible()
    form.get_by_label("Имя для входа").fill("head")
    form.get_by_label("Пароль").fill(PASSWORD)
    form.keyboard.press("Enter")

    expect(form.locator('[name="mentee.surname"]')).to_have_value("Цой")


def test_a_question_comes_when_it_makes_sense_and_stays_while_it_is_answered(form: Page) -> None:
    form.goto("/documents/new/pd_consent")
    part = form.locator("#representative")
    expect(part).to_be_hidden()

    form.locator('[name="is_minor_on_signing"][value="true"]').check()
    expect(part).to_be_visible()
    part.locator("summary").first.click()
    form.locator('[name="representative.address"]').fill("г. Курган")
    form.locator('[name="is_minor_on_signing"][value="false"]').check()
    expect(part).to_be_visible()

    form.locator('[name="representative.address"]').fill("")
    form.locator('[name="is_minor_on_signing"][value="false"]').dispatch_event("change")
    expect(part).to_be_hidden()


def test_columns_of_the_plan_follow_its_layout(form: Page) -> None:
    form.goto(PROGRAM)
    direction = form.locator('[name="activities.0.direction"]')
    mark = form.locator('[name="activities.0.mentor_mark"]')
    form.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    expect(direction).to_be_hidden()
    expect(mark).to_be_visible()
    form.locator('[name="plan_layout"][value="iom"]').check()
    expect(direction).to_be_visible()
    expect(mark).to_be_hidden()


def test_rows_move_by_keyboard_without_a_new_page(form: Page) -> None:
    form.goto(f"{PROGRAM}?sample=1")
    form.evaluate("window.isTheSamePage = true")
    first, second = _box(form, "activities.0.activity"), _box(form, "activities.1.activity")

    form.get_by_role("button", name="Ниже Мероприятие 1", exact=True).focus()
    form.keyboard.press("Enter")
    expect(form.locator('[name="activities.0.activity"]')).to_have_value(second)
    expect(form.get_by_role("button", name="Выше Мероприятие 2", exact=True)).to_be_visible()
    expect(form.locator('[value="down:activities.1"]')).to_be_focused()
    assert _box(form, "activities.1.activity") == first

    form.get_by_role("button", name="Добавить ещё в список «План мероприятий»").click()
    expect(form.locator('[name="activities.9.activity"]')).to_be_focused()
    form.get_by_role("button", name="Убрать Мероприятие 10", exact=True).click()
    expect(form.locator('[name="activities.9.activity"]')).to_have_count(0)
    assert form.evaluate("window.isTheSamePage")
    expect(form.locator("#saved")).to_contain_text("Сохранено в")


def test_typical_rows_are_added_without_a_new_page(form: Page) -> None:
    form.goto(PROGRAM)
    form.evaluate("window.isTheSamePage = true")
    form.get_by_role("button", name="Добавить типовые в список «План мероприятий»").click()
    expect(form.locator('[name="activities.8.activity"]')).to_be_visible()
    assert form.evaluate("window.isTheSamePage")


def test_registering_leaves_no_draft_behind(house: House, form: Page) -> None:
    form.goto(f"/documents/new/{CONSENT}?sample=1")
    form.locator('[name="mentee.surname"]').fill("Цой")
    expect(form.locator("#saved")).to_contain_text("Сохранено в")
    form.get_by_role("button", name="Зарегистрировать").click()
    form.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}$"))
    form.goto("/documents")
    expect(form.get_by_text("Черновики")).to_have_count(0)
    assert len(house.services.documents.list_documents(CLERK, DocumentFilter(()))) == 1
