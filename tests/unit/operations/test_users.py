"""What administrators do: invite, change roles, close the door; all of it on the record."""

import re
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Principal, Role
from service.domain.accounts import INVITATION_LIFETIME, SecondFactor, Tenant, User
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from service.domain.ids import InvitationId
from service.operations.accounts import AccountDesk, NewUser
from service.operations.sessions import SessionDesk
from service.operations.users import Guest, UserDesk
from tests.factories import FOREIGN_SCHOOL, MUNICIPALITY, OTHER_SCHOOL, SCHOOL
from tests.fakes import FakeClock
from tests.mail import take_letters

PASSWORD = "правильная лошадь"
GUEST = Guest("Boris@School.example", "Борис Петрович", frozenset({Role.CURATOR}), Tenant(SCHOOL))


def let_in(accounts: AccountDesk, login: str, tenant: Tenant, *roles: Role) -> User:
    return accounts.add_user(NewUser(login, PASSWORD, f"Имя {login}", frozenset(roles), tenant))


@pytest.fixture
def admin(accounts: AccountDesk) -> Principal:
    return let_in(accounts, "admin", Tenant(SCHOOL), Role.ADMINISTRATOR).principal()


@pytest.fixture
def clerk(accounts: AccountDesk) -> User:
    return let_in(accounts, "clerk", Tenant(SCHOOL), Role.CLERK)


def trail(database: SqlDatabase, organisation_id: str = SCHOOL) -> list[tuple[str, str]]:
    with database.snapshot() as tx:
        chained = tx.audit.read(type(SCHOOL)(organisation_id))
        return [(one.event.action, str(one.event.detail["roles"])) for one in chained]


def token_of(link: str) -> str:
    found = re.fullmatch(r"https://grif\.example/invitation/([\w-]{43})", link)
    assert found
    return found[1]


def test_a_guest_comes_in_by_the_link_once(
    users: UserDesk, sessions: SessionDesk, admin: Principal, memory_database: SqlDatabase
) -> None:
    link = users.invite(admin, GUEST)
    (letter,) = take_letters(memory_database)
    assert letter.recipient == "boris@school.example"
    assert link in letter.text
    invitation, place = users.find_invitation(token_of(link))
    assert (invitation.name, place) == (GUEST.name, "МКОУ «Образцовская СОШ № 1»")

    begun = users.accept(token_of(link), "boris", PASSWORD, "Firefox")

    found = sessions.find_session(begun.token)
    assert found is not None
    user = found[1]
    assert (user.name, user.roles, user.tenant) == (GUEST.name, GUEST.roles, GUEST.tenant)
    assert user.email == "boris@school.example"
    with pytest.raises(NotFoundError):
        users.accept(token_of(link), "boris2", PASSWORD, "")
    assert trail(memory_database) == [("user:invited", "curator"), ("user:joined", "curator")]


def test_a_mistake_in_the_form_leaves_the_link_good(
    users: UserDesk, admin: Principal, clerk: User
) -> None:
    token = token_of(users.invite(admin, GUEST))

    with pytest.raises(InvalidRequestError):
        users.accept(token, "boris", "короткий", "")
    with pytest.raises(ConflictError) as refusal:
        users.accept(token, clerk.login, PASSWORD, "")

    assert refusal.value.code == "login_taken"
    assert users.accept(token, "boris", PASSWORD, "").token


def test_a_link_is_good_for_a_week_and_until_it_is_taken_back(
    users: UserDesk, admin: Principal, clock: FakeClock
) -> None:
    old = token_of(users.invite(admin, GUEST))
    clock.go(INVITATION_LIFETIME - timedelta(seconds=1))
    assert users.find_invitation(old)
    clock.go(timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        users.find_invitation(old)

    revoked = token_of(users.invite(admin, GUEST))
    (waiting,) = users.list_users(admin).invitations
    users.revoke(admin, waiting.id)
    with pytest.raises(NotFoundError):
        users.find_invitation(revoked)


@pytest.mark.parametrize(
    ("guest", "pointer"),
    [
        (Guest("не адрес", "Имя", GUEST.roles, GUEST.tenant), "#/email"),
        (Guest(GUEST.email, " ", GUEST.roles, GUEST.tenant), "#/name"),
        (Guest(GUEST.email, "Имя", frozenset(), GUEST.tenant), "#/roles"),
        (Guest(GUEST.email, "Имя", frozenset({Role.OFFICER}), GUEST.tenant), "#/roles"),
    ],
)
def test_a_guest_who_could_not_come_is_not_invited(
    users: UserDesk, admin: Principal, guest: Guest, pointer: str
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        users.invite(admin, guest)
    assert refusal.value.problems[0].pointer == pointer
    assert users.list_users(admin).invitations == []


@pytest.mark.parametrize("place", [Tenant(OTHER_SCHOOL), Tenant(None, MUNICIPALITY), Tenant()])
def test_nobody_is_invited_to_where_the_administrator_is_not(
    users: UserDesk, admin: Principal, place: Tenant
) -> None:
    roles = frozenset({Role.ADMINISTRATOR})
    with pytest.raises(NotFoundError):
        users.invite(admin, Guest(GUEST.email, "Имя", roles, place))
    assert users.invite(admin, GUEST)


def test_an_administrator_of_a_municipality_sees_to_all_its_schools(
    users: UserDesk, accounts: AccountDesk, clerk: User, memory_database: SqlDatabase
) -> None:
    district = Tenant(None, MUNICIPALITY)
    chief = let_in(accounts, "chief", district, Role.ADMINISTRATOR).principal()
    foreign = let_in(accounts, "foreign", Tenant(FOREIGN_SCHOOL), Role.CLERK)

    users.invite(chief, Guest(GUEST.email, "Имя", GUEST.roles, Tenant(OTHER_SCHOOL)))
    users.invite(chief, Guest(GUEST.email, "Имя", frozenset({Role.OFFICER}), district))
    users.change_roles(chief, clerk.id, frozenset({Role.HEAD}))

    assert {user.login for user in users.list_users(chief).users} == {"chief", "clerk"}
    with pytest.raises(NotFoundError):
        users.get_user(chief, foreign.id)
    assert ("user:invited", "officer") in trail(memory_database, SCHOOL)
    assert ("user:invited", "officer") in trail(memory_database, OTHER_SCHOOL)
    assert trail(memory_database, FOREIGN_SCHOOL) == []


def test_roles_change_at_once_and_on_the_record(
    users: UserDesk,
    sessions: SessionDesk,
    admin: Principal,
    clerk: User,
    memory_database: SqlDatabase,
) -> None:
    token = sessions.sign_in(clerk.login, PASSWORD).token

    users.change_roles(admin, clerk.id, frozenset({Role.CURATOR, Role.ACTING_HEAD}))

    found = sessions.find_session(token)
    assert found is not None
    assert found[1].roles == {Role.CURATOR, Role.ACTING_HEAD}
    assert trail(memory_database) == [("user:roles", "acting_head, curator")]
    assert clerk.name not in str(trail(memory_database))


def test_a_closed_door_ends_sessions_and_opens_again(
    users: UserDesk, sessions: SessionDesk, admin: Principal, clerk: User
) -> None:
    token = sessions.sign_in(clerk.login, PASSWORD).token

    users.block(admin, clerk.id)
    assert sessions.find_session(token) is None
    with pytest.raises(UnauthenticatedError):
        sessions.sign_in(clerk.login, PASSWORD)

    users.unblock(admin, clerk.id)
    assert sessions.find_session(token) is None
    assert sessions.sign_in(clerk.login, PASSWORD).token


def test_who_lost_telephone_and_codes_is_let_in_by_the_password(
    users: UserDesk,
    sessions: SessionDesk,
    admin: Principal,
    clerk: User,
    memory_database: SqlDatabase,
) -> None:
    with memory_database.transaction() as tx:
        tx.accounts.set_second_factor(clerk.id, SecondFactor("A" * 32, is_confirmed=True))
    assert sessions.sign_in(clerk.login, PASSWORD).awaits_code

    users.drop_second_factor(admin, clerk.id)

    assert not sessions.sign_in(clerk.login, PASSWORD).awaits_code


def test_nobody_changes_their_own_rights(users: UserDesk, admin: Principal) -> None:
    own = admin.user_id
    assert own is not None
    with pytest.raises(ConflictError, match="own_account"):
        users.block(admin, own)
    with pytest.raises(ConflictError, match="own_account"):
        users.change_roles(admin, own, frozenset({Role.HEAD}))
    with pytest.raises(ConflictError, match="own_account"):
        users.drop_second_factor(admin, own)


def test_who_is_no_administrator_manages_nobody(users: UserDesk, clerk: User) -> None:
    principal = clerk.principal()
    with pytest.raises(ForbiddenError):
        users.list_users(principal)
    with pytest.raises(ForbiddenError):
        users.invite(principal, GUEST)
    with pytest.raises(ForbiddenError):
        users.block(principal, clerk.id)
    with pytest.raises(ForbiddenError):
        users.revoke(principal, InvitationId("x"))


def test_who_did_something_is_called_by_name_and_a_program_is_not(
    users: UserDesk, clerk: User
) -> None:
    ids = [f"user:{clerk.id}", "key:k-1", "admin"]

    assert list(users.name_principals(ids).values()) == [
        clerk.name,
        "программа",
        "администратор сервера",
    ]
