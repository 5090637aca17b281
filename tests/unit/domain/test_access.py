from dataclasses import replace

import pytest

from service.domain.access import (
    PERMISSIONS,
    ROLE_TITLES,
    ROLES_OF_MUNICIPALITIES,
    ROLES_OF_ORGANISATIONS,
    Principal,
    Role,
    Scope,
    may_write,
    require_scope,
    require_sight,
    require_writing,
)
from service.domain.accounts import ApiKey, User
from service.domain.errors import ForbiddenError, NotFoundError
from service.domain.ids import ApiKeyId, UserId
from tests.factories import (
    CLERK,
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    MUNICIPALITY,
    OFFICER,
    OTHER_SCHOOL,
    SCHOOL,
    STRANGER,
    make_organisation,
)
from tests.fakes import MONDAY

NOBODY = Principal("key:nobody", frozenset(Scope))


OFFICE = {Scope.READ, Scope.WRITE, Scope.ARCHIVE}
INSTALLATION = {
    *(Scope.USERS, Scope.ORGANISATIONS, Scope.TEMPLATES, Scope.SIGNERS, Scope.WEBHOOKS),
}


@pytest.mark.parametrize(
    ("principal", "seen"),
    [
        (CLERK, {SCHOOL}),
        (STRANGER, {FOREIGN_SCHOOL}),
        (OFFICER, {SCHOOL, OTHER_SCHOOL}),
        (NOBODY, set()),
        (replace(CLERK, municipality_id=MUNICIPALITY), {SCHOOL}),
    ],
    ids=["clerk", "stranger", "officer", "nobody", "bound-twice"],
)
def test_a_principal_sees_its_own_and_nothing_else(principal: Principal, seen: set[str]) -> None:
    schools = (
        make_organisation(SCHOOL),
        make_organisation(OTHER_SCHOOL),
        make_organisation(FOREIGN_SCHOOL, FOREIGN_MUNICIPALITY),
    )

    assert {school.id for school in schools if principal.sees(school)} == seen


def test_somebody_elses_organisation_looks_like_none_at_all() -> None:
    school = make_organisation()

    with pytest.raises(NotFoundError) as somebody_elses:
        require_sight(STRANGER, school)
    with pytest.raises(NotFoundError) as missing:
        require_sight(STRANGER, None)

    assert somebody_elses.value.message == missing.value.message
    assert require_sight(CLERK, school) is school


@pytest.mark.parametrize("scope", Scope)
def test_a_missing_right_is_named(scope: Scope) -> None:
    require_scope(CLERK, scope)
    with pytest.raises(ForbiddenError) as refusal:
        require_scope(replace(CLERK, scopes=frozenset(Scope) - {scope}), scope)

    assert refusal.value.code == "scope_required"
    assert scope in refusal.value.message


@pytest.mark.parametrize(
    ("roles", "scopes"),
    [
        ({Role.HEAD}, OFFICE | {Scope.TEMPLATES, Scope.SIGNERS}),
        ({Role.ACTING_HEAD}, OFFICE | {Scope.TEMPLATES, Scope.SIGNERS}),
        ({Role.CURATOR}, OFFICE),
        ({Role.CLERK}, OFFICE),
        ({Role.PARTICIPANT}, {Scope.OWN}),
        ({Role.OFFICER}, {Scope.READ, Scope.ARCHIVE, Scope.MUNICIPAL, Scope.TEMPLATES}),
        ({Role.ADMINISTRATOR}, INSTALLATION),
        (set(), set()),
        ({Role.PARTICIPANT, Role.ADMINISTRATOR}, INSTALLATION | {Scope.OWN}),
    ],
)
def test_a_person_may_do_what_any_of_their_roles_may(roles: set[Role], scopes: set[Scope]) -> None:
    user = User(UserId("u-1"), "anna", "Имя", frozenset(roles), "hash", SCHOOL, None, MONDAY)

    principal = user.principal()

    assert (principal.id, principal.user_id) == ("user:u-1", user.id)
    assert principal.scopes == scopes


def test_every_role_has_its_line_its_title_and_its_place() -> None:
    assert set(PERMISSIONS) == set(ROLE_TITLES) == set(Role)
    assert set(Role) == ROLES_OF_ORGANISATIONS | ROLES_OF_MUNICIPALITIES


def test_who_reads_all_documents_is_not_held_to_their_own() -> None:
    both = replace(CLERK, scopes=frozenset({Scope.READ, Scope.OWN}))
    assert not both.reads_own_only
    assert replace(CLERK, scopes=frozenset({Scope.OWN})).reads_own_only


@pytest.mark.parametrize(
    ("scopes", "of_school", "of_municipality"),
    [
        ({Scope.WRITE}, True, True),
        ({Scope.MUNICIPAL}, False, True),
        ({Scope.READ}, False, False),
    ],
)
def test_an_officer_writes_documents_of_the_municipality_alone(
    scopes: set[Scope], *, of_school: bool, of_municipality: bool
) -> None:
    principal = replace(OFFICER, scopes=frozenset(scopes))
    for is_municipal, is_allowed in ((False, of_school), (True, of_municipality)):
        assert may_write(principal, is_municipal=is_municipal) is is_allowed
        if is_allowed:
            require_writing(principal, is_municipal=is_municipal)
        else:
            with pytest.raises(ForbiddenError):
                require_writing(principal, is_municipal=is_municipal)


def test_a_key_asks_with_its_own_rights_and_id() -> None:
    key = ApiKey(ApiKeyId("k-1"), "0" * 64, "1С", frozenset({Scope.READ}), SCHOOL, None, MONDAY)

    assert key.principal() == Principal("key:k-1", frozenset({Scope.READ}), SCHOOL, None)
