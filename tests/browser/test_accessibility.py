"""Full pages, judged by axe-core in a wide and in a narrow window, and used by keyboard.

No finding that axe calls serious or critical (WCAG 2.2 A and AA, as ГОСТ Р 52872-2019 asks). Every
page that there is comes in test_every_page.py and test_every_state.py.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from service.domain.access import Role
from tests.browser.judging import NARROWEST, Finding, judge, look
from tests.doors import CONSENT, ORDER, PASSWORD, House
from tests.factories import SCHOOL
from tests.printing import print_previews

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "/documents?q=нет",
    f"/documents/new/{CONSENT}?sample=1",
    "/documents/new/personalized_program?sample=1",
    "/documents/new/pd_destruction_act",
)
_MANY_STOPS = 150
# Radios of one name are one stop: the arrow keys go on inside it.
_UNREACHED = """[...document.querySelectorAll("a, button, input, textarea, select, summary")]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && one.type !== "hidden")
  .filter((one) => !window.seen.has(one))
  .filter((one) => one.type !== "radio" || ![...window.seen].some((s) => s.name === one.name))
  .map((one) => one.outerHTML.slice(0, 90))"""
VIEWS = (
    ("usual", "usual", "usual"),
    ("huge", "black", "wide"),
    ("huge", "white", "wide"),
    ("large", "blue", "usual"),
)


def _look(page: Page, path: str, narrowest: int = NARROWEST) -> list[Finding]:
    """Everything that is wrong with the page of this address."""
    page.goto(path)
    return [(path, *finding) for finding in look(page, narrowest)]


@pytest.fixture
def office(house: House, scripted: Page) -> Page:
    """Somebody with many roles, and something on every list."""
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    enter(scripted, "head")
    expect(scripted.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    return scripted


def enter(page: Page, login: str) -> None:
    """Sign in."""
    page.goto("/sign-in")
    page.get_by_label("Имя для входа").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Документы", exact=True).first).to_be_visible()


def test_pages_of_the_office(house: House, office: Page) -> None:
    done, busy = house.archive(house.register("a", kind=ORDER, sign=True)), house.register("b")
    cards = [f"/documents/{done.id}", f"/documents/{busy.id}", f"/documents/{done.id}/cancel"]
    assert [wrong for path in (*PAGES, *cards) for wrong in _look(office, path)] == []


def test_the_pages_of_a_form_beside_it_and_on_their_own(house: House, office: Page) -> None:
    office.goto(f"/documents/new/{CONSENT}?sample=1")
    office.locator('[name="doc_date"]').fill("18.09.2025")
    expect(office.locator("#saved")).to_contain_text("Сохранено")
    expect(office.locator("#preview-said")).to_contain_text("обновляется")
    form = urlsplit(office.url).path
    waiting = _look(office, f"{form}/preview")
    print_previews(house)
    shown = [wrong for path in (form, f"{form}/preview") for wrong in _look(office, path)]
    assert waiting + shown == []


def test_a_form_with_mistakes_and_a_draft(office: Page) -> None:
    office.goto(f"/documents/new/{ORDER}?sample=1")
    office.locator("#regulation\\.number").fill("")
    office.get_by_role("button", name="Зарегистрировать").click()
    expect(office.locator("#complaints")).to_be_visible()
    assert judge(office) == []
    assert _look(office, "/documents") == []
    expect(office.get_by_role("heading", name="Черновики")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS, ids=".".join)
def test_the_views_for_low_vision(house: House, office: Page, view: tuple[str, str, str]) -> None:
    house.register()
    office.goto("/view")
    for name, value in zip(("size", "colours", "spacing"), view, strict=True):
        office.locator(f'[name="{name}"][value="{value}"]').check()
    office.get_by_role("button", name="Показать так").click()
    expect(office.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    paths = ("/", "/documents", f"/documents/new/{CONSENT}?sample=1", "/view")
    assert [wrong for path in paths for wrong in _look(office, path, 2 * NARROWEST)] == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(office: Page) -> None:
    office.goto("/documents/new/pd_destruction_act")
    office.evaluate("window.seen = new Set()")
    for _ in range(_MANY_STOPS):
        office.keyboard.press("Tab")
        place, outline = office.evaluate(
            "[document.activeElement.outerHTML.slice(0, 90),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if place.startswith("<body"):
            break
        assert outline == "solid", place
        office.evaluate("window.seen.add(document.activeElement)")
    assert office.evaluate(_UNREACHED) == []


def test_the_judge_sees_what_is_wrong(scripted: Page) -> None:
    scripted.goto("/sign-in")
    scripted.evaluate("document.querySelector('label').remove()")
    assert [rule for rule, *_ in judge(scripted)] == ["label"]
