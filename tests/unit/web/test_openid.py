"""Coming in by another's word: the whole way, over our real routes and the provider's."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyotp
import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Session
from service.domain.identities import ATTEMPT_LIFETIME
from service.domain.reach import EVERYTHING, reaching
from service.web.forgery import unmask
from tests.doors import PASSWORD, House, hidden
from tests.factories import SCHOOL
from tests.openid_provider import CLIENT, Provider, ec_key
from tests.openid_visits import (
    BEGIN,
    CALLBACK,
    GRIF,
    Visit,
    address_on,
    ask_provider,
    linked,
    open_known_house,
    query_of,
    visit,
)


@pytest.fixture
def house(known_house: House) -> House:
    return known_house


def _sessions(house: House) -> list[Session]:
    with reaching(EVERYTHING), house.services.database.snapshot() as tx:
        user = tx.accounts.find_user("head")
        assert user is not None
        return tx.sessions.list_of(user.id)


def test_a_linked_person_comes_in_without_a_password(house: House) -> None:
    linked(house)
    guest = visit(house)
    assert "Войти через Госуслуги" in guest.browser.get("/sign-in").text

    done = guest.sign_in("/archive?year=2025")

    assert (done.status_code, done.headers["Location"]) == (303, "/archive?year=2025")
    assert "Имя head" in guest.browser.get("/archive").text
    assert guest.browser.get_cookie("openid") is None


def test_the_browser_takes_along_what_the_standards_ask_for(house: House) -> None:
    page = visit(house).leave("/pack")
    asked = query_of(address_on(page))
    assert {name: asked[name] for name in asked if name not in _PROOFS} == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": f"{GRIF}{CALLBACK}",
        "scope": "openid",
        "code_challenge_method": "S256",
    }
    assert all(re.fullmatch(r"[\w-]{43}", asked[name]) for name in _PROOFS)
    assert len({asked[name] for name in _PROOFS}) == len(_PROOFS)
    (cookie,) = [one for one in page.headers.getlist("Set-Cookie") if one.startswith("openid=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not any(asked[name] in cookie for name in _PROOFS)


_PROOFS = ("state", "nonce", "code_challenge")


def test_no_two_attempts_have_a_proof_in_common(house: House) -> None:
    one, other = (query_of(address_on(visit(house).leave())) for _ in range(2))
    assert all(one[name] != other[name] for name in _PROOFS)


def test_the_code_is_redeemed_with_the_secret_and_the_verifier(
    house: House, provider: Provider
) -> None:
    linked(house)
    (form, authorization), *_ = provider.forms
    assert set(form) == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert authorization.startswith("Basic ")


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    house: House, provider: Provider
) -> None:
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    linked(house)
    (form, authorization), *_ = provider.forms
    assert (bool(form["client_secret"]), authorization) == (True, "")


def test_without_a_secret_the_verifier_alone_proves_who_asks(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, oidc_client_secret_file=None)
    house.add_user("head")
    linked(house)
    assert provider.forms[0][1] == ""


def test_a_key_on_an_elliptic_curve_and_a_subject_in_digits_will_do(
    house: House, provider: Provider
) -> None:
    # ЕСИА: `sub` is a number, and the header has words of its own.
    provider.key, provider.subject = ec_key(), 1000299353
    provider.header = {"alg": "ES256", "kid": "k2", "typ": "JWT", "ver": 1, "sbt": "id"}
    linked(house)
    assert visit(house).sign_in().status_code == 303


def test_the_session_is_one_like_any_other(house: House) -> None:
    own = linked(house)
    guest = visit(house)
    guest.sign_in()
    assert len(_sessions(house)) == 2
    assert own.browser.get("/me").text.count("последняя страница") == 2

    token = hidden(own.browser.get("/me"), "_csrf")
    own.browser.post("/me/sessions/end", data={"_csrf": token})

    assert (own.is_in(), guest.is_in()) == (True, False)


def test_coming_in_again_ends_the_earlier_session_of_the_browser(house: House) -> None:
    own = linked(house)
    earlier = own.browser.get_cookie("sid")
    own.sign_in()
    later = own.browser.get_cookie("sid")
    assert earlier is not None
    assert later is not None
    assert earlier.value != later.value
    assert len(_sessions(house)) == 1


def test_a_second_factor_is_asked_for_all_the_same(house: House) -> None:
    own = linked(house)
    found = re.search(
        r"наберите: <code>([A-Z2-7 ]+)</code>", own.browser.get("/me/second-factor").text
    )
    assert found
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    token = hidden(own.browser.get("/me"), "_csrf")
    first_code = {"_csrf": token, "current": PASSWORD, "code": totp.at(house.clock.now())}
    own.browser.post("/me/second-factor", data=first_code)
    guest = visit(house)

    first = guest.sign_in("/pack")

    assert first.headers["Location"] == "/sign-in/code?next=/pack"
    assert not guest.is_in()
    house.clock.go(timedelta(seconds=30))
    asking = guest.browser.get(first.headers["Location"])
    form = {"_csrf": hidden(asking, "_csrf"), "code": totp.at(house.clock.now()), "next": "/pack"}
    done = guest.browser.post("/sign-in/code", data=form)
    assert (done.headers["Location"], guest.is_in()) == ("/pack", True)


def test_a_blocked_person_stays_outside(house: House) -> None:
    linked(house)
    with reaching(EVERYTHING), house.services.database.transaction() as tx:
        user = tx.accounts.find_user("head")
        assert user is not None
        tx.accounts.set_blocked(user.id, house.clock.now())
        tx.sessions.end_all(user.id)
    guest = visit(house)
    refused = guest.sign_in()
    assert (refused.status_code, "Вход для вас закрыт" in refused.text) == (422, True)
    assert (guest.is_in(), _sessions(house)) == (False, [])


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(house: House, target: str) -> None:
    linked(house)
    assert visit(house).sign_in(target).headers["Location"] == "/"
    assert visit(house).sign_in("/pack").headers["Location"] == "/pack"


def test_the_way_back_is_that_of_the_settings_whatever_the_browser_says(house: House) -> None:
    browser = house.browser()
    evil = {"Host": "evil.example"}
    token = hidden(browser.get("/sign-in", headers=evil), "_csrf")
    browser.set_cookie("before", unmask(token), domain="evil.example")
    page = browser.post(BEGIN, data={"_csrf": token}, headers=evil)
    assert query_of(address_on(page))["redirect_uri"] == f"{GRIF}{CALLBACK}"


def test_an_attempt_ends_by_itself(house: House) -> None:
    linked(house)
    guest = visit(house)
    back = ask_provider(guest.leave())
    house.clock.go(ATTEMPT_LIFETIME)
    refused = guest.come_back(back)
    assert (refused.status_code, "длился слишком долго" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        ("access_denied", 422, "Вы отменили вход"),
        ("login_required", 422, "не подтверждает вход"),
        ("temporarily_unavailable", 503, "сейчас не отвечает"),
        ("server_error", 503, "сейчас не отвечает"),
        ("<script>alert(1)</script>", 422, "не подтверждает вход"),
    ],
)
def test_what_the_provider_refuses_is_told_in_our_words(
    house: House, provider: Provider, error: str, status: int, said: str
) -> None:
    provider.answer = {"code": "", "error": error, "error_description": "<b>их слова</b>"}
    refused = visit(house).sign_in()
    assert (refused.status_code, said in refused.text) == (status, True)
    assert "их слова" not in refused.text
    assert "<script>alert" not in refused.text
    assert 'action="/sign-in"' in refused.text


def test_a_participant_may_come_in_so_too(house: House) -> None:
    house.add_user("mentor", SCHOOL, Role.PARTICIPANT)
    linked(house, "mentor")
    assert visit(house).sign_in().status_code == 303


def test_where_nothing_is_set_up_nothing_is_there(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, oidc_issuer="")
    house.add_user("head")
    guest, own = visit(house), Visit(house, house.sign_in("head"))
    assert "/openid" not in guest.browser.get("/sign-in").text
    assert "/openid" not in own.browser.get("/me").text
    told = urlencode({"code": "x", "state": "x"})
    answers = [
        guest.leave(),
        guest.browser.get(f"{CALLBACK}?{told}"),
        own.leave_to_link(PASSWORD),
        own.unlink(PASSWORD),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert provider.asked == []


def test_the_page_that_leads_away_names_the_provider_and_says_nothing_of_us(house: House) -> None:
    page = visit(house).leave()
    assert "Переходим на «Госуслуги»" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert urlsplit(address_on(page)).path == "/authorize"
