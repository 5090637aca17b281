"""A page as somebody sees it: everything is found by the words on it, nothing by its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

NOMINATIVE = "Именительный (кто?)"
WIDTHS = (1280, 375)


def look(page: Page, folder: Path, name: str) -> None:
    """Pictures of the page on a desk and on a telephone; nothing may stand out at the side."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


@dataclass(frozen=True)
class Person:
    """Whom a form asks about."""

    surname: str
    given_name: str
    patronymic: str
    gender: str
    position: str

    @property
    def full_name(self) -> str:
        return f"{self.surname} {self.given_name} {self.patronymic}"


@dataclass(frozen=True)
class Screen:
    """Reads and acts by labels, headings, links and buttons."""

    page: Page

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def expect_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def part(self, *headings: str) -> Locator:
        """The part of a form under this heading, and under that one inside it."""
        found = self.page.locator("main")
        for heading in headings:
            found = found.get_by_role("group", name=heading, exact=True)
        return found

    def fill(self, boxes: Mapping[str, str], *headings: str) -> None:
        """Type into the boxes with these labels, in a part of the form."""
        for label, text in boxes.items():
            self.part(*headings).get_by_label(label, exact=True).fill(text)

    def fill_person(self, person: Person, *headings: str) -> None:
        """Type somebody; the full name follows from its parts."""
        names = {"Фамилия": person.surname, "Имя": person.given_name, "Отчество": person.patronymic}
        self.fill(names, *headings)
        self.part(*headings).get_by_label(person.gender, exact=True).check()
        self.fill({NOMINATIVE: person.position}, *headings, "Должность по падежам")

    def pick_person(self, person: Person, *headings: str) -> None:
        """Take somebody from the bank of people."""
        self.fill({"Из списка людей": person.full_name}, *headings)
        self.part(*headings).get_by_role("button", name="Подставить").click()
        surname = self.part(*headings).get_by_label("Фамилия", exact=True)
        expect(surname).to_have_value(person.surname)

    def unfold(self, title: str) -> Locator:
        """The part of a form that is folded until wanted."""
        self.page.get_by_text(title).click()
        return self.page.get_by_role("group").filter(has_text=title).last

    def download(self, link: str) -> Path:
        """Where the file has been put that a link leads to."""
        with self.page.expect_download() as started:
            self.follow(link)
        return Path(started.value.path())

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto("/")
        self.fill({"Имя для входа": login, "Пароль": password})
        self.press("Войти")
