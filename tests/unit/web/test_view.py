"""Версия для слабовидящих."""

import pytest

from service.web.view import CHOICES
from tests.doors import House, hidden


def test_the_choice_is_kept_and_leads_back(house: House) -> None:
    house.add_user("head")
    head = house.sign_in("head")
    came = {"Referer": "http://localhost/archive?year=2025"}
    page = head.get("/view", headers=came)
    form = {"_csrf": hidden(page, "_csrf"), "next": hidden(page, "next")}
    form |= {"size": "huge", "colours": "white", "spacing": "wide"}

    answer = head.post("/view", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/archive?year=2025")
    root = '<html lang="ru" class="size-huge colours-white spacing-wide">'
    assert root in head.get("/archive?year=2025").text
    assert root in head.get("/sign-in").text
    assert root not in house.browser().get("/sign-in").text


def test_every_page_leads_to_the_choice(house: House) -> None:
    house.add_user("head")
    head = house.sign_in("head")
    for path in ("/", "/documents?state=failed", "/sign-in", "/verify", "/documents/nothing"):
        assert '<a href="/view">Версия для слабовидящих</a>' in head.get(path).text


@pytest.mark.parametrize(
    "came",
    ["http://evil.example/archive", "http://localhost//evil.example", "http://localhost/view"],
)
def test_only_a_page_of_ours_is_come_back_to(house: House, came: str) -> None:
    assert hidden(house.browser().get("/view", headers={"Referer": came}), "next") == "/"


@pytest.mark.parametrize("saved", ["", "x", "huge", "a.b.c.d", '"><script>', "evil.evil.evil"])
def test_a_made_up_cookie_is_the_usual_view(house: House, saved: str) -> None:
    browser = house.browser()
    browser.set_cookie("view", saved)
    answer = browser.get("/sign-in")
    assert answer.status_code == 200
    assert '<html lang="ru">' in answer.text


def test_nobody_is_sent_to_another_site(house: House) -> None:
    browser = house.browser()
    form = {"_csrf": hidden(browser.get("/view"), "_csrf"), "next": "//evil.example"}
    answer = browser.post("/view", data={**form, "size": "<b>"})
    assert answer.headers["Location"] == "/"
    assert '<html lang="ru">' in browser.get("/sign-in").text


def test_every_choice_has_its_rule_in_the_style_sheet(house: House) -> None:
    style = house.browser().get("/static/grif.css", buffered=True).text
    for name, (_, options) in CHOICES.items():
        for value, _ in options[1:]:
            assert f".{name}-{value}" in style
