"""The second factor: which codes open a session, and which do not."""

from datetime import timedelta

import pytest

from service.domain.accounts import CODE_ATTEMPTS, CODE_PATIENCE, LOGIN_WINDOW, User
from service.domain.errors import UnauthenticatedError
from service.operations.sessions import SessionDesk
from tests.fakes import FakeClock
from tests.sign_ins import PASSWORD, code_at


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
