"""Signing in: sessions, guesses and the second factor."""

from datetime import timedelta

import pyotp
import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import (
    AFTERLIFE,
    CODE_ATTEMPTS,
    CODE_PATIENCE,
    LOGIN_ATTEMPTS,
    LOGIN_WINDOW,
    SESSION_IDLE,
    SESSION_LIFETIME,
    SecondFactor,
    Tenant,
    User,
)
from service.domain.errors import UnauthenticatedError
from service.operations.accounts import AccountDesk, NewUser
from service.operations.passwords import MAX_PASSWORD_LENGTH
from service.operations.sessions import SessionDesk
from tests.factories import SCHOOL
from tests.fakes import FakeClock

PASSWORD = "правильная лошадь"
SESSION_STEP = timedelta(hours=1)


def make_user(login: str = "clerk", password: str = PASSWORD) -> NewUser:
    roles = frozenset({Role.CLERK})
    return NewUser(login, password, "Ольга Сергеевна", roles, Tenant(organisation_id=SCHOOL))


@pytest.fixture
def clerk(accounts: AccountDesk) -> User:
    return accounts.add_user(make_user())


def refusal_of(sessions: SessionDesk, login: str, password: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        sessions.sign_in(login, password)
    return refusal.value.code


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


def test_a_session_ends_after_a_working_day(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    token = sessions.sign_in(clerk.login, PASSWORD).token

    for _ in range(SESSION_LIFETIME // SESSION_STEP):
        assert sessions.find_session(token) is not None
        clock.go(SESSION_STEP)
    clock.go(-timedelta(seconds=1))
    assert sessions.find_session(token) is not None
    clock.go(timedelta(seconds=1))
    assert sessions.find_session(token) is None


def test_signing_out_ends_this_session_and_no_other(sessions: SessionDesk, clerk: User) -> None:
    here, there = (sessions.sign_in(clerk.login, PASSWORD).token for _ in range(2))

    sessions.sign_out(here)

    assert sessions.find_session(here) is None
    assert sessions.find_session(there) is not None


def test_an_unknown_token_is_no_session(sessions: SessionDesk) -> None:
    assert sessions.find_session("") is None
    sessions.sign_out("unknown")


def test_what_ended_a_day_ago_is_forgotten_at_the_next_sign_in(
    sessions: SessionDesk, clerk: User, clock: FakeClock, memory_database: SqlDatabase
) -> None:
    sessions.sign_in(clerk.login, PASSWORD)
    refusal_of(sessions, clerk.login, "не тот")
    clock.go(SESSION_LIFETIME + AFTERLIFE)

    sessions.sign_in(clerk.login, PASSWORD)

    assert count_rows(memory_database, "sessions") == 1
    assert count_rows(memory_database, "failed_logins") == 0


def test_whose_session_it_was_is_known_for_a_day_and_opens_nothing(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    ended, left = (sessions.sign_in(clerk.login, PASSWORD).token for _ in range(2))
    assert sessions.find_ended(ended) is None  # it is alive
    sessions.sign_out(left)
    clock.go(SESSION_IDLE)

    found = sessions.find_ended(ended)

    assert found is not None
    assert found[1].id == clerk.id
    assert sessions.find_session(ended) is None
    assert sessions.find_ended(left) is None
    assert sessions.find_ended("unknown") is None


def test_a_session_that_awaited_a_code_leaves_nothing(
    sessions: SessionDesk, clerk: User, clock: FakeClock, memory_database: SqlDatabase
) -> None:
    with memory_database.transaction() as tx:
        waiting = sessions.begin(tx, clerk.id, awaits_code=True).token
    clock.go(SESSION_IDLE)
    assert sessions.find_ended(waiting) is None


def count_rows(database: SqlDatabase, table: str) -> int:
    with database._reader.begin() as connection:  # noqa: SLF001 -- no port counts what is forgotten
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 -- a fixed name


def test_a_session_that_is_left_alone_ends_and_one_in_use_does_not(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    used, left = (sessions.sign_in(clerk.login, PASSWORD).token for _ in range(2))

    for _ in range(3):
        clock.go(SESSION_IDLE / 2)
        assert sessions.find_session(used) is not None

    assert sessions.find_session(left) is None


def test_a_person_sees_their_sessions_and_ends_them(
    sessions: SessionDesk, accounts: AccountDesk, clerk: User
) -> None:
    stranger = accounts.add_user(make_user("stranger"))
    here, there = (
        sessions.sign_in(clerk.login, PASSWORD, browser).token for browser in ("Firefox", "Edge")
    )
    foreign = sessions.sign_in(stranger.login, PASSWORD).token
    handles = {one.browser: one.handle for one in sessions.list_sessions(clerk)}
    assert set(handles) == {"Firefox", "Edge"}

    sessions.end_one(stranger, handles["Edge"])
    assert sessions.find_session(there) is not None
    sessions.end_one(clerk, handles["Edge"])
    assert sessions.find_session(there) is None

    third = sessions.sign_in(clerk.login, PASSWORD).token
    found = sessions.find_session(here)
    assert found is not None
    sessions.end_others(found[0])
    assert sessions.find_session(third) is None
    assert sessions.find_session(here) is not None
    assert sessions.find_session(foreign) is not None


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


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def careful(clerk: User, memory_database: SqlDatabase) -> User:
    """The clerk with a second factor."""
    with memory_database.transaction() as tx:
        tx.accounts.set_second_factor(clerk.id, SecondFactor(SECRET, is_confirmed=True))
        return tx.accounts.get_user(clerk.id)


def code_at(clock: FakeClock, seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(clock.now() + timedelta(seconds=seconds))


def code_refusal(sessions: SessionDesk, token: str, code: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        sessions.confirm(token, code)
    return refusal.value.code


def test_with_a_second_factor_the_password_alone_opens_nothing(
    sessions: SessionDesk, careful: User, clock: FakeClock
) -> None:
    begun = sessions.sign_in(careful.login, PASSWORD)

    assert begun.awaits_code
    assert sessions.find_session(begun.token) is None
    assert sessions.find_waiting(begun.token) is not None
    assert sessions.list_sessions(careful) == []

    token = sessions.confirm(begun.token, code_at(clock))

    assert token != begun.token
    assert sessions.find_session(token) is not None
    assert sessions.find_waiting(begun.token) is None


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_wrong(
    sessions: SessionDesk, careful: User, clock: FakeClock, seconds: int
) -> None:
    begun = sessions.sign_in(careful.login, PASSWORD)

    assert sessions.confirm(
        begun.token, f" {code_at(clock, seconds)[:3]} {code_at(clock, seconds)[3:]}"
    )


@pytest.mark.parametrize("seconds", [-90, 90, 3600])
def test_a_code_of_another_time_is_refused(
    sessions: SessionDesk, careful: User, clock: FakeClock, seconds: int
) -> None:
    begun = sessions.sign_in(careful.login, PASSWORD)

    assert code_refusal(sessions, begun.token, code_at(clock, seconds)) == "wrong_code"
    assert sessions.confirm(begun.token, code_at(clock))


def test_a_code_that_was_used_opens_nothing_again(
    sessions: SessionDesk, careful: User, clock: FakeClock
) -> None:
    first, second = (sessions.sign_in(careful.login, PASSWORD) for _ in range(2))
    sessions.confirm(first.token, code_at(clock))

    assert code_refusal(sessions, second.token, code_at(clock)) == "wrong_code"
    assert code_refusal(sessions, second.token, code_at(clock, -30)) == "wrong_code"
    clock.go(timedelta(seconds=30))
    assert sessions.confirm(second.token, code_at(clock))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "٣٣٣٣٣٣", "abcdef", "\x00", "\ud800"])
def test_what_is_no_code_is_refused(sessions: SessionDesk, careful: User, code: str) -> None:
    begun = sessions.sign_in(careful.login, PASSWORD)

    assert code_refusal(sessions, begun.token, code) == "wrong_code"


def test_codes_cannot_be_guessed_without_end(
    sessions: SessionDesk, careful: User, clock: FakeClock
) -> None:
    for _ in range(CODE_ATTEMPTS):
        begun = sessions.sign_in(careful.login, PASSWORD)
        assert code_refusal(sessions, begun.token, "000000") == "wrong_code"

    begun = sessions.sign_in(careful.login, PASSWORD)
    assert code_refusal(sessions, begun.token, code_at(clock)) == "too_many_attempts"
    clock.go(LOGIN_WINDOW + timedelta(seconds=1))
    begun = sessions.sign_in(careful.login, PASSWORD)
    assert sessions.confirm(begun.token, code_at(clock))


def test_the_page_that_asks_for_a_code_waits_ten_minutes(
    sessions: SessionDesk, careful: User, clock: FakeClock
) -> None:
    begun = sessions.sign_in(careful.login, PASSWORD)
    clock.go(CODE_PATIENCE)

    assert code_refusal(sessions, begun.token, code_at(clock)) == "session_ended"
    assert code_refusal(sessions, "", code_at(clock)) == "session_ended"


def test_a_full_session_asks_for_no_code(
    sessions: SessionDesk, clerk: User, clock: FakeClock
) -> None:
    token = sessions.sign_in(clerk.login, PASSWORD).token

    assert code_refusal(sessions, token, code_at(clock)) == "session_ended"
    assert sessions.find_session(token) is not None


def presence_refusal(sessions: SessionDesk, user: User, password: str, code: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        sessions.require_presence(user, password, code)
    return refusal.value.code


def test_who_is_signed_in_proves_to_be_there_by_the_password(
    sessions: SessionDesk, clerk: User
) -> None:
    sessions.require_presence(clerk, PASSWORD, "")

    assert presence_refusal(sessions, clerk, "guess", "") == "wrong_password"


def test_with_a_second_factor_a_code_proves_it_too_and_once(
    sessions: SessionDesk, careful: User, clock: FakeClock
) -> None:
    assert presence_refusal(sessions, careful, PASSWORD, "") == "wrong_code"
    assert presence_refusal(sessions, careful, "guess", code_at(clock)) == "wrong_password"
    sessions.require_presence(careful, PASSWORD, code_at(clock))

    assert presence_refusal(sessions, careful, PASSWORD, code_at(clock)) == "wrong_code"


def test_guesses_of_a_password_count_together_wherever_they_are_made(
    sessions: SessionDesk, clerk: User
) -> None:
    for _ in range(LOGIN_ATTEMPTS):
        assert presence_refusal(sessions, clerk, "guess", "") == "wrong_password"

    assert presence_refusal(sessions, clerk, PASSWORD, "") == "too_many_attempts"
    assert refusal_of(sessions, clerk.login, PASSWORD) == "too_many_attempts"
