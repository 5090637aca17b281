"""Every route × role × own and somebody else's thing, generated from tests/role_matrix.py.

Whoever is refused is refused for the lack of a right (403) or because the thing does not exist for
them (404), never for a mistake of the test: the same form, sent by somebody who may, goes through.
What the forms do when they are filled in is in test_role_forms.py.
"""

from pathlib import Path

import pytest

from service.domain.access import Role
from service.domain.accounts import Tenant
from tests.actors import ACTORS, ids_of, make_actor
from tests.doors import House, open_house
from tests.factories import FOREIGN_SCHOOL, OTHER_SCHOOL, SCHOOL
from tests.role_matrix import RULES, Route, Rule
from tests.things import Thing, make_thing

# What an allowed request may come to: done, sent on, a state that forbids it, fields to mend
# (503: the picture of a page that is no real PDF).
ALLOWED = {200, 302, 303, 409, 422, 503}
REFUSED = {403, 404}
STALE = ("Форма устарела".encode(), "Отправьте форму ещё раз".encode())
ROUTES = sorted(RULES)


@pytest.fixture(params=["memory", pytest.param("walled", marks=pytest.mark.postgresql)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """The application over SQLite, and over PostgreSQL with the second wall."""
    name = "walled" if request.param == "walled" else "memory_database"
    opened = request.getfixturevalue(name)
    issuer = "http://127.0.0.1:1"  # nobody there: only who may ask is looked at
    return open_house(tmp_path, opened, oidc_issuer=issuer, oidc_client_id="grif")


@pytest.mark.parametrize(("role", "tenant"), ACTORS, ids=ids_of)
def test_a_role_may_do_what_its_line_says_and_nothing_else(
    either_house: House, role: Role, tenant: Tenant
) -> None:
    actor = make_actor(either_house, role, tenant)
    wrong = []
    for number, route in enumerate(ROUTES):
        thing = make_thing(either_house, number, SCHOOL, RULES[route].target)
        answer = actor.go(route[0], thing.path(route[1]))
        expected = ALLOWED if _may(RULES[route], role, tenant) else REFUSED
        if answer.status_code not in expected or any(one in answer.data for one in STALE):
            wrong.append((route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize(("role", "tenant"), ACTORS, ids=ids_of)
def test_what_is_somebody_elses_does_not_exist(
    either_house: House, role: Role, tenant: Tenant
) -> None:
    actor = make_actor(either_house, role, tenant)
    foreign = [FOREIGN_SCHOOL] if tenant.municipality_id else [FOREIGN_SCHOOL, OTHER_SCHOOL]
    wrong = []
    for number, route in enumerate(route for route in ROUTES if _names_something(RULES[route])):
        for organisation_id in foreign:
            thing = make_thing(either_house, number, organisation_id, RULES[route].target)
            answer = actor.go(route[0], thing.path(route[1]))
            expected = {404} if role in RULES[route].allowed else REFUSED
            if answer.status_code not in expected:
                wrong.append((route, organisation_id, answer.status_code))
    assert wrong == []


def _may(rule: Rule, role: Role, tenant: Tenant) -> bool:
    return role in rule.allowed and (not rule.is_municipal or tenant.municipality_id is not None)


def _names_something(rule: Rule) -> bool:
    # Ending a session that is not one's own does nothing; a template's address names no tenant.
    return rule.target not in {"", "session", "template", "plugin"}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_whoever_is_not_signed_in_is_sent_to_the_door(house: House, route: Route) -> None:
    method, pattern = route
    answer = house.browser().open(Thing().path(pattern), method=method)
    if method == "GET":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")
    else:
        assert answer.status_code == 401
