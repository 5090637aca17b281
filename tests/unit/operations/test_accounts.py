from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Scope
from service.domain.accounts import LOGIN_ATTEMPTS, LOGIN_WINDOW, SESSION_LIFETIME, ApiKey, User
from service.domain.errors import ConflictError, InvalidRequestError, UnauthenticatedError
from service.domain.ids import ApiKeyId
from service.operations.accounts import MAX_PASSWORD_LENGTH, AccountDesk, NewUser, Tenant
from tests.factories import MUNICIPALITY, SCHOOL
from tests.fakes import MONDAY, FakeClock

PASSWORD = "правильная лошадь"
OWN_SCHOOL = Tenant(organisation_id=SCHOOL)


def make_user(login: str = "clerk", password: str = PASSWORD) -> NewUser:
    return NewUser(login, password, "Ольга Сергеевна", "clerk", OWN_SCHOOL)


@pytest.fixture
def clerk(accounts: AccountDesk) -> User:
    return accounts.add_user(make_user())


def refusal_of(accounts: AccountDesk, login: str, password: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        accounts.sign_in(login, password)
    return refusal.value.code


def test_a_key_opens_what_it_was_made_for(accounts: AccountDesk) -> None:
    secret = accounts.issue_api_key("1С", frozenset({Scope.READ}), OWN_SCHOOL)

    principal = accounts.identify_key(secret)

    assert principal.organisation_id == SCHOOL
    assert principal.municipality_id is None
    assert principal.scopes == {Scope.READ}
    assert secret not in principal.id


def test_a_key_of_a_municipality_is_bound_to_it(accounts: AccountDesk) -> None:
    tenant = Tenant(municipality_id=MUNICIPALITY)
    secret = accounts.issue_api_key("свод", frozenset(Scope), tenant)

    assert accounts.identify_key(secret).municipality_id == MUNICIPALITY


def test_no_two_keys_are_alike(accounts: AccountDesk) -> None:
    secrets = {accounts.issue_api_key("1С", frozenset(Scope), OWN_SCHOOL) for _ in range(9)}

    assert len(secrets) == 9


@pytest.mark.parametrize("secret", ["", "grif_", "grif_" + "A" * 43, "\x00", "\ud800"])
def test_an_unknown_key_opens_nothing(accounts: AccountDesk, secret: str) -> None:
    accounts.issue_api_key("1С", frozenset(Scope), OWN_SCHOOL)

    with pytest.raises(UnauthenticatedError):
        accounts.identify_key(secret)


def test_a_key_opens_nothing_from_the_moment_it_expires(
    accounts: AccountDesk, clock: FakeClock, memory_database: SqlDatabase
) -> None:
    digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"  # of "secret"
    end = MONDAY + timedelta(days=1)
    key = ApiKey(ApiKeyId("k"), digest, "1С", frozenset(Scope), SCHOOL, None, MONDAY, end)
    with memory_database.transaction() as tx:
        tx.accounts.add_api_key(key)

    assert accounts.identify_key("secret").id == "key:k"
    clock.go(timedelta(days=1))
    with pytest.raises(UnauthenticatedError):
        accounts.identify_key("secret")


def test_a_password_is_stored_as_argon2id_only(clerk: User) -> None:
    assert clerk.password_hash.startswith("$argon2id$")
    assert PASSWORD not in clerk.password_hash


def test_signing_in_begins_a_session_of_that_person(accounts: AccountDesk, clerk: User) -> None:
    token = accounts.sign_in("clerk", PASSWORD)

    found = accounts.find_session(token)
    assert found is not None
    session, user = found
    assert user == clerk
    assert session.token_sha256 != token
    assert session.csrf_token not in {token, session.token_sha256}


def test_each_sign_in_is_another_session(accounts: AccountDesk, clerk: User) -> None:
    tokens = {accounts.sign_in(clerk.login, PASSWORD) for _ in range(3)}

    assert len(tokens) == 3


@pytest.mark.parametrize("login", ["clerk", "Clerk", " CLERK "])
def test_case_in_a_login_does_not_matter(accounts: AccountDesk, clerk: User, login: str) -> None:
    found = accounts.find_session(accounts.sign_in(login, PASSWORD))

    assert found is not None
    assert found[1] == clerk


def test_a_taken_login_is_refused(accounts: AccountDesk, clerk: User) -> None:
    with pytest.raises(ConflictError) as refusal:
        accounts.add_user(make_user(clerk.login.upper(), "другой пароль"))

    assert refusal.value.code == "login_taken"


@pytest.mark.parametrize(
    ("login", "password", "pointer"),
    [
        ("", PASSWORD, "#/login"),
        ("  ", PASSWORD, "#/login"),
        ("a\x00b", PASSWORD, "#/login"),
        ("a" * 121, PASSWORD, "#/login"),
        ("boss", "", "#/password"),
        ("boss", "x" * (MAX_PASSWORD_LENGTH + 1), "#/password"),
    ],
)
def test_an_account_that_could_never_sign_in_is_refused(
    accounts: AccountDesk, login: str, password: str, pointer: str
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        accounts.add_user(make_user(login, password))

    assert [problem.pointer for problem in refusal.value.problems] == [pointer]


@pytest.mark.parametrize("text", ["", " ", "a\nb", "\udcff", "я" * 201])
def test_a_person_and_a_key_are_named_in_one_printable_line(
    accounts: AccountDesk, text: str
) -> None:
    with pytest.raises(InvalidRequestError) as person:
        accounts.add_user(NewUser("clerk", PASSWORD, text, "clerk", OWN_SCHOOL))
    with pytest.raises(InvalidRequestError) as key:
        accounts.issue_api_key(text, frozenset(Scope), OWN_SCHOOL)

    assert [problem.pointer for problem in person.value.problems] == ["#/name"]
    assert [problem.pointer for problem in key.value.problems] == ["#/label"]


def test_the_longest_password_works_whole(accounts: AccountDesk) -> None:
    longest = "x" * MAX_PASSWORD_LENGTH
    accounts.add_user(make_user(password=longest))

    assert accounts.sign_in("clerk", longest)
    assert refusal_of(accounts, "clerk", longest[:-1]) == "wrong_password"
    assert refusal_of(accounts, "clerk", longest + "x") == "wrong_password"


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("login", "password"),
    [("clerk", "не тот"), ("clerk", ""), ("nobody", PASSWORD), ("\x00", "\ud800"), ("", "")],
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    accounts: AccountDesk, login: str, password: str
) -> None:
    assert refusal_of(accounts, login, password) == "wrong_password"


def test_after_ten_failures_the_right_password_is_refused_too(
    accounts: AccountDesk, clerk: User, clock: FakeClock
) -> None:
    for _ in range(LOGIN_ATTEMPTS):
        assert refusal_of(accounts, "Clerk", "не тот") == "wrong_password"

    assert refusal_of(accounts, clerk.login, PASSWORD) == "too_many_attempts"
    clock.go(LOGIN_WINDOW + timedelta(seconds=1))
    assert accounts.sign_in(clerk.login, PASSWORD)


def test_attempts_while_locked_out_do_not_prolong_it(
    accounts: AccountDesk, clerk: User, clock: FakeClock
) -> None:
    for _ in range(LOGIN_ATTEMPTS):
        refusal_of(accounts, clerk.login, "не тот")
    clock.go(LOGIN_WINDOW - timedelta(seconds=1))
    refusal_of(accounts, clerk.login, "не тот")

    clock.go(timedelta(seconds=2))
    assert accounts.sign_in(clerk.login, PASSWORD)


def test_one_persons_failures_do_not_lock_out_another(accounts: AccountDesk, clerk: User) -> None:
    accounts.add_user(make_user("boss"))
    for _ in range(LOGIN_ATTEMPTS):
        refusal_of(accounts, "boss", "не тот")

    assert accounts.sign_in(clerk.login, PASSWORD)


def test_a_session_ends_after_a_working_day(
    accounts: AccountDesk, clerk: User, clock: FakeClock
) -> None:
    token = accounts.sign_in(clerk.login, PASSWORD)

    clock.go(SESSION_LIFETIME - timedelta(seconds=1))
    assert accounts.find_session(token) is not None
    clock.go(timedelta(seconds=1))
    assert accounts.find_session(token) is None


def test_signing_out_ends_this_session_and_no_other(accounts: AccountDesk, clerk: User) -> None:
    here, there = (accounts.sign_in(clerk.login, PASSWORD) for _ in range(2))

    accounts.sign_out(here)

    assert accounts.find_session(here) is None
    assert accounts.find_session(there) is not None


def test_an_unknown_token_is_no_session(accounts: AccountDesk) -> None:
    assert accounts.find_session("") is None
    accounts.sign_out("unknown")


def test_what_has_ended_is_forgotten_at_the_next_sign_in(
    accounts: AccountDesk, clerk: User, clock: FakeClock, memory_database: SqlDatabase
) -> None:
    accounts.sign_in(clerk.login, PASSWORD)
    refusal_of(accounts, clerk.login, "не тот")
    clock.go(SESSION_LIFETIME)

    accounts.sign_in(clerk.login, PASSWORD)

    assert count_rows(memory_database, "sessions") == 1
    assert count_rows(memory_database, "failed_logins") == 0


def count_rows(database: SqlDatabase, table: str) -> int:
    with database._reader.begin() as connection:  # noqa: SLF001 -- no port counts what is forgotten
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 -- a fixed name
