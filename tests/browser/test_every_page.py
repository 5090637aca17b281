"""Every page that an address can name, for whoever may open it, judged without being listed.

The addresses are those of tests/role_matrix.py, and tests/things.py makes what they name: a new
page is judged at once, and fails until it is said how to make what its address names. Forms are
sent empty as well: what a page says of mistakes is judged too. The states of things are in
test_every_state.py.
"""

import re
from pathlib import Path

import pytest

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from tests.actors import Actor, let_in, name_in
from tests.browser.judging import Finding, Window, is_page, look
from tests.doors import House, open_house
from tests.factories import MUNICIPALITY, SCHOOL
from tests.role_matrix import RULES, Route
from tests.things import make_thing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SOMEBODY = {
    "office": ({Role.HEAD, Role.ADMINISTRATOR}, Tenant(SCHOOL)),
    "officer": ({Role.OFFICER, Role.ADMINISTRATOR}, Tenant(municipality_id=MUNICIPALITY)),
    "participant": ({Role.PARTICIPANT}, Tenant(SCHOOL)),
}
WITHOUT_A_PROVIDER = {("POST", "/me/openid"), ("POST", "/me/openid/off")}
_ELEMENTS = re.compile(r'<(\w+)(?:[^>]* class="([^"]*)")?')


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


@pytest.fixture(scope="module")
def judged() -> set[object]:
    """The outlines of the pages that were judged: many are the same but for their words."""
    return set()


@pytest.mark.parametrize("who", SOMEBODY)
def test_every_page_of_the_matrix(
    house: House, window: Window, judged: set[object], who: str
) -> None:
    roles, tenant = SOMEBODY[who]
    actor = Actor(house, let_in(house, "actor", roles, tenant, name_in(house)))
    wrong = []
    for number, route in enumerate(RULES.keys() - WITHOUT_A_PROVIDER):
        rule = RULES[route]
        if rule.allowed & roles and (not rule.is_municipal or tenant.municipality_id):
            wrong += [
                (route, *finding) for finding in _look_at(actor, number, route, window, judged)
            ]
    assert wrong == []


def _look_at(
    actor: Actor, number: int, route: Route, window: Window, judged: set[object]
) -> list[Finding]:
    thing = make_thing(actor.house, number, SCHOOL, RULES[route].target)
    client, answer = actor.ask(route[0], thing.path(route[1]))
    if answer.status_code in {403, 404}:
        return [("nothing to see", answer.status_code)]
    main = answer.text.partition("<main")[2] if is_page(answer) else ""
    outline = tuple(_ELEMENTS.findall(main))
    if not outline or outline in judged:
        return []
    judged.add(outline)
    window.show(client, answer)
    return look(window.page)
