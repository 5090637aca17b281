"""Accepting an invitation by the provider's word; each attack beside what is allowed."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import INVITATION_LIFETIME, Tenant
from service.domain.reach import EVERYTHING, reaching
from service.operations.users import Guest
from tests.doors import PASSWORD, House, hidden
from tests.factories import SCHOOL
from tests.mail import take_letters
from tests.openid_provider import Provider
from tests.openid_visits import (
    TITLE,
    Visit,
    address_on,
    ask_provider,
    is_refused,
    linked,
    open_known_house,
    query_of,
    visit,
)

ANNA, BORIS = "anna@school.example", "boris@school.example"
OTHERS = "1000000001"


@pytest.fixture
def house(known_house: House) -> House:
    known_house.add_user("admin", SCHOOL, Role.ADMINISTRATOR)
    return known_house


def _invite(house: House, email: str = ANNA) -> str:
    """The path of a new invitation's link."""
    services = house.services
    with reaching(EVERYTHING), services.database.snapshot() as tx:
        admin = tx.accounts.find_user("admin")
    assert admin is not None
    guest = Guest(email, f"Имя {email}", frozenset({Role.CURATOR}), Tenant(SCHOOL))
    with reaching(EVERYTHING):
        return urlsplit(services.users.invite(admin.principal(), guest)).path


def _leave(own: Visit, link: str, login: str = "anna") -> TestResponse:
    form = {"_csrf": hidden(own.browser.get(link), "_csrf"), "login": login}
    return own.browser.post(f"{link}/openid", data=form)


def _join(own: Visit, link: str, login: str = "anna") -> TestResponse:
    return own.come_back(ask_provider(_leave(own, link, login)))


def _events(house: House) -> list[str]:
    with house.services.database.snapshot() as tx:
        return [item.event.action for item in tx.audit.read(SCHOOL)]


def test_an_invited_person_comes_in_without_a_password_and_is_known_from_then_on(
    house: House,
) -> None:
    link, own = _invite(house), visit(house)
    assert f"Войти через {TITLE}" in own.browser.get(link).text

    done = _join(own, link)

    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert f"Имя {ANNA}" in own.browser.get("/").text
    assert "Привязан<" in own.browser.get("/me").text
    assert _events(house)[-2:] == ["user:joined", "user:identity_linked"]
    again = visit(house)
    assert again.sign_in().status_code == 303
    assert f"Имя {ANNA}" in again.browser.get("/").text


def test_the_invitation_is_used_up_by_it(house: House) -> None:
    link = _invite(house)
    _join(visit(house), link)

    late = visit(house)

    assert late.browser.get(link).status_code == 404
    assert late.browser.post(f"{link}/openid").status_code == 403  # without a form of ours


def test_a_password_will_do_as_before(house: House, provider: Provider) -> None:
    link, own = _invite(house), visit(house)
    form = {"_csrf": hidden(own.browser.get(link), "_csrf"), "login": "anna", "password": PASSWORD}

    assert own.browser.post(link, data=form).headers["Location"] == "/"
    assert provider.forms == []


def test_nobody_knows_a_password_until_a_letter_leads_to_one(
    house: House, memory_database: SqlDatabase
) -> None:
    own = visit(house)
    _join(own, _invite(house))
    take_letters(memory_database)
    assert own.leave_to_link(PASSWORD).status_code == 422
    browser = house.browser()

    form = {"_csrf": hidden(browser.get("/password/forgotten"), "_csrf"), "login": "anna"}
    browser.post("/password/forgotten", data=form)

    (letter,) = take_letters(memory_database)
    assert letter.recipient == ANNA


def test_a_mailbox_that_the_provider_vouches_for_has_to_be_the_invited_one(
    house: House, provider: Provider
) -> None:
    """On a shared computer a colleague may still be signed in at the provider."""
    link = _invite(house)
    provider.claims.update(email=BORIS, email_verified=True)
    assert is_refused(_join(visit(house), link), "с другой почтой")
    assert _events(house)[-1] == "user:invited"

    provider.claims.update(email="Anna@School.Example")
    assert _join(visit(house), link).status_code == 303


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_a_mailbox_that_nobody_has_verified_says_nothing(
    house: House, provider: Provider, verified: object
) -> None:
    provider.claims.update(email=BORIS, email_verified=verified)

    assert _join(visit(house), _invite(house)).status_code == 303


def test_an_answer_counts_for_the_invitation_it_was_asked_for(
    house: House, provider: Provider
) -> None:
    """Whoever is invited cannot bring the answer to an invitation of somebody else."""
    annas, boriss = _invite(house), _invite(house, BORIS)
    provider.claims.update(email=ANNA, email_verified=True)
    anna = visit(house)
    own = ask_provider(_leave(anna, annas))
    other = ask_provider(_leave(visit(house), boriss, "boris"))

    assert is_refused(anna.come_back(other), "в другом браузере")
    assert not anna.is_in()
    assert is_refused(_join(visit(house), boriss, "boris"), "с другой почтой")
    assert is_refused(anna.come_back(own), "уже использован")  # the wrong answer used it up
    assert _join(anna, annas).status_code == 303


def test_an_attempt_to_sign_in_accepts_nothing_and_one_to_accept_links_to_nobody_else(
    house: House, provider: Provider
) -> None:
    link = _invite(house)
    guest = visit(house)
    assert is_refused(guest.sign_in(), "ни к кому здесь не привязана")
    assert guest.browser.get(link).status_code == 200  # it is still there
    head = Visit(house, house.sign_in("head"))

    done = head.come_back(ask_provider(_leave(head, link)))

    assert done.headers["Location"] == "/"
    assert f"Имя {ANNA}" in head.browser.get("/").text
    assert "Привязан<" not in house.sign_in("head").get("/me").text
    provider.subject = OTHERS
    assert visit(house).sign_in().status_code == 422


def test_an_identity_of_somebody_else_here_leaves_the_invitation_as_it_was(
    house: House, provider: Provider
) -> None:
    linked(house)
    link = _invite(house)

    refused = _join(visit(house), link)

    assert is_refused(refused, "уже привязана к другому имени")
    with reaching(EVERYTHING), house.services.database.snapshot() as tx:
        assert tx.accounts.find_user("anna") is None
    provider.subject = OTHERS
    assert _join(visit(house), link).status_code == 303


def test_an_invitation_that_ends_on_the_way_lets_nobody_in(house: House) -> None:
    link, own = _invite(house), visit(house)
    house.clock.go(INVITATION_LIFETIME)
    assert own.browser.get(link).status_code == 404
    link = _invite(house)
    back = ask_provider(_leave(own, link))
    _join(visit(house), link)  # somebody was faster

    assert is_refused(own.come_back(back), "уже не действует")


def test_a_login_that_is_taken_or_impossible_is_said_before_leaving(
    house: House, provider: Provider
) -> None:
    link, own = _invite(house), visit(house)

    taken, empty = _leave(own, link, "HEAD"), _leave(own, link, " ")

    assert (taken.status_code, "уже занято" in taken.text) == (422, True)
    assert (empty.status_code, "Имя для входа" in empty.text) == (422, True)
    assert f'action="{link}"' in taken.text
    assert "/authorize" not in provider.asked


def test_a_login_that_is_taken_on_the_way_lets_nobody_in(house: House) -> None:
    link, own = _invite(house), visit(house)
    back = ask_provider(_leave(own, link))
    house.add_user("anna")

    assert is_refused(own.come_back(back), "уже занято")
    assert _join(own, link, "anna2").status_code == 303


def test_neither_the_link_nor_the_mailbox_is_kept_of_an_attempt(
    house: House, memory_database: SqlDatabase
) -> None:
    link = _invite(house)
    page = _leave(visit(house), link)
    asked = parse_qs(urlsplit(address_on(page)).query)
    token = link.rpartition("/")[2]

    with reaching(EVERYTHING), memory_database.transaction() as tx:
        rows = tx._connection.exec_driver_sql("SELECT * FROM openid_attempts")  # noqa: SLF001 -- looks at everything
        told = str(rows.all())

    assert "anna" in told
    assert token not in told
    assert token not in str(asked)
    assert query_of(ask_provider(page))["state"] not in told


def test_without_a_provider_there_is_the_password_alone(
    tmp_path: Path, memory_database: SqlDatabase, provider: Provider
) -> None:
    house = open_known_house(tmp_path, memory_database, provider, oidc_issuer="")
    house.add_user("admin", SCHOOL, Role.ADMINISTRATOR)
    link, own = _invite(house), visit(house)

    assert "/openid" not in own.browser.get(link).text
    assert _leave(own, link).status_code == 404
