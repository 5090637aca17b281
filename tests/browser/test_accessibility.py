"""Every kind of page, judged by axe-core in a wide and in a narrow window, and used by keyboard.

No finding that axe calls serious or critical (WCAG 2.2 A and AA, as ГОСТ Р 52872-2019 asks).
"""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from service.domain.access import Role
from service.domain.accounts import Tenant
from service.operations.accounts import NewUser
from tests.doors import CONSENT, ORDER, PASSWORD, House
from tests.factories import MUNICIPALITY, SCHOOL
from tests.printing import print_previews
from tests.role_matrix import RULES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 375)
NARROWEST = 320
GRAVE = {"serious", "critical"}
FOR_ANYBODY = ("/sign-in", "/verify", "/view", "/password/forgotten")
PAGES = (
    "/",
    "/documents",
    "/documents?q=нет",
    "/documents/new",
    f"/documents/new/{CONSENT}?sample=1",
    "/documents/new/personalized_program?sample=1",
    "/documents/new/pd_destruction_act",
    "/archive",
    "/pack",
    "/signing-day",
    "/people",
    "/people/new",
    "/people/import",
    "/batches",
    "/batches/sheet",
    "/templates",
    f"/templates/{CONSENT}",
    "/users",
    "/users/invite",
    "/me",
    "/documents/nothing",
)
_MANY_STOPS = 150
_FEWEST_PAGES = 15
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


def _judge(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds grave: rule, impact and the first place."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:120])
        for one in found
        if one["impact"] in GRAVE
    ]


def _look(
    page: Page, path: str, folder: Path, narrowest: int = NARROWEST
) -> list[tuple[object, ...]]:
    """Everything that is wrong with a page."""
    page.goto(path)
    wrong: list[tuple[object, ...]] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [(path, width, *finding) for finding in _judge(page)]
        name = path.strip("/").replace("/", "-").partition("?")[0] or "home"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": narrowest, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") > narrowest:
        wrong.append((path, narrowest, "sticks out"))
    return wrong


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


def test_pages_for_anybody(scripted: Page, tmp_path: Path) -> None:
    assert [wrong for path in FOR_ANYBODY for wrong in _look(scripted, path, tmp_path)] == []


def test_the_pages_of_a_form_beside_it_and_on_their_own(
    house: House, office: Page, tmp_path: Path
) -> None:
    office.goto(f"/documents/new/{CONSENT}?sample=1")
    office.locator('[name="doc_date"]').fill("18.09.2025")
    expect(office.locator("#saved")).to_contain_text("Сохранено")
    expect(office.locator("#preview-said")).to_contain_text("обновляется")
    form = urlsplit(office.url).path
    waiting = _look(office, f"{form}/preview", tmp_path)
    print_previews(house)
    shown = [wrong for path in (form, f"{form}/preview") for wrong in _look(office, path, tmp_path)]
    assert waiting + shown == []


def test_pages_of_the_office(house: House, office: Page, tmp_path: Path) -> None:
    done, busy = house.archive(house.register("a", kind=ORDER, sign=True)), house.register("b")
    cards = [f"/documents/{done.id}", f"/documents/{busy.id}", f"/documents/{done.id}/cancel"]
    assert [wrong for path in (*PAGES, *cards) for wrong in _look(office, path, tmp_path)] == []


@pytest.mark.parametrize(
    ("login", "roles", "tenant"),
    [
        ("head", (Role.HEAD, Role.ADMINISTRATOR), Tenant(SCHOOL)),
        ("officer", (Role.OFFICER,), Tenant(municipality_id=MUNICIPALITY)),
    ],
)
def test_every_page_that_an_office_can_ask_for(
    house: House,
    scripted: Page,
    tmp_path: Path,
    login: str,
    roles: tuple[Role, ...],
    tenant: Tenant,
) -> None:
    done = house.archive(house.register("a", kind=ORDER, sign=True))
    user = NewUser(login, PASSWORD, "Мельник Ольга Сергеевна", frozenset(roles), tenant)
    house.services.accounts.add_user(user)
    browser = house.sign_in(login)
    routes = {
        route.replace("<id:document_id>", done.id) for method, route in RULES if method == "GET"
    }
    answers = {path: browser.get(path) for path in sorted(routes) if "<" not in path}
    pages = [
        path
        for path, answer in answers.items()
        if (answer.status_code, answer.mimetype) == (HTTPStatus.OK, "text/html")
    ]
    enter(scripted, login)

    assert len(pages) > _FEWEST_PAGES
    assert [wrong for path in pages for wrong in _look(scripted, path, tmp_path)] == []


def test_a_form_with_mistakes_and_a_draft(office: Page, tmp_path: Path) -> None:
    office.goto(f"/documents/new/{ORDER}?sample=1")
    office.locator("#regulation\\.number").fill("")
    office.get_by_role("button", name="Зарегистрировать").click()
    expect(office.locator("#complaints")).to_be_visible()
    assert _judge(office) == []
    assert _look(office, "/documents", tmp_path) == []
    expect(office.get_by_role("heading", name="Черновики")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS, ids=".".join)
def test_the_views_for_low_vision(
    house: House, office: Page, tmp_path: Path, view: tuple[str, str, str]
) -> None:
    house.register()
    office.goto("/view")
    for name, value in zip(("size", "colours", "spacing"), view, strict=True):
        office.locator(f'[name="{name}"][value="{value}"]').check()
    office.get_by_role("button", name="Показать так").click()
    expect(office.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    paths = ("/", "/documents", f"/documents/new/{CONSENT}?sample=1", "/view")
    assert [wrong for path in paths for wrong in _look(office, path, tmp_path, 2 * NARROWEST)] == []


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
    assert [rule for rule, *_ in _judge(scripted)] == ["label"]
