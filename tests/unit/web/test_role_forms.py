"""Forms that are filled in: who may send them changes something, the same of others does nothing.

The matrix of test_role_matrix.py sends every form empty; here a refusal is never for a mistake in
it, because the same form about the same thing goes through when somebody who may sends it.
"""

import pytest
import sqlalchemy as sa

from service.database.schema import metadata
from service.domain.access import ROLES_OF_ORGANISATIONS, Role
from service.domain.accounts import Tenant
from tests.actors import ACTORS, Actor, let_in
from tests.factories import SCHOOL
from tests.role_forms import FORMS, ONLY_TELL, POSTS, TOLD_ELSEWHERE, Desk
from tests.role_matrix import RULES
from tests.scenes.stage import HEAD_NAME
from tests.signing_house import SigningHouse

OF_THE_VISIT = {"sessions", "failed_logins"}
ANYBODYS = OF_THE_VISIT - {"sessions"}


@pytest.fixture
def desk(signing: SigningHouse) -> Desk:
    roles = set(ROLES_OF_ORGANISATIONS) - {Role.ACTING_HEAD}
    author = Actor(signing.house, let_in(signing.house, "author", roles, Tenant(SCHOOL)))
    return Desk(signing, author)


def look(desk: Desk, *, with_sessions: bool = False) -> dict[str, list[str]]:
    """Every row of every table; without sessions, which merely asking begins."""
    left_out = ANYBODYS if with_sessions else OF_THE_VISIT
    with desk.signing.house.services.database._writer.connect() as connection:  # type: ignore[attr-defined]  # noqa: SLF001 -- no port reads everything
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in metadata.sorted_tables
            if table.name not in left_out
        }


@pytest.mark.parametrize("path", FORMS)
def test_who_may_does_it_and_others_do_nothing_with_the_same_form(desk: Desk, path: str) -> None:
    rule, wrong = RULES["POST", path], []
    actors = [_enter(desk, number, *who) for number, who in enumerate(ACTORS)]
    is_about_visits = path in {"/sign-out", "/me/sessions/end", "/me/sessions/<id:handle>/end"}
    for actor in actors:
        may = actor.user.roles <= rule.allowed and (
            not rule.is_municipal or actor.user.municipality_id is not None
        )
        thing, form = FORMS[path](desk, actor)
        before = look(desk)
        answer = actor.go("POST", thing.path(path), form)
        is_changed = look(desk) != before
        wanted = may and path not in ONLY_TELL and not is_about_visits
        is_right = answer.status_code in ({200, 303} if may else {403, 404})
        if not is_right or is_changed != wanted:
            wrong.append((sorted(actor.user.roles), answer.status_code, is_changed))
    assert wrong == []


def _enter(desk: Desk, number: int, role: Role, tenant: Tenant) -> Actor:
    house = desk.signing.house
    return Actor(house, let_in(house, f"actor-{number}", {role}, tenant, HEAD_NAME))


def test_every_form_is_filled_in_here_or_elsewhere() -> None:
    assert FORMS.keys() | TOLD_ELSEWHERE.keys() == POSTS
    assert FORMS.keys() & TOLD_ELSEWHERE.keys() == set()
    assert FORMS.keys() >= ONLY_TELL
