"""What others try at the door of the provider; beside each attempt stands the one that succeeds."""

from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from tests.doors import House, hidden
from tests.openid_provider import Provider
from tests.openid_visits import (
    BEGIN,
    CALLBACK,
    Visit,
    ask_provider,
    is_refused,
    linked,
    open_known_house,
    query_of,
    visit,
)


@pytest.fixture
def house(known_house: House) -> House:
    linked(known_house)
    return known_house


def test_the_answer_of_another_attempt_is_refused(house: House) -> None:
    guest = visit(house)
    right = ask_provider(guest.leave())
    wrong = right.replace(query_of(right)["state"], "x" * 43)
    assert is_refused(guest.come_back(wrong), "Начните его ещё раз")
    # The attempt is used up by that: nobody guesses twice.
    assert is_refused(guest.come_back(right), "Начните его ещё раз")
    assert guest.sign_in().status_code == 303


def test_an_answer_counts_once(house: House) -> None:
    guest = visit(house)
    back = ask_provider(guest.leave())
    token = guest.browser.get_cookie("openid")
    assert token is not None
    assert guest.come_back(back).status_code == 303
    guest.browser.set_cookie("openid", token.value)
    assert is_refused(guest.come_back(back), "уже использован")


def test_nobody_is_brought_into_the_account_of_an_attacker(house: House) -> None:
    """Login CSRF (RFC 6749 §10.12): the attacker's answer in the victim's browser."""
    attacker, victim = visit(house), visit(house)
    back = ask_provider(attacker.leave())
    assert is_refused(victim.come_back(back), "в другом браузере")
    victim.leave()
    assert is_refused(victim.come_back(back), "в другом браузере")
    assert not victim.is_in()
    assert attacker.come_back(back).status_code == 303


def test_nobody_links_an_attackers_identity_to_the_account_of_a_victim(house: House) -> None:
    house.add_user("victim")
    victim = Visit(house, house.sign_in("victim"))
    for begin in (visit(house).leave, Visit(house, house.sign_in("victim")).leave_to_link):
        assert victim.come_back(ask_provider(begin())).status_code == 422
    assert "Привязан<" not in victim.browser.get("/me").text


def test_a_stolen_code_is_of_no_use_in_another_attempt(house: House) -> None:
    """The verifier belongs to the browser that began (RFC 7636)."""
    victim, thief = visit(house), visit(house)
    stolen = query_of(ask_provider(victim.leave()))["code"]
    own = ask_provider(thief.leave())
    refused = thief.come_back(own.replace(query_of(own)["code"], stolen))
    assert is_refused(refused, "не подтверждает вход")
    assert thief.sign_in().status_code == 303


def test_a_code_that_was_redeemed_is_of_no_use_again(house: House, provider: Provider) -> None:
    guest = visit(house)
    back = ask_provider(guest.leave())
    provider.codes.clear()
    assert is_refused(guest.come_back(back), "не подтверждает вход")
    assert guest.sign_in().status_code == 303


@pytest.mark.parametrize("named", ["http://127.0.0.1:1", ""])
def test_the_answer_of_another_provider_is_refused(
    house: House, provider: Provider, named: str
) -> None:
    """Mix-up (RFC 9207): the code would go to whom it is not from."""
    provider.answer = {"iss": named}
    before = len(provider.forms)
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")
    assert len(provider.forms) == before
    provider.answer = {}
    assert visit(house).sign_in().status_code == 303


def test_a_provider_that_never_names_itself_in_answers_is_believed(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    provider.metadata["authorization_response_iss_parameter_supported"] = False
    provider.answer = {"iss": ""}
    house = open_known_house(tmp_path, memory_database, provider)
    house.add_user("head")
    linked(house)
    provider.answer = {"iss": "http://127.0.0.1:1"}
    assert is_refused(visit(house).sign_in(), "не прошёл проверку")


def test_another_site_cannot_send_anybody_off(house: House) -> None:
    guest = visit(house)
    form = {"_csrf": hidden(guest.browser.get("/sign-in"), "_csrf")}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert guest.browser.post(BEGIN, data=form, headers=elsewhere).status_code == 403
    assert guest.browser.post(BEGIN).status_code == 403
    assert guest.browser.get(BEGIN).status_code == 405
    assert guest.browser.post(BEGIN, data=form).status_code == 200


@pytest.mark.parametrize("query", ["", "?code=x", "?state=", "?state=x&code=x&iss=x", "?error=x"])
@pytest.mark.parametrize("token", ["", "x", "ключ", "a" * 4000])
def test_a_made_up_answer_opens_nothing(house: House, query: str, token: str) -> None:
    guest = visit(house)
    guest.browser.set_cookie("openid", token)
    assert is_refused(guest.come_back(f"{CALLBACK}{query}"), "Начните его ещё раз")


def test_whoever_asks_without_end_is_told_to_wait(house: House) -> None:
    guest = visit(house)
    answers = [guest.come_back(f"{CALLBACK}?state=x").status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_behind_https_the_cookie_is_bound_to_the_host(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, secure_cookies=True)
    browser, base = house.browser(), "https://localhost"
    form = {"_csrf": hidden(browser.get("/sign-in", base_url=base), "_csrf")}
    cookies = browser.post(BEGIN, data=form, base_url=base).headers.getlist("Set-Cookie")
    assert any(c.startswith("__Host-openid=") and "; Secure" in c for c in cookies)
