"""Forms that another site sends in the name of a signed-in person (CSRF)."""

import re

import pytest
from flask.testing import FlaskClient

from service.domain.access import ROLES_OF_MUNICIPALITIES, ROLES_OF_ORGANISATIONS, Role
from service.domain.documents import State
from service.ports import DocumentFilter
from tests.doors import CONSENT, PASSWORD, House, hidden
from tests.factories import CLERK, SCHOOL
from tests.late_forms import NEVER_HANDED_BACK
from tests.role_matrix import OFFICERS, RULES

OWN = "http://localhost"


@pytest.fixture
def head(house: House) -> FlaskClient:
    house.add_user("head")
    return house.sign_in("head")


def _cancel(house: House, head: FlaskClient, *, token: str | None, **headers: str) -> int:
    document = house.register()
    head.environ_base.pop("HTTP_SEC_FETCH_SITE", None)
    form = {"_csrf": token if token is not None else hidden(head.get("/"), "_csrf")}
    form["reason"] = "Ошибка в дате."
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return head.post(f"/documents/{document.id}/cancel", data=form, headers=named).status_code


def _states(house: House) -> set[State]:
    found = house.services.documents.list_documents(CLERK, DocumentFilter(()))
    return {document.state for document in found}


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
def test_a_form_without_our_token_does_nothing(house: House, head: FlaskClient, token: str) -> None:
    assert _cancel(house, head, token=token, Sec_Fetch_Site="same-origin") == 200
    assert _states(house) == {State.REGISTERED}


def test_a_form_with_the_token_of_another_session_does_nothing(
    house: House, head: FlaskClient
) -> None:
    house.add_user("second")
    other = hidden(house.sign_in("second").get("/"), "_csrf")
    assert _cancel(house, head, token=other, Sec_Fetch_Site="same-origin") == 200
    assert _states(house) == {State.REGISTERED}


def test_nobody_can_be_signed_in_by_another_site(house: House) -> None:
    house.add_user("head")
    browser = house.browser()
    form = {"_csrf": hidden(browser.get("/sign-in"), "_csrf"), "login": "head"}
    form["password"] = PASSWORD
    without_cookie = house.browser().post("/sign-in", data=form)
    elsewhere = browser.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (without_cookie.status_code, elsewhere.status_code) == (403, 403)
    assert browser.post("/sign-in", data=form).status_code == 303


UNSAFE = sorted(route for route in RULES if route[0] == "POST")
KEEPS_WHAT_WAS_TYPED = {
    ("POST", "/documents/new/<code:kind>"),
    ("POST", "/batches/new/<code:kind>"),
    ("POST", "/batches/pairs/<code:kind>"),
    ("POST", "/batches/sheet/<code:kind>"),
}
FOR_ANYBODY = (
    "/view",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/openid",
    "/password/forgotten",
    f"/password/new/{'a' * 43}",
    f"/invitation/{'a' * 43}",
    f"/invitation/{'a' * 43}/openid",
    f"/sign/{'a' * 43}/code",
    f"/sign/{'a' * 43}/confirm",
    f"/sign/{'a' * 43}/decline",
)
#: A file is judged and nothing is kept: there is nobody in whose name anything could be done.
CHANGE_NOTHING = {"/verify", "/check/<id:token>"}


@pytest.fixture
def everything(house: House) -> FlaskClient:
    """A browser of somebody with every right."""
    house.add_user("boss", SCHOOL, *(ROLES_OF_ORGANISATIONS - {Role.ACTING_HEAD}))
    return house.sign_in("boss")


@pytest.mark.parametrize("route", UNSAFE, ids=str)
def test_no_form_counts_without_our_token_or_from_another_site(
    house: House, everything: FlaskClient, route: tuple[str, str]
) -> None:
    if RULES[route].allowed == OFFICERS or RULES[route].is_municipal:
        house.add_user("municipal", None, *ROLES_OF_MUNICIPALITIES)
        everything = house.sign_in("municipal")
    path = _filled(route[1], house)
    token = hidden(everything.get("/documents"), "_csrf")

    elsewhere = everything.post(
        path, data={"_csrf": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    without = everything.post(path, data={})

    assert (elsewhere.status_code, "Форма устарела" in elsewhere.text) == (403, True)
    if route in KEEPS_WHAT_WAS_TYPED:
        assert house.services.documents.list_documents(CLERK, DocumentFilter(())) == []
    elif route in NEVER_HANDED_BACK:
        assert (without.status_code, "Форма устарела" in without.text) == (403, True)
    else:
        assert (without.status_code, "Ничего ещё не сделано" in without.text) == (200, True)
    own = everything.post(path, data={"_csrf": token})
    assert "Форма устарела" not in own.text
    assert own.status_code in {200, 303, 404, 409, 422}


@pytest.mark.parametrize("path", FOR_ANYBODY)
def test_forms_of_people_who_are_not_signed_in_are_held_to_the_same(
    house: House, path: str
) -> None:
    browser = house.browser()
    token = hidden(browser.get("/sign-in"), "_csrf")

    elsewhere = browser.post(path, data={"_csrf": token}, headers={"Sec-Fetch-Site": "cross-site"})
    without = browser.post(path, data={})
    another = house.browser().post(path, data={"_csrf": token})

    assert [answer.status_code for answer in (elsewhere, without, another)] == [403, 403, 403]
    assert browser.post(path, data={"_csrf": token}).status_code in {200, 303, 404, 422}


def test_every_unsafe_route_for_people_is_tried(house: House) -> None:
    unsafe = {
        rule.rule
        for rule in house.app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/")
    }
    anybody = {re.sub(r"a{43}", "<token>", path) for path in FOR_ANYBODY}
    assert unsafe == {route[1] for route in UNSAFE} | anybody | CHANGE_NOTHING


def _filled(pattern: str, house: House) -> str:
    """The route with things that are there, or are not: neither matters before the token."""
    pattern = pattern.replace("<code:kind>", CONSENT).replace("<code>", "V16")
    pattern = pattern.replace("<int:number>", "1").replace("<int:place>", "1")
    if "<id:document_id>" in pattern:
        pattern = pattern.replace("<id:document_id>", house.register().id)
    return re.sub(r"<id:\w+>", "nobody", pattern)
