"""«Мой вход», a forgotten password and an invitation, page by page."""

import html
import re
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.web.forgery import unmask
from tests.doors import PASSWORD, House, hidden
from tests.factories import SCHOOL
from tests.mail import take_letters

NEW = "скрепка батарея зонт"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head", SCHOOL, Role.HEAD, Role.ADMINISTRATOR)
    return house.sign_in("head")


def send(browser: FlaskClient, path: str, on: str = "/me", **form: str | list[str]) -> TestResponse:
    """Send a form with the token of the page it is on."""
    token = hidden(browser.get(on), "_csrf")
    return browser.post(path, data={"_csrf": token, **form})


def secret_on(page: str) -> str:
    found = re.search(r"наберите: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")


def switch_on(house: House, browser: FlaskClient) -> tuple[str, list[str]]:
    page = browser.get("/me/second-factor").text
    assert 'src="data:image/svg+xml' in page
    secret = secret_on(page)
    code = pyotp.TOTP(secret).at(house.clock.now())
    codes = send(browser, "/me/second-factor", current=PASSWORD, code=code).text
    return secret, re.findall(r"<li><code>([a-z2-9-]+)</code></li>", codes)


def test_a_password_is_changed_on_ones_own_page(house: House, head: FlaskClient) -> None:
    wrong = send(head, "/me/password", current="не тот", password=NEW)
    assert (wrong.status_code, "указан неверно" in wrong.text) == (422, True)
    weak = send(head, "/me/password", current=PASSWORD, password="passwordpassword")
    assert (weak.status_code, "подбирают первым" in weak.text) == (422, True)

    done = send(head, "/me/password", current=PASSWORD, password=NEW)

    assert done.status_code == 303
    assert "Пароль изменён" in head.get(done.headers["Location"]).text
    browser = house.browser()
    sent = send(browser, "/sign-in", on="/sign-in", login="head", password=NEW)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/")


def test_a_second_factor_is_not_switched_on_from_a_screen_that_was_left_open(
    house: House, head: FlaskClient
) -> None:
    secret = secret_on(head.get("/me/second-factor").text)
    code = pyotp.TOTP(secret).at(house.clock.now())

    for wrong in ({}, {"current": "не тот"}):
        answer = send(head, "/me/second-factor", code=code, **wrong)
        assert (answer.status_code, "пароль указан неверно" in answer.text) == (422, True)
        assert 'href="#current"' in answer.text

    assert house.sign_in("head").get("/me").status_code == 200
    assert len(switch_on(house, head)[1]) == 10


def test_the_second_factor_stands_between_the_password_and_the_pages(
    house: House, head: FlaskClient
) -> None:
    secret, codes = switch_on(house, head)
    assert len(codes) == 10
    browser = house.browser()

    first = send(browser, "/sign-in", on="/sign-in", login="head", password=PASSWORD, next="/pack")

    assert first.headers["Location"] == "/sign-in/code?next=/pack"
    assert browser.get("/").headers["Location"].startswith("/sign-in")
    asking = first.headers["Location"]
    wrong = send(browser, "/sign-in/code", on=asking, code="000000", next="/pack")
    assert (wrong.status_code, "Код не подошёл" in wrong.text) == (422, True)
    house.clock.go(timedelta(seconds=30))
    code = pyotp.TOTP(secret).at(house.clock.now())
    done = send(browser, "/sign-in/code", on=asking, code=code, next="/pack")
    assert (done.status_code, done.headers["Location"]) == (303, "/pack")
    assert browser.get("/pack").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/" + "a" * 5_000]
)
def test_the_page_of_the_code_sends_nobody_to_another_site(
    house: House, head: FlaskClient, target: str
) -> None:
    _, codes = switch_on(house, head)
    browser = house.browser()
    send(browser, "/sign-in", on="/sign-in", login="head", password=PASSWORD)

    done = send(browser, "/sign-in/code", on="/sign-in/code", code=codes[0], next=target)

    assert (done.status_code, done.headers["Location"]) == (303, "/")


def test_nobody_is_asked_for_a_code_without_a_password(house: House) -> None:
    browser = house.browser()
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"
    answer = send(browser, "/sign-in/code", on="/sign-in", code="000000")
    assert (answer.status_code, "Войдите ещё раз" in answer.text) == (422, True)


def test_sessions_are_listed_and_ended(house: House, head: FlaskClient) -> None:
    other = house.sign_in("head")
    page = head.get("/me").text
    assert page.count("последняя страница") == 2
    assert page.count("этот браузер") == 1
    (path,) = re.findall(r'action="(/me/sessions/[0-9a-f]{16}/end)"', page)

    assert send(head, path).status_code == 303

    assert other.get("/").status_code == 302
    assert head.get("/me").text.count("последняя страница") == 1


def test_a_forgotten_password_comes_back_by_mail(
    house: House, memory_database: SqlDatabase
) -> None:
    house.add_user("head")
    browser = house.browser()
    known = send(browser, "/password/forgotten", on="/password/forgotten", login="head")
    unknown = send(browser, "/password/forgotten", on="/password/forgotten", login="nobody")
    token = re.compile(r'value="[\w-]{32}"')
    assert token.sub("", known.text) == token.sub("", unknown.text)
    (letter,) = take_letters(memory_database)
    found = re.search(r"http://127\.0\.0\.1:8600(/password/new/[\w-]{43})", letter.text)
    assert found

    weak = send(browser, found[1], on=found[1], password="короткий")
    assert (weak.status_code, "не короче 12" in weak.text) == (422, True)
    done = send(browser, found[1], on=found[1], password=NEW)

    assert done.headers["Location"] == "/sign-in?changed=1"
    assert "Пароль изменён" in browser.get(done.headers["Location"]).text
    used = browser.get(found[1])
    assert (used.status_code, "уже не действует" in used.text) == (404, True)


def test_links_are_made_of_the_settings_and_not_of_what_a_browser_says(
    house: House, memory_database: SqlDatabase
) -> None:
    house.add_user("head")
    browser = house.browser()
    token = hidden(browser.get("/password/forgotten", headers={"Host": "evil.example"}), "_csrf")
    browser.set_cookie("before", unmask(token), domain="evil.example")
    form = {"_csrf": token, "login": "head"}
    browser.post("/password/forgotten", data=form, headers={"Host": "evil.example"})

    (letter,) = take_letters(memory_database)
    assert "evil" not in letter.text


def test_a_guest_is_invited_and_comes_in(house: House, head: FlaskClient) -> None:
    form: dict[str, str | list[str]] = {
        "name": "Борис Петрович Краснов",
        "email": "boris@school.example",
        "role": ["curator", "participant"],
    }
    wrong = send(head, "/users/invite", on="/users/invite", **{**form, "email": "нет"})
    assert (wrong.status_code, "Борис Петрович Краснов" in wrong.text) == (422, True)

    sent = send(head, "/users/invite", on="/users/invite", **form)

    link = re.search(r"<code>http://127\.0\.0\.1:8600(/invitation/[\w-]{43})</code>", sent.text)
    assert link
    assert "ждёт отправки" in head.get("/users").text
    guest = house.browser()
    shown = html.unescape(guest.get(link[1]).text)
    assert "Куратор, наставник или наставляемый" in shown
    taken = send(guest, link[1], on=link[1], login="head", password=NEW)
    assert (taken.status_code, "уже занято" in taken.text) == (422, True)
    done = send(guest, link[1], on=link[1], login="boris", password=NEW)
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert "Борис Петрович Краснов" in guest.get("/").text
    assert house.browser().get(link[1]).status_code == 404


def test_an_administrator_closes_the_door(house: House, head: FlaskClient) -> None:
    clerk = house.add_user("clerk", SCHOOL, Role.CLERK)
    browser = house.sign_in("clerk")

    page = f"/users/{clerk.id}"
    assert send(head, f"{page}/roles", on=page, role="curator").status_code == 303
    nothing = send(head, f"{page}/roles", on=page)
    assert (nothing.status_code, "хотя бы одну роль" in nothing.text) == (422, True)
    assert browser.get("/").status_code == 200
    assert send(head, f"{page}/block", on=page).status_code == 303

    assert browser.get("/").status_code == 302
    refused = send(house.browser(), "/sign-in", on="/sign-in", login="clerk", password=PASSWORD)
    assert (refused.status_code, "Вход для вас закрыт" in refused.text) == (422, True)
