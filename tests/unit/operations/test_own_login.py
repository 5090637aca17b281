"""One's own way in: password, second factor, a way back by mail."""

import re
from datetime import timedelta

import pyotp
import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import LOGIN_ATTEMPTS, RESET_ATTEMPTS, RESET_LIFETIME, Tenant, User
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from service.jobs import DeliverMail
from service.operations.accounts import AccountDesk, NewUser
from service.operations.own_login import OwnLoginDesk
from service.operations.sessions import SessionDesk
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue
from tests.mail import WrittenLetter, take_letters

PASSWORD, NEW = "правильная лошадь", "скрепка батарея зонт"
EMAIL = "anna@school.example"


@pytest.fixture
def anna(accounts: AccountDesk) -> User:
    roles = frozenset({Role.CURATOR})
    new = NewUser("anna", PASSWORD, "Анна Ивановна", roles, Tenant(SCHOOL), EMAIL)
    return accounts.add_user(new)


def again(database: SqlDatabase, user: User) -> User:
    with database.snapshot() as tx:
        return tx.accounts.get_user(user.id)


def begin(sessions: SessionDesk, password: str = PASSWORD) -> str:
    return sessions.sign_in("anna", password).token


def pointer_of(refusal: pytest.ExceptionInfo[InvalidRequestError]) -> str:
    return refusal.value.problems[0].pointer


def test_a_new_password_replaces_the_old_one_and_ends_other_sessions(
    own_login: OwnLoginDesk,
    sessions: SessionDesk,
    anna: User,
    memory_database: SqlDatabase,
    queue: FakeQueue,
) -> None:
    here, there = begin(sessions), begin(sessions)
    found = sessions.find_session(here)
    assert found is not None

    own_login.change_password(anna, found[0], PASSWORD, NEW)

    assert sessions.find_session(here) is not None
    assert sessions.find_session(there) is None
    assert begin(sessions, NEW)
    with pytest.raises(UnauthenticatedError):
        begin(sessions, PASSWORD)
    (letter,) = take_letters(memory_database)
    assert (letter.recipient, letter.subject) == (EMAIL, "Изменился вход в Гриф")
    assert NEW not in letter.text
    assert queue.take() == [DeliverMail()]


@pytest.mark.parametrize(
    ("current", "new", "pointer"),
    [("не тот", NEW, "#/current"), (PASSWORD, "короткий", "#/password")],
)
def test_a_password_changes_only_by_the_old_one_and_into_a_good_one(
    own_login: OwnLoginDesk,
    sessions: SessionDesk,
    anna: User,
    current: str,
    new: str,
    pointer: str,
) -> None:
    found = sessions.find_session(begin(sessions))
    assert found is not None

    with pytest.raises(InvalidRequestError) as refusal:
        own_login.change_password(anna, found[0], current, new)

    assert pointer_of(refusal) == pointer
    assert begin(sessions)


def test_nobody_guesses_the_password_at_a_screen_that_was_left_open(
    own_login: OwnLoginDesk, sessions: SessionDesk, anna: User
) -> None:
    found = sessions.find_session(begin(sessions))
    assert found is not None
    for _ in range(LOGIN_ATTEMPTS):
        with pytest.raises(InvalidRequestError):
            own_login.change_password(anna, found[0], "догадка", NEW)

    with pytest.raises(UnauthenticatedError) as refusal:
        own_login.change_password(anna, found[0], PASSWORD, NEW)
    assert refusal.value.code == "too_many_attempts"


def switch_on(
    own_login: OwnLoginDesk, sessions: SessionDesk, clock: FakeClock, user: User
) -> tuple[str, tuple[str, ...]]:
    secret = own_login.begin_second_factor(user)
    found = sessions.find_session(begin(sessions))
    assert found is not None
    session, waiting = found
    code = pyotp.TOTP(secret).at(clock.now())
    return secret, own_login.confirm_second_factor(waiting, session, PASSWORD, code)


def test_a_second_factor_counts_from_its_first_code_on(
    own_login: OwnLoginDesk, sessions: SessionDesk, anna: User, clock: FakeClock
) -> None:
    own_login.begin_second_factor(anna)
    assert not sessions.sign_in("anna", PASSWORD).awaits_code

    switch_on(own_login, sessions, clock, anna)

    assert sessions.sign_in("anna", PASSWORD).awaits_code


def test_a_wrong_first_code_switches_nothing_on(
    own_login: OwnLoginDesk, sessions: SessionDesk, anna: User, memory_database: SqlDatabase
) -> None:
    secret = own_login.begin_second_factor(anna)
    found = sessions.find_session(begin(sessions))
    assert found is not None

    with pytest.raises(InvalidRequestError) as refusal:
        own_login.confirm_second_factor(found[1], found[0], PASSWORD, "000000")

    assert pointer_of(refusal) == "#/code"
    waiting = again(memory_database, anna)
    assert not waiting.has_second_factor
    assert own_login.begin_second_factor(waiting) == secret


def test_a_recovery_code_lets_in_once(
    own_login: OwnLoginDesk, sessions: SessionDesk, anna: User, clock: FakeClock
) -> None:
    _, codes = switch_on(own_login, sessions, clock, anna)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(?:[a-z2-9]{6}-){3}[a-z2-9]{6}", code) for code in codes)

    assert sessions.confirm(begin(sessions), codes[0].upper().replace("-", " "))
    assert own_login.count_codes(anna) == 9
    with pytest.raises(UnauthenticatedError):
        sessions.confirm(begin(sessions), codes[0])
    assert sessions.confirm(begin(sessions), codes[1])


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    own_login: OwnLoginDesk,
    sessions: SessionDesk,
    anna: User,
    clock: FakeClock,
    memory_database: SqlDatabase,
) -> None:
    _, old = switch_on(own_login, sessions, clock, anna)
    careful = again(memory_database, anna)
    with pytest.raises(InvalidRequestError):
        own_login.renew_codes(careful, "не тот")

    new = own_login.renew_codes(careful, PASSWORD)

    with pytest.raises(UnauthenticatedError):
        sessions.confirm(begin(sessions), old[0])
    assert sessions.confirm(begin(sessions), new[0])


def test_a_second_factor_is_switched_off_by_the_password(
    own_login: OwnLoginDesk,
    sessions: SessionDesk,
    anna: User,
    clock: FakeClock,
    memory_database: SqlDatabase,
) -> None:
    switch_on(own_login, sessions, clock, anna)
    careful = again(memory_database, anna)
    with pytest.raises(ConflictError):
        own_login.begin_second_factor(careful)
    with pytest.raises(InvalidRequestError):
        own_login.drop_second_factor(careful, "не тот")
    assert sessions.sign_in("anna", PASSWORD).awaits_code

    own_login.drop_second_factor(careful, PASSWORD)

    assert not sessions.sign_in("anna", PASSWORD).awaits_code
    assert own_login.count_codes(anna) == 0
    with pytest.raises(NotFoundError):
        own_login.renew_codes(again(memory_database, anna), PASSWORD)


def token_in(letter: WrittenLetter) -> str:
    found = re.search(r"https://grif\.example/password/new/([\w-]{43})\n", letter.text)
    assert found
    return found[1]


@pytest.mark.parametrize("asked", ["anna", "ANNA ", EMAIL, EMAIL.upper()])
def test_a_forgotten_password_is_replaced_by_a_link_once(
    own_login: OwnLoginDesk,
    sessions: SessionDesk,
    anna: User,
    memory_database: SqlDatabase,
    asked: str,
) -> None:
    old = begin(sessions)
    own_login.ask_for_reset(asked)
    (letter,) = take_letters(memory_database)
    token = token_in(letter)
    assert own_login.find_reset(token) == anna

    with pytest.raises(InvalidRequestError):
        own_login.reset_password(token, "короткий")
    own_login.reset_password(token, NEW)

    assert sessions.find_session(old) is None
    assert begin(sessions, NEW)
    with pytest.raises(NotFoundError):
        own_login.reset_password(token, NEW)
    assert [one.subject for one in take_letters(memory_database)] == ["Изменился вход в Гриф"]


def test_a_link_is_good_for_an_hour(
    own_login: OwnLoginDesk, anna: User, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    own_login.ask_for_reset(anna.login)
    token = token_in(take_letters(memory_database)[0])
    clock.go(RESET_LIFETIME - timedelta(seconds=1))
    assert own_login.find_reset(token) == anna
    clock.go(timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        own_login.find_reset(token)


def test_one_link_used_closes_the_others(
    own_login: OwnLoginDesk, anna: User, memory_database: SqlDatabase
) -> None:
    own_login.ask_for_reset(anna.login)
    own_login.ask_for_reset(anna.login)
    first, second = (token_in(letter) for letter in take_letters(memory_database))

    own_login.reset_password(second, NEW)

    with pytest.raises(NotFoundError):
        own_login.find_reset(first)


@pytest.mark.parametrize("asked", ["nobody", "", "\x00", "\ud800", "x@y.example"])
def test_nobody_gets_no_letter_and_nobody_is_told(
    own_login: OwnLoginDesk, anna: User, memory_database: SqlDatabase, asked: str
) -> None:
    own_login.ask_for_reset(asked)
    assert take_letters(memory_database) == []
    own_login.ask_for_reset(anna.login)
    assert len(take_letters(memory_database)) == 1


def test_a_mailbox_is_not_flooded(
    own_login: OwnLoginDesk, anna: User, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    for _ in range(RESET_ATTEMPTS + 3):
        own_login.ask_for_reset(anna.login)
    assert len(take_letters(memory_database)) == RESET_ATTEMPTS

    clock.go(timedelta(minutes=16))
    own_login.ask_for_reset(anna.login)
    assert len(take_letters(memory_database)) == 1
