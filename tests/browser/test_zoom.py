"""Letters twice as large: every page keeps its words and its width (WCAG 1.4.4 and 1.4.10)."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from service.domain.access import Role
from tests.browser.test_accessibility import enter
from tests.doors import CONSENT, ORDER, House
from tests.factories import SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "/",
    "/documents",
    "/documents/new",
    f"/documents/new/{CONSENT}?sample=1",
    "/documents/new/personalized_program?sample=1",
    "/archive",
    "/pack",
    "/pairs",
    "/consents",
    "/signing-day",
    "/people",
    "/people/new",
    "/people/import",
    "/batches",
    "/templates",
    f"/templates/{CONSENT}",
    "/signers",
    "/users",
    "/me",
    "/documents/nothing",
)
WINDOW: ViewportSize = {"width": 1280, "height": 900}
HALF: ViewportSize = {"width": 640, "height": 450}
"""What a window of 1280 by 900 is to a page at 200 %."""
# Not a style element: the pages allow none that they did not bring.
_ENLARGE = "document.documentElement.style.fontSize = '200%'"
_WORDS = "parseFloat(getComputedStyle(document.body).fontSize)"
# Words that a box hides because they outgrew it. Boxes that are meant for the screen reader alone
# have a size of one point.
_CUT_OFF = """[...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.clientWidth > 2 && one.clientHeight > 2 && one.innerText)
  .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX)
    || ["hidden", "clip"].includes(getComputedStyle(one).overflowY))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def pages(house: House, scripted: Page) -> tuple[str, ...]:
    """The pages of somebody with many roles, and something on every list."""
    done = house.archive(house.register("a", kind=ORDER, sign=True))
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    enter(scripted, "head")
    expect(scripted.get_by_role("heading", name="Что сделать", level=1)).to_be_visible()
    return (*PAGES, f"/documents/{done.id}")


def _sticks_out(page: Page) -> bool:
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(width > room)


def test_letters_twice_as_large_cut_nothing_off(scripted: Page, pages: tuple[str, ...]) -> None:
    scripted.set_viewport_size(WINDOW)
    wrong = []
    for path in pages:
        scripted.goto(path)
        usual = scripted.evaluate(_WORDS)
        scripted.evaluate(_ENLARGE)
        assert scripted.evaluate(_WORDS) == pytest.approx(2 * usual)
        wrong += [(path, "cut off", one) for one in scripted.evaluate(_CUT_OFF)]
        if _sticks_out(scripted):
            wrong.append((path, "sticks out", ""))

    assert wrong == []


def test_a_window_at_two_hundred_per_cent_scrolls_one_way(
    scripted: Page, pages: tuple[str, ...]
) -> None:
    scripted.set_viewport_size(HALF)
    wrong = []
    for path in pages:
        scripted.goto(path)
        wrong += [(path, one) for one in scripted.evaluate(_CUT_OFF)]
        if _sticks_out(scripted):
            wrong.append((path, "sticks out"))

    assert wrong == []


def test_the_check_would_notice_words_cut_off(scripted: Page, pages: tuple[str, ...]) -> None:
    scripted.set_viewport_size(HALF)
    scripted.goto(pages[0])
    assert scripted.evaluate(_CUT_OFF) == []

    scripted.evaluate("""() => {
        const box = document.querySelector("main p")
        Object.assign(box.style, { height: "8px", overflow: "hidden" })
    }""")
    assert scripted.evaluate(_CUT_OFF) != []
