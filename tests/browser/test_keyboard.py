"""The first document by keyboard alone, from the sign-in page to its number, in a real browser.

Tab and Shift+Tab move, Enter and Space press, arrows choose; the focus is on the screen and marked
wherever it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from service.domain.signers import HEAD, Term
from service.ports import DocumentFilter
from tests.doors import PASSWORD, House
from tests.factories import CLERK, SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_MANY_STOPS = 250
_READ_FOCUS = """(() => {
  const one = document.activeElement, place = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const named = one.labels?.[0] ?? one;
  const group = one.closest("fieldset")?.querySelector("legend");
  return {
    name: named.innerText.trim().replace(/\\s+/g, " "),
    group: group ? group.innerText.trim() : "",
    role: one.type === "radio" ? "radio" : one.localName,
    marked: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
    visible: place.top >= 0 && place.bottom <= innerHeight && place.width > 0,
  };
})()"""


@dataclass(frozen=True)
class Focus:
    """Where the keyboard is: what it is called, under which heading, and what it is."""

    name: str
    group: str
    role: str


@dataclass(frozen=True)
class Keyboard:
    """A person without a mouse."""

    page: Page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def read_focus(self) -> Focus:
        """Where the focus is; it has to be seen there."""
        read = self.page.evaluate(_READ_FOCUS)
        focus = Focus(read["name"], read["group"], read["role"])
        if focus.role not in {"body", "main"}:
            assert read["marked"], focus
            assert read["visible"], focus
        return focus

    def go_to(self, name: str, group: str = "", *, key: str = "Tab") -> None:
        """Move until something of this name, under this heading, has the focus."""
        self._go_until(lambda one: one.name.startswith(name) and group in {"", one.group}, key)

    def _go_until(self, is_there: Callable[[Focus], bool], key: str) -> None:
        for _ in range(_MANY_STOPS):
            self.press(key)
            if is_there(self.read_focus()):
                return
        pytest.fail(f"{key} never got there")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.fixture
def keyboard(house: House, scripted: Page) -> Keyboard:
    house.add_user("head")
    scripted.set_viewport_size({"width": 1280, "height": 900})
    return Keyboard(scripted)


def _type_person(keyboard: Keyboard, group: str, names: tuple[str, str, str], post: str) -> None:
    """A woman: the second answer, chosen with an arrow from the first one."""
    for label, text in zip(("Фамилия", "Имя", "Отчество"), names, strict=True):
        keyboard.go_to(label, group)
        keyboard.type(text)
    keyboard.go_to("мужской", "Пол")
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    assert keyboard.read_focus().name == "женский"
    keyboard.go_to("Именительный (кто?)", "Должность по падежам")
    keyboard.type(post)


def _type_days(keyboard: Keyboard) -> None:
    # The same in either order of day and month: a browser asks as its own language has it.
    for label, day in (("Начало", "11112026"), ("Окончание", "12122026")):
        keyboard.go_to(label, "Срок наставничества")
        keyboard.type(day)


def _sign_in(house: House, keyboard: Keyboard) -> None:
    term = Term(HEAD, "Мельник Ольга Сергеевна", "f", "директор", "устав", date(2023, 8, 15))
    house.services.signers.appoint(CLERK, SCHOOL, term)
    keyboard.page.goto("/")
    assert keyboard.read_focus().name == "Имя для входа"
    keyboard.type("head")
    keyboard.go_to("Пароль")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(keyboard.page.get_by_role("heading", name="Что сделать")).to_be_visible()


def _follow(keyboard: Keyboard, link: str) -> None:
    keyboard.go_to(link)
    keyboard.press("Enter")
    expect(keyboard.page.get_by_role("heading", name=link, level=1)).to_be_visible()


def test_the_first_document_needs_no_mouse(house: House, keyboard: Keyboard) -> None:
    _sign_in(house, keyboard)
    _follow(keyboard, "Новый документ")
    _follow(keyboard, "Согласие наставляемого")

    _type_person(keyboard, "Наставляемый", ("Смирнова", "Ольга", "Ивановна"), "учитель физики")
    _type_person(keyboard, "Человек", ("Королёва", "Любовь", "Фоминична"), "учитель химии")
    _type_days(keyboard)
    keyboard.go_to("Дата")
    keyboard.type("11112026")
    keyboard.go_to("Номер")
    keyboard.type("48-")
    keyboard.go_to("Дата", key="Shift+Tab")
    keyboard.go_to("Номер")
    keyboard.press("End")
    keyboard.type("од")
    keyboard.go_to("Зарегистрировать")
    keyboard.press("Enter")

    expect(keyboard.page.get_by_text(re.compile(r"№\s1-с от"))).to_be_visible()
    (document,) = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    assert document.data["regulation"] == {"date": "2026-11-11", "number": "48-од"}
