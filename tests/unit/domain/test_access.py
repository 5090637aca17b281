from dataclasses import replace

import pytest

from service.domain.access import Principal, Scope, require_scope, require_sight
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
    ("organisation_id", "municipality_id", "writes"),
    [(SCHOOL, None, True), (None, MUNICIPALITY, False)],
)
def test_an_officer_reads_and_a_clerk_writes_as_well(
    organisation_id: None, municipality_id: None, *, writes: bool
) -> None:
    user = User(
        UserId("u-1"), "clerk", "Имя", "clerk", "hash", organisation_id, municipality_id, MONDAY
    )

    principal = user.principal()

    assert principal.id == "user:u-1"
    assert {Scope.READ, Scope.ARCHIVE} <= principal.scopes
    assert (Scope.WRITE in principal.scopes) is writes


@pytest.mark.parametrize(
    ("role", "publishes"),
    [("head", True), ("officer", True), ("curator", False), ("clerk", False), ("unknown", False)],
)
def test_who_answers_for_the_documents_publishes_templates(role: str, *, publishes: bool) -> None:
    user = User(UserId("u-1"), "login", "Имя", role, "hash", SCHOOL, None, MONDAY)
    assert (Scope.TEMPLATES in user.principal().scopes) is publishes


def test_a_key_asks_with_its_own_rights_and_id() -> None:
    key = ApiKey(ApiKeyId("k-1"), "0" * 64, "1С", frozenset({Scope.READ}), SCHOOL, None, MONDAY)

    assert key.principal() == Principal("key:k-1", frozenset({Scope.READ}), SCHOOL, None)
