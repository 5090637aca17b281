"""How sessions end: after a day, left alone, signed out, by their person."""

from datetime import timedelta

from service.database.database import SqlDatabase
from service.domain.accounts import AFTERLIFE, SESSION_IDLE, SESSION_LIFETIME, User
from service.operations.accounts import AccountDesk
from service.operations.sessions import SessionDesk
from tests.fakes import FakeClock
from tests.sign_ins import PASSWORD, make_user, refusal_of

SESSION_STEP = timedelta(hours=1)


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
