"""Forms that another site sends in the name of a signed-in person (CSRF)."""

import pytest
from flask.testing import FlaskClient

from tests.doors import PASSWORD, House, hidden

OWN = "http://localhost"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _cancel(house: House, head: FlaskClient, *, token: str | None, **headers: str) -> int:
    document = house.register()
    head.environ_base.pop("HTTP_SEC_FETCH_SITE", None)
    form = {"_csrf": token if token is not None else hidden(head.get("/"), "_csrf")}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return head.post(f"/documents/{document.id}/cancel", data=form, headers=named).status_code


def test_our_own_form_is_accepted(house: House, head: FlaskClient) -> None:
    assert _cancel(house, head, token=None, Sec_Fetch_Site="same-origin") == 303


def test_an_old_browser_may_prove_it_by_origin_alone(house: House, head: FlaskClient) -> None:
    assert _cancel(house, head, token=None, Origin=OWN) == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "cross-site", "Origin": OWN},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_token(
    house: House, head: FlaskClient, headers: dict[str, str]
) -> None:
    assert _cancel(house, head, token=None, **headers) == 403


@pytest.mark.parametrize("token", ["", "x", "ключ"])
def test_a_form_without_our_token_is_refused(house: House, head: FlaskClient, token: str) -> None:
    assert _cancel(house, head, token=token, Sec_Fetch_Site="same-origin") == 403


def test_the_token_of_another_session_is_refused(house: House, head: FlaskClient) -> None:
    house.add_user("second")
    other = hidden(house.sign_in("second").get("/"), "_csrf")
    assert _cancel(house, head, token=other, Sec_Fetch_Site="same-origin") == 403


def test_nobody_can_be_signed_in_by_another_site(house: House) -> None:
    house.add_user("head")
    browser = house.browser()
    form = {"_csrf": hidden(browser.get("/sign-in"), "_csrf"), "login": "head"}
    form["password"] = PASSWORD
    without_cookie = house.browser().post("/sign-in", data=form)
    elsewhere = browser.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (without_cookie.status_code, elsewhere.status_code) == (403, 403)
    assert browser.post("/sign-in", data=form).status_code == 303


def test_a_form_sent_after_the_session_ended_says_how_to_keep_what_was_typed(
    head: FlaskClient,
) -> None:
    form = {"_csrf": hidden(head.get("/"), "_csrf")}
    head.delete_cookie("sid")
    answer = head.post("/documents/new/pd_consent", data=form)
    assert answer.status_code == 401
    assert "введённое сохранится" in answer.text
