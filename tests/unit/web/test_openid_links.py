"""Which of the provider's people one is: linked after the password, unlinked, kept as a hash."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from service.database.database import SqlDatabase
from service.domain.errors import UnauthenticatedError
from service.domain.identities import Answer
from service.domain.reach import EVERYTHING, reaching
from tests.doors import PASSWORD, House, hidden
from tests.factories import SCHOOL
from tests.mail import take_letters
from tests.openid_provider import Provider
from tests.openid_visits import (
    Visit,
    ask_provider,
    linked,
    open_known_house,
    visit,
)


@pytest.fixture
def house(known_house: House) -> House:
    return known_house


def _events(house: House) -> list[str]:
    with reaching(EVERYTHING), house.services.database.snapshot() as tx:
        return [one.event.action for one in tx.audit.read(SCHOOL)]


def test_nobody_gets_an_account_by_the_providers_word(house: House, provider: Provider) -> None:
    linked(house)
    provider.subject = "somebody else"
    refused = visit(house).sign_in()
    assert (refused.status_code, "ни к кому здесь не привязана" in refused.text) == (422, True)
    assert 'action="/sign-in"' in refused.text
    assert refused.headers["X-Request-Id"] in refused.text
    provider.subject = "1000299353"
    assert visit(house).sign_in().status_code == 303


@pytest.mark.parametrize("trusted", [False, "false", "true", 0, 1, [True]])
def test_an_account_that_nobody_has_confirmed_is_refused(
    house: House, provider: Provider, trusted: object
) -> None:
    provider.claims["trusted"] = True
    linked(house)
    provider.claims["trusted"] = trusted
    refused = visit(house).sign_in()
    assert (refused.status_code, "не подтверждена" in refused.text) == (422, True)


def test_silence_about_trust_is_enough_unless_the_settings_ask_for_it(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, oidc_require_trusted=True)
    house.add_user("head")
    own = Visit(house, house.sign_in("head"))
    assert own.link().status_code == 422
    provider.claims["trusted"] = True
    linked(house)


def test_an_identity_is_linked_after_the_password_and_no_sooner(house: House) -> None:
    own = Visit(house, house.sign_in("head"))
    wrong = own.leave_to_link("not the password")
    assert (wrong.status_code, "указан неверно" in wrong.text) == (422, True)
    assert "Привязан<" not in own.browser.get("/me").text

    done = own.link()

    assert "теперь по ней можно войти" in own.browser.get(done.headers["Location"]).text
    assert "Привязан<" in own.browser.get("/me").text
    assert own.leave_to_link().status_code == 409


def test_an_identity_opens_one_door_only(house: House) -> None:
    linked(house)
    house.add_user("second")
    other = Visit(house, house.sign_in("second"))
    refused = other.link()
    assert (refused.status_code, "уже привязана к другому имени" in refused.text) == (422, True)
    guest = visit(house)
    guest.sign_in()
    assert "Имя head" in guest.browser.get("/me").text


def test_whoever_signs_out_on_the_way_links_nothing(house: House) -> None:
    own = Visit(house, house.sign_in("head"))
    back = ask_provider(own.leave_to_link())
    own.browser.post("/sign-out", data={"_csrf": hidden(own.browser.get("/me"), "_csrf")})
    assert own.come_back(back).headers["Location"] == "/sign-in?next=/me"
    assert visit(house).sign_in().status_code == 422


def test_whoever_changes_seats_on_the_way_links_nothing(house: House) -> None:
    """The session may have become somebody else's meanwhile."""
    house.add_user("second")
    own = Visit(house, house.sign_in("head"))
    back = ask_provider(own.leave_to_link())
    second = house.sign_in("second").get_cookie("sid")
    assert second is not None
    own.browser.set_cookie("sid", second.value)
    refused = own.come_back(back)
    assert (refused.status_code, "начал другой человек" in refused.text) == (422, True)
    assert visit(house).sign_in().status_code == 422


def test_an_identity_is_unlinked_after_the_password(house: House) -> None:
    own = linked(house)
    assert own.unlink("not the password").status_code == 422
    assert visit(house).sign_in().status_code == 303

    assert own.unlink().headers["Location"] == "/me?done=openid-off"

    assert visit(house).sign_in().status_code == 422
    linked(house)


def test_the_trail_and_the_person_are_told(house: House, memory_database: SqlDatabase) -> None:
    own = linked(house)
    own.unlink()
    assert _events(house)[-2:] == ["user:identity_linked", "user:identity_unlinked"]
    letters = take_letters(memory_database)
    assert ["через «Госуслуги»" in one.text for one in letters] == [True, True]


def test_a_new_password_by_letter_takes_the_identity_away(
    house: House, memory_database: SqlDatabase
) -> None:
    linked(house)
    take_letters(memory_database)
    browser = house.browser()
    form = {"_csrf": hidden(browser.get("/password/forgotten"), "_csrf"), "login": "head"}
    browser.post("/password/forgotten", data=form)
    (letter,) = take_letters(memory_database)
    found = re.search(r"(/password/new/[\w-]{43})", letter.text)
    assert found
    form = {"_csrf": hidden(browser.get(found[1]), "_csrf"), "password": "скрепка батарея зонт"}
    assert browser.post(found[1], data=form).status_code == 303
    assert visit(house).sign_in().status_code == 422


def test_a_new_password_of_ones_own_takes_the_identity_away(house: House) -> None:
    own = linked(house)
    form = {
        "_csrf": hidden(own.browser.get("/me"), "_csrf"),
        "current": PASSWORD,
        "password": "скрепка батарея зонт",
    }
    assert own.browser.post("/me/password", data=form).status_code == 303
    assert visit(house).sign_in().status_code == 422


def test_a_session_that_ends_while_the_provider_is_asked_links_nothing(house: House) -> None:
    own = Visit(house, house.sign_in("head"))
    services, session = house.services, own.browser.get_cookie("sid")
    said = parse_qs(urlsplit(ask_provider(own.leave_to_link())).query)
    kept = own.browser.get_cookie("openid")
    assert session is not None
    assert kept is not None
    found = services.sessions.find_session(session.value)
    assert found is not None
    attempt = services.identities.take(kept.value, said["state"][0])
    with services.database.transaction() as tx:
        tx.sessions.end_all(found[1].id)
    answer = Answer(said["code"][0], issuer=said["iss"][0])

    with pytest.raises(UnauthenticatedError, match="session_ended"):
        services.identities.link(kept.value, attempt, answer, found[1], found[0])

    assert visit(house).sign_in().status_code == 422


def test_neither_the_persons_name_at_the_provider_nor_the_token_is_stored(
    house: House, memory_database: SqlDatabase, provider: Provider
) -> None:
    provider.claims["snils"] = "112-233-445 95"
    linked(house)
    guest = visit(house)
    guest.leave()
    token = guest.browser.get_cookie("openid")
    assert token is not None
    with memory_database._writer.begin() as connection:  # noqa: SLF001 -- looks at everything
        raw = connection.exec_driver_sql
        for table in ("openid_identities", "openid_attempts"):
            told = str(raw(f"SELECT * FROM {table}").all())  # noqa: S608 -- a fixed name
            assert all(word not in told for word in ("1000299353", "112-233", token.value))
