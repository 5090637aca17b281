from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope
from service.domain.accounts import ApiKey, Session, User
from service.domain.errors import NotFoundError
from service.domain.ids import ApiKeyId, UserId
from tests.factories import MUNICIPALITY, SCHOOL
from tests.fakes import MONDAY

DAY = timedelta(days=1)
USER = User(
    UserId("u-1"),
    "clerk",
    "Ёлкина О. С.",
    frozenset({Role.CLERK, Role.CURATOR}),
    "$argon2id$",
    SCHOOL,
    None,
    MONDAY,
)
SESSION = Session("a" * 64, USER.id, "csrf", MONDAY, MONDAY + DAY, MONDAY, "Firefox, Linux")


@pytest.mark.parametrize("expires_at", [None, MONDAY + DAY])
def test_a_key_is_found_by_its_hash_as_it_was(database: SqlDatabase, expires_at: None) -> None:
    scopes = frozenset({Scope.READ, Scope.ARCHIVE})
    key = ApiKey(ApiKeyId("k"), "b" * 64, "1С", scopes, None, MUNICIPALITY, MONDAY, expires_at)

    with database.transaction() as tx:
        tx.accounts.add_api_key(key)
        assert tx.accounts.find_api_key(key.secret_sha256) == key
        assert tx.accounts.find_api_key("c" * 64) is None


def test_a_person_is_found_by_login_and_id_as_they_were(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.accounts.add_user(USER)
        assert tx.accounts.find_user("clerk") == USER
        assert tx.accounts.get_user(USER.id) == USER
        assert tx.accounts.find_user("nobody") is None
        with pytest.raises(NotFoundError):
            tx.accounts.get_user(UserId("nobody"))


@pytest.mark.parametrize("login", ["\x00", "\ud800", "' OR 1=1 --", "x" * 10_000])
def test_an_odd_login_is_nobody(database: SqlDatabase, login: str) -> None:
    with database.snapshot() as tx:
        assert tx.accounts.find_user(login) is None


def test_a_session_lives_until_it_is_ended(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.accounts.add_user(USER)
        tx.sessions.add(SESSION)
        assert tx.sessions.find(SESSION.token_sha256) == SESSION
        tx.sessions.end(SESSION.token_sha256)
        assert tx.sessions.find(SESSION.token_sha256) is None


def test_failures_are_counted_per_login_and_since_a_moment(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        for login, at in (("a", MONDAY), ("a", MONDAY + DAY), ("b", MONDAY + DAY)):
            tx.sessions.note_failure(login * 64, at)

        assert tx.sessions.count_failures("a" * 64, MONDAY) == 2
        assert tx.sessions.count_failures("a" * 64, MONDAY + DAY) == 1
        assert tx.sessions.count_failures("c" * 64, MONDAY) == 0


def test_what_has_ended_is_forgotten_and_nothing_else(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.accounts.add_user(USER)
        tx.sessions.add(SESSION)
        tx.sessions.note_failure("a" * 64, MONDAY)

        tx.sessions.forget_expired(ended=MONDAY + DAY / 2, failed_before=MONDAY)
        assert tx.sessions.find(SESSION.token_sha256) is not None
        assert tx.sessions.count_failures("a" * 64, MONDAY) == 1

        tx.sessions.forget_expired(ended=MONDAY + DAY, failed_before=MONDAY + DAY)
        assert tx.sessions.find(SESSION.token_sha256) is None
        assert tx.sessions.count_failures("a" * 64, MONDAY) == 0
