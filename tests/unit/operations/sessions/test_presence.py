"""Who is signed in proves to be there."""

import pytest

from service.domain.accounts import LOGIN_ATTEMPTS, User
from service.domain.errors import UnauthenticatedError
from service.operations.sessions import SessionDesk
from tests.fakes import FakeClock
from tests.sign_ins import PASSWORD, code_at, refusal_of


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
