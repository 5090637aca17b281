"""Signing in by a password: guesses, locks and blocked people."""

from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.accounts import LOGIN_ATTEMPTS, LOGIN_WINDOW, User
from service.operations.accounts import AccountDesk
from service.operations.passwords import MAX_PASSWORD_LENGTH
from service.operations.sessions import SessionDesk
from tests.fakes import FakeClock
from tests.sign_ins import PASSWORD, make_user, refusal_of


def test_signing_in_begins_a_session_of_that_person(sessions: SessionDesk, clerk: User) -> None:
    token = sessions.sign_in("clerk", PASSWORD).token

    found = sessions.find_session(token)
    assert found is not None
    session, user = found
    assert user == clerk
    assert session.token_sha256 != token
    assert session.csrf_token not in {token, session.token_sha256}


def test_each_sign_in_is_another_session(sessions: SessionDesk, clerk: User) -> None:
    tokens = {sessions.sign_in(clerk.login, PASSWORD).token for _ in range(3)}

    assert len(tokens) == 3


@pytest.mark.parametrize("login", ["clerk", "Clerk", " CLERK "])
def test_case_in_a_login_does_not_matter(sessions: SessionDesk, clerk: User, login: str) -> None:
    found = sessions.find_session(sessions.sign_in(login, PASSWORD).token)

    assert found is not None
    assert found[1] == clerk


def test_the_longest_password_works_whole(sessions: SessionDesk, accounts: AccountDesk) -> None:
    longest = ("правильная лошадь скрепка батарея " * 8)[:MAX_PASSWORD_LENGTH]
    accounts.add_user(make_user(password=longest))

    assert sessions.sign_in("clerk", longest).token
    assert refusal_of(sessions, "clerk", longest[:-1]) == "wrong_password"
    assert refusal_of(sessions, "clerk", longest + "x") == "wrong_password"


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("login", "password"),
    [("clerk", "не тот"), ("clerk", ""), ("nobody", PASSWORD), ("\x00", "\ud800"), ("", "")],
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    sessions: SessionDesk, login: str, password: str
) -> None:
    assert refusal_of(sessions, login, password) == "wrong_password"


def test_after_ten_failures_the_right_password_is_refused_too(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    for _ in range(LOGIN_ATTEMPTS):
        assert refusal_of(sessions, "Clerk", "не тот") == "wrong_password"

    assert refusal_of(sessions, clerk.login, PASSWORD) == "too_many_attempts"
    clock.go(LOGIN_WINDOW + timedelta(seconds=1))
    assert sessions.sign_in(clerk.login, PASSWORD).token


def test_attempts_while_locked_out_do_not_prolong_it(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    for _ in range(LOGIN_ATTEMPTS):
        refusal_of(sessions, clerk.login, "не тот")
    clock.go(LOGIN_WINDOW - timedelta(seconds=1))
    refusal_of(sessions, clerk.login, "не тот")

    clock.go(timedelta(seconds=2))
    assert sessions.sign_in(clerk.login, PASSWORD).token


def test_one_persons_failures_do_not_lock_out_another(
    sessions: SessionDesk, accounts: AccountDesk, clerk: User
) -> None:
    accounts.add_user(make_user("boss"))
    for _ in range(LOGIN_ATTEMPTS):
        refusal_of(sessions, "boss", "не тот")

    assert sessions.sign_in(clerk.login, PASSWORD).token


def test_whoever_is_blocked_is_out_at_once_and_stays_out(
    sessions: SessionDesk, clerk: User, memory_database: SqlDatabase, clock: FakeClock
) -> None:
    token = sessions.sign_in(clerk.login, PASSWORD).token
    with memory_database.transaction() as tx:
        tx.accounts.set_blocked(clerk.id, clock.now())

    assert sessions.find_session(token) is None
    assert refusal_of(sessions, clerk.login, PASSWORD) == "blocked"
    assert refusal_of(sessions, clerk.login, "не тот") == "wrong_password"

    with memory_database.transaction() as tx:
        tx.accounts.set_blocked(clerk.id, None)
    assert sessions.sign_in(clerk.login, PASSWORD).token
