"""Keys of programs as administrators keep them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role, Scope, scopes_of
from service.domain.accounts import ApiKey, Tenant
from service.domain.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from service.domain.ids import ApiKeyId
from service.operations.accounts import AccountDesk
from service.operations.api_keys import ApiKeyDesk, NewKey
from tests.factories import FOREIGN_SCHOOL, MUNICIPALITY, OTHER_SCHOOL, SCHOOL, make_principal
from tests.fakes import MONDAY, FakeClock, SequentialIds

RIGHTS = scopes_of({Role.ADMINISTRATOR})
OWN = make_principal(scopes=RIGHTS)
MUNICIPAL = make_principal(None, municipality_id=MUNICIPALITY, scopes=RIGHTS)
NEW = NewKey("1С", frozenset({Scope.READ}), Tenant(SCHOOL), None)


@pytest.fixture
def keys(memory_database: SqlDatabase, clock: FakeClock, ids: SequentialIds) -> ApiKeyDesk:
    return ApiKeyDesk(memory_database, clock, ids)


def only(keys: ApiKeyDesk) -> ApiKey:
    (found,) = keys.list_keys(OWN)
    return found


def test_a_key_opens_what_it_was_given_for(keys: ApiKeyDesk, accounts: AccountDesk) -> None:
    principal = accounts.identify_key(keys.issue(OWN, NEW))

    assert (principal.organisation_id, principal.scopes) == (SCHOOL, NEW.scopes)
    assert only(keys).label == "1С"


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(
    keys: ApiKeyDesk, accounts: AccountDesk
) -> None:
    secret = keys.issue(OWN, NEW)

    keys.revoke(OWN, only(keys).id)

    assert only(keys).revoked_at == MONDAY
    with pytest.raises(UnauthenticatedError, match="unauthenticated"):
        accounts.identify_key(secret)


def test_a_key_with_a_term_ends_by_itself(
    keys: ApiKeyDesk, accounts: AccountDesk, clock: FakeClock
) -> None:
    secret = keys.issue(OWN, replace(NEW, days=30))

    clock.go(timedelta(days=30) - timedelta(seconds=1))
    assert accounts.identify_key(secret).organisation_id == SCHOOL
    clock.go(timedelta(seconds=1))
    with pytest.raises(UnauthenticatedError, match="unauthenticated"):
        accounts.identify_key(secret)


def test_the_last_use_is_known_to_ten_minutes(
    keys: ApiKeyDesk, accounts: AccountDesk, clock: FakeClock
) -> None:
    secret = keys.issue(OWN, NEW)
    assert only(keys).last_used_at is None

    accounts.identify_key(secret)
    clock.go(timedelta(minutes=9))
    accounts.identify_key(secret)
    assert only(keys).last_used_at == MONDAY
    clock.go(timedelta(minutes=1))
    accounts.identify_key(secret)

    assert only(keys).last_used_at == MONDAY + timedelta(minutes=10)


def test_the_trail_names_the_key_and_never_its_secret(
    keys: ApiKeyDesk, memory_database: SqlDatabase
) -> None:
    secret = keys.issue(MUNICIPAL, replace(NEW, tenant=Tenant(None, MUNICIPALITY)))
    key = keys.list_keys(MUNICIPAL)[0]
    keys.revoke(MUNICIPAL, key.id)
    keys.revoke(MUNICIPAL, key.id)

    with memory_database.snapshot() as tx:
        trails = [
            [item.event for item in tx.audit.read(school)] for school in (SCHOOL, OTHER_SCHOOL)
        ]
    assert trails[0] == trails[1]
    assert [event.action for event in trails[0]] == ["key:issued", "key:revoked"]
    assert trails[0][0].detail == {"key": key.id, "scopes": "documents:read"}
    assert secret not in repr(trails)


@pytest.mark.parametrize(
    ("new", "pointer"),
    [
        (replace(NEW, label=" "), "#/label"),
        (replace(NEW, label="а" * 121), "#/label"),
        (replace(NEW, scopes=frozenset()), "#/scopes"),
        (replace(NEW, scopes=frozenset({Scope.USERS})), "#/scopes"),
        (replace(NEW, days=31), "#/days"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_by_its_box(
    keys: ApiKeyDesk, new: NewKey, pointer: str
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        keys.issue(OWN, new)

    assert [one.pointer for one in refusal.value.problems] == [pointer]
    assert keys.list_keys(OWN) == []


@pytest.mark.parametrize(
    "tenant", [Tenant(OTHER_SCHOOL), Tenant(FOREIGN_SCHOOL), Tenant(None, MUNICIPALITY), Tenant()]
)
def test_a_school_makes_keys_for_itself_alone(keys: ApiKeyDesk, tenant: Tenant) -> None:
    with pytest.raises(NotFoundError):
        keys.issue(OWN, replace(NEW, tenant=tenant))


def test_somebody_elses_key_is_not_there(keys: ApiKeyDesk) -> None:
    keys.issue(MUNICIPAL, replace(NEW, tenant=Tenant(OTHER_SCHOOL)))
    key_id = keys.list_keys(MUNICIPAL)[0].id

    assert keys.list_keys(OWN) == []
    for unknown in (key_id, ApiKeyId("nothing")):
        with pytest.raises(NotFoundError):
            keys.revoke(OWN, unknown)


def test_without_the_right_there_are_no_keys_to_see(keys: ApiKeyDesk) -> None:
    clerk = make_principal(scopes=frozenset(Scope) - {Scope.ORGANISATIONS})
    for act in (
        lambda: keys.list_keys(clerk),
        lambda: keys.issue(clerk, NEW),
        lambda: keys.revoke(clerk, ApiKeyId("k")),
    ):
        with pytest.raises(ForbiddenError, match="scope_required"):
            act()
