from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.domain.accounts import LOGIN_ATTEMPTS, SESSION_LIFETIME
from tests.doors import PASSWORD, House, hidden, open_house


def _sign_in(
    browser: FlaskClient, password: str = PASSWORD, login: str = "head", target: str = "/"
) -> TestResponse:
    page = browser.get("/sign-in")
    form = {"_csrf": hidden(page, "_csrf"), "login": login, "password": password, "next": target}
    return browser.post("/sign-in", data=form)


def test_a_person_signs_in_and_sees_their_name(house: House) -> None:
    house.add_user("head")
    page = house.sign_in("head").get("/")
    assert page.status_code == 200
    assert "Имя head" in page.text


def test_a_wrong_password_keeps_the_login_and_never_shows_the_password(house: House) -> None:
    house.add_user("head")
    answer = _sign_in(house.browser(), "not the password")
    assert answer.status_code == 422
    assert "Неверное имя или пароль" in answer.text
    assert 'value="head"' in answer.text
    assert "not the password" not in answer.text


@pytest.mark.parametrize("login", ["nobody", "", "\x00", "ы" * 5000, "' OR 1=1 --"])
def test_an_unknown_login_looks_like_a_wrong_password(house: House, login: str) -> None:
    answer = _sign_in(house.browser(), login=login)
    assert (answer.status_code, "Неверное имя или пароль" in answer.text) == (422, True)


def test_after_many_failures_even_the_right_password_waits(house: House) -> None:
    house.add_user("head")
    browser = house.browser()
    for _ in range(LOGIN_ATTEMPTS):
        assert _sign_in(browser, "guess").status_code == 422
    assert _sign_in(browser).status_code == 429
    house.clock.go(timedelta(minutes=16))
    assert _sign_in(browser).status_code == 303


def test_the_page_that_was_asked_for_opens_after_signing_in(house: House) -> None:
    house.add_user("head")
    browser = house.browser()
    sent = browser.get("/archive?year=2025")
    assert sent.headers["Location"] == "/sign-in?next=/archive?year%3D2025"
    target = hidden(browser.get(sent.headers["Location"]), "next")
    assert _sign_in(browser, target=target).headers["Location"] == "/archive?year=2025"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/ /evil.example",
        "/\r\nSet-Cookie: a=b",
        "evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(house: House, target: str) -> None:
    house.add_user("head")
    assert _sign_in(house.browser(), target=target).headers["Location"] == "/"
    shown = house.browser().get("/sign-in", query_string={"next": target})
    assert hidden(shown, "next") == "/"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    house.add_user("head")
    cookies = _sign_in(house.browser()).headers.getlist("Set-Cookie")
    (sid,) = [cookie for cookie in cookies if cookie.startswith("sid=")]
    assert "HttpOnly" in sid
    assert "SameSite=Lax" in sid
    assert "Path=/" in sid
    assert "Domain" not in sid
    assert "Expires" not in sid


def test_behind_https_the_cookie_is_bound_to_the_host(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database, secure_cookies=True)
    house.add_user("head")
    browser = house.browser()
    page = browser.get("/sign-in", base_url="https://localhost")
    form = {"_csrf": hidden(page, "_csrf"), "login": "head", "password": PASSWORD}
    answer = browser.post("/sign-in", data=form, base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(c.startswith("__Host-sid=") and "; Secure" in c for c in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_signing_in_again_ends_the_earlier_session_of_the_browser(house: House) -> None:
    house.add_user("head")
    browser = house.sign_in("head")
    earlier = browser.get_cookie("sid")
    assert earlier
    _sign_in(browser)
    newer = browser.get_cookie("sid")
    assert newer
    assert newer.value != earlier.value
    browser.set_cookie("sid", earlier.value)
    assert browser.get("/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    house.add_user("head")
    browser = house.sign_in("head")
    token = browser.get_cookie("sid")
    assert token
    out = browser.post("/sign-out", data={"_csrf": hidden(browser.get("/"), "_csrf")})
    assert (out.status_code, out.headers["Location"]) == (303, "/sign-in")
    browser.set_cookie("sid", token.value)
    assert browser.get("/").status_code == 302


def test_a_session_ends_by_itself(house: House) -> None:
    house.add_user("head")
    browser = house.sign_in("head")
    house.clock.go(SESSION_LIFETIME)
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("token", ["", "x", "ключ", "a" * 4000])
def test_a_made_up_cookie_opens_nothing(house: House, token: str) -> None:
    browser = house.browser()
    browser.set_cookie("sid", token)
    assert browser.get("/").status_code == 302
