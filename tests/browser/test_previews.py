"""The pages of a form: beside it while somebody types, and on their own page without scripts."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from service.ports import DocumentFilter
from tests.browser.screen import Screen
from tests.doors import CONSENT, PASSWORD, House
from tests.factories import CLERK
from tests.printing import PAGES, print_previews

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SAMPLE = f"/documents/new/{CONSENT}?sample=1"
DATE = '[name="doc_date"]'
BUTTON = "Посмотреть, как получится"
_TURNS = 100
_TURN_MS = 100


@pytest.fixture
def form(house: House, scripted: Page) -> Page:
    """The head has signed in and opened a form that is filled in."""
    _enter(house, scripted)
    scripted.goto(SAMPLE)
    return scripted


def _enter(house: House, page: Page) -> None:
    house.add_user("head")
    Screen(page).sign_in("head", PASSWORD)
    expect(page.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()


def _pages(page: Page) -> Locator:
    return page.get_by_role("img", name=re.compile("^Предпросмотр, страница"))


def _said(page: Page) -> Locator:
    return page.locator("#preview-said")


def _print(house: House, page: Page) -> None:
    """Do what the convert process does, as soon as something is ordered."""
    for _ in range(_TURNS):
        if print_previews(house):
            return
        page.wait_for_timeout(_TURN_MS)
    message = "nothing was ordered"
    raise AssertionError(message)


def _type(house: House, page: Page, day: str) -> str:
    """Type a date and wait for the pages with it; returns where the first picture comes from."""
    page.locator(DATE).fill(day)
    _print(house, page)
    expect(_said(page)).to_contain_text("Готово")
    expect(_pages(page)).to_have_count(PAGES)
    return _pages(page).first.get_attribute("src") or ""


def test_pages_follow_what_is_typed_and_leave_the_cursor_where_it_is(
    house: House, form: Page
) -> None:
    expect(_pages(form)).to_have_count(0)
    first = _type(house, form, "18.09.2025")
    expect(form.locator(DATE)).to_be_focused()
    before = form.evaluate("scrollY")

    second = _type(house, form, "19.09.2025")

    assert first != second
    expect(form.locator(DATE)).to_be_focused()
    assert form.evaluate("scrollY") == before
    expect(_said(form)).to_have_attribute("role", "status")
    assert _width_of(_pages(form).first) > 0
    assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []


def _width_of(picture: Locator) -> int:
    """The picture's own width: nothing while it is not there."""
    return int(picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)"))


def test_earlier_pages_stay_while_newer_ones_are_made(house: House, form: Page) -> None:
    _type(house, form, "18.09.2025")
    form.locator(DATE).fill("19.09.2025")
    expect(_said(form)).to_contain_text("Предпросмотр обновляется")
    expect(_pages(form)).to_have_count(PAGES)
    expect(form.locator("#preview")).to_have_attribute("aria-busy", "true")
    _print(house, form)
    expect(form.locator("#preview")).not_to_have_attribute("aria-busy", "true")


def test_what_is_missing_is_told_and_earlier_pages_stay(house: House, form: Page) -> None:
    _type(house, form, "18.09.2025")
    form.locator('[name="mentee.surname"]').fill("")
    expect(_said(form)).to_contain_text("Чтобы увидеть страницы, заполните форму: осталось")
    expect(_said(form).get_by_role("link")).to_be_visible()
    expect(_pages(form)).to_have_count(PAGES)
    expect(form.get_by_role("alert")).to_have_count(0)  # nobody pressed anything


def test_a_burst_of_typing_asks_once_and_never_twice_at_a_time(house: House, form: Page) -> None:
    asked, open_now, most = [], set(), []

    def begin(request: Request) -> None:
        if "/preview" in request.url and not request.url.partition("?")[0].endswith(".png"):
            asked.append(request.method)
            open_now.add(request)
            most.append(len(open_now))

    def end(request: Request) -> None:
        open_now.discard(request)

    form.on("request", begin)
    form.on("requestfinished", end)
    form.on("requestfailed", end)
    form.locator(DATE).press("Control+A")
    form.locator(DATE).press_sequentially("18.09.2025", delay=50)
    _print(house, form)
    expect(_said(form)).to_contain_text("Готово")

    assert asked.count("POST") == 1
    assert max(most) == 1


def test_typing_while_pages_are_made_orders_the_newer_ones(house: House, form: Page) -> None:
    form.locator(DATE).fill("18.09.2025")
    expect(_said(form)).to_contain_text("Предпросмотр обновляется")
    form.locator(DATE).fill("20.09.2025")
    with form.expect_request(lambda one: one.method == "POST" and one.url.endswith("/preview")):
        pass
    form.wait_for_timeout(_TURN_MS)
    assert print_previews(house) == 1
    expect(_said(form)).to_contain_text("Готово")


def test_the_button_shows_the_pages_at_once_or_what_is_wrong(house: House, form: Page) -> None:
    form.locator(".send").get_by_role("button", name=BUTTON).click()
    _print(house, form)
    expect(_pages(form)).to_have_count(PAGES)

    form.locator('[name="mentee.surname"]').fill("")
    form.locator(".send").get_by_role("button", name=BUTTON).click()
    summary = form.get_by_role("alert")
    expect(summary).to_contain_text("Фамилия")
    expect(form.locator('[name="doc_date"]')).to_have_value("17.09.2025")


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (375, False)])
def test_pages_are_beside_the_form_or_below_it(
    house: House, form: Page, width: int, *, is_beside: bool
) -> None:
    form.set_viewport_size({"width": width, "height": 800})
    _type(house, form, "18.09.2025")
    document = form.locator("#document").bounding_box()
    panel = form.locator("#preview").bounding_box()
    assert document is not None
    assert panel is not None
    is_right = panel["x"] >= document["x"] + document["width"]
    is_below = panel["y"] >= document["y"] + document["height"]
    assert (is_right, is_below) == (is_beside, not is_beside)
    assert form.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_the_button_leads_down_to_the_pages(house: House, form: Page) -> None:
    form.set_viewport_size({"width": 375, "height": 800})
    form.locator(".send").get_by_role("button", name=BUTTON).click()
    _print(house, form)
    expect(_pages(form).first).to_be_in_viewport()


def test_without_a_connection_it_is_said_and_nothing_is_lost(house: House, form: Page) -> None:
    _type(house, form, "18.09.2025")
    form.context.set_offline(True)
    form.locator(DATE).fill("19.09.2025")
    expect(_said(form)).to_contain_text("нет связи")
    expect(_pages(form)).to_have_count(PAGES)


def test_without_scripts_a_button_leads_to_the_pages_and_on(house: House, page: Page) -> None:
    _enter(house, page)
    page.goto(SAMPLE)
    page.locator(DATE).fill("18.09.2025")
    page.locator(".send").get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Предпросмотр", level=1)).to_be_visible()
    expect(_said(page)).to_contain_text("Предпросмотр обновляется")
    _print(house, page)
    expect(_pages(page)).to_have_count(PAGES)  # the page asked again by itself

    page.get_by_role("link", name="Вернуться к форме").click()
    expect(page.locator(DATE)).to_have_value("18.09.2025")
    expect(_pages(page)).to_have_count(PAGES)
    page.go_back()
    page.get_by_role("button", name="Зарегистрировать").click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}$"))
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    assert document.doc_date.isoformat() == "2025-09-18"


def test_the_page_of_the_pages_shows_them_when_they_are_there(house: House, form: Page) -> None:
    form.locator(DATE).fill("18.09.2025")
    expect(form.locator("#saved")).to_contain_text("Сохранено")
    form.goto(f"{form.url}/preview")
    expect(_said(form)).to_contain_text("Предпросмотр обновляется")
    _print(house, form)
    expect(_pages(form)).to_have_count(PAGES)
    expect(form.get_by_role("button", name="Зарегистрировать")).to_be_visible()
