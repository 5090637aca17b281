from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope
from service.domain.accounts import ApiKey, Tenant, User
from service.domain.errors import ConflictError, InvalidRequestError, UnauthenticatedError
from service.domain.ids import ApiKeyId
from service.operations.accounts import AccountDesk, NewUser
from service.operations.passwords import MAX_PASSWORD_LENGTH
from tests.factories import MUNICIPALITY, SCHOOL
from tests.fakes import MONDAY, FakeClock

PASSWORD = "правильная лошадь"
OWN_SCHOOL = Tenant(organisation_id=SCHOOL)


def make_user(login: str = "clerk", password: str = PASSWORD, email: str = "") -> NewUser:
    roles = frozenset({Role.CLERK})
    return NewUser(login, password, "Ольга Сергеевна", roles, OWN_SCHOOL, email)


@pytest.fixture
def clerk(accounts: AccountDesk) -> User:
    return accounts.add_user(make_user())


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
        ("boss", "короткий", "#/password"),
        ("boss", "passwordpassword", "#/password"),
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
        accounts.add_user(NewUser("clerk", PASSWORD, text, frozenset({Role.CLERK}), OWN_SCHOOL))
    with pytest.raises(InvalidRequestError) as key:
        accounts.issue_api_key(text, frozenset(Scope), OWN_SCHOOL)

    assert [problem.pointer for problem in person.value.problems] == ["#/name"]
    assert [problem.pointer for problem in key.value.problems] == ["#/label"]


@pytest.mark.parametrize(
    ("roles", "tenant", "email", "pointer"),
    [
        (set(), OWN_SCHOOL, "", "#/roles"),
        ({Role.OFFICER}, OWN_SCHOOL, "", "#/roles"),
        ({Role.HEAD}, Tenant(municipality_id=MUNICIPALITY), "", "#/roles"),
        ({Role.HEAD, Role.OFFICER}, Tenant(municipality_id=MUNICIPALITY), "", "#/roles"),
        ({Role.HEAD, Role.ACTING_HEAD}, OWN_SCHOOL, "", "#/roles"),
        ({Role.HEAD}, OWN_SCHOOL, "не адрес", "#/email"),
        ({Role.HEAD}, OWN_SCHOOL, "a@b.example\nBcc: c@d.example", "#/email"),
        ({Role.HEAD}, OWN_SCHOOL, f"{'a' * 64}@{'b' * 190}.example", "#/email"),
    ],
)
def test_roles_that_do_not_fit_and_odd_addresses_are_refused(
    accounts: AccountDesk, roles: set[Role], tenant: Tenant, email: str, pointer: str
) -> None:
    new = NewUser("boss", PASSWORD, "Имя", frozenset(roles), tenant, email)

    with pytest.raises(InvalidRequestError) as refusal:
        accounts.add_user(new)

    assert [problem.pointer for problem in refusal.value.problems] == [pointer]
