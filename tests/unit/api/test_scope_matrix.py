"""Every route of the API × scope × own and somebody else's thing, from tests/api_matrix.py.

Whoever is refused is refused for the lack of a right (403) or because the thing does not exist for
them (404), never for a mistake of the test: the same request of a key that may goes through.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from service.domain.access import KEY_SCOPES, Scope
from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId
from service.domain.templates import Owner
from service.operations.templates import Publication
from tests.api_matrix import RULES, Route, Rule
from tests.doors import CONSENT, House, open_house
from tests.factories import FOREIGN_SCHOOL, HEADS_TERM, OTHER_SCHOOL, SCHOOL, make_principal
from tests.things import offer, order_batch, put_beside, warn

# What an allowed request may come to: done, a state that forbids it, or something to mend.
ALLOWED = {200, 201, 202, 204, 409, 422}
ROUTES = sorted(RULES)
EVERYTHING = frozenset(KEY_SCOPES)
PUBLIC = {("GET", "/api/v1/openapi.json"), ("POST", "/api/v1/verify")}


@pytest.fixture(params=["memory", pytest.param("walled", marks=pytest.mark.postgresql)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """The application over SQLite, and over PostgreSQL with the second wall."""
    name = "walled" if request.param == "walled" else "memory_database"
    return open_house(tmp_path, request.getfixturevalue(name))


@pytest.fixture
def walled_house(tmp_path: Path, walled: SqlDatabase) -> House:
    return open_house(tmp_path, walled)


@dataclass(frozen=True)
class Thing:
    """What an address or a body names, in one organisation."""

    organisation: str
    document: str = "nothing"
    ticket: str = "nothing"
    signer: str = "nobody"
    batch: str = "nothing"
    webhook: str = "nothing"

    def fill(self, text: str) -> str:
        return text.replace("{organisation}", self.organisation)

    def path(self, pattern: str) -> str:
        names = {
            "<id:organization_id>": self.organisation,
            "<id:document_id>": self.document,
            "<id:ticket_id>": self.ticket,
            "<id:signer_id>": self.signer,
            "<id:batch_id>": self.batch,
            "<id:webhook_id>": self.webhook,
            "<int:step>": "1",
            "<int:number>": "1",
            "<code:kind>": CONSENT,
            "<code>": "V16",
        }
        for name, value in names.items():
            pattern = pattern.replace(name, value)
        return pattern


def keep(house: House, organisation_id: OrganisationId, rule: Rule) -> Thing:
    """What an organisation has besides documents."""
    desks, keeper = house.services, make_principal(organisation_id)
    if rule.target == "signer":
        appointed = desks.signers.appoint(keeper, organisation_id, HEADS_TERM)
        return Thing(organisation_id, signer=appointed.id)
    if rule.target == "webhook":
        added = desks.webhooks.add(keeper, "https://program.example/", Tenant(organisation_id))
        return Thing(organisation_id, webhook=added.id)
    if rule.target == "template":
        owner, template = Owner(organisation_id=organisation_id), house.kind(CONSENT).template
        desks.templates.publish(keeper, Publication(owner, CONSENT, template))
    return Thing(organisation_id)


def make_thing(house: House, key: str, organisation_id: OrganisationId, rule: Rule) -> Thing:
    """What a route of this rule needs, in an organisation."""
    if rule.target == "batch":
        return Thing(organisation_id, batch=order_batch(house, key, organisation_id)[1])
    if rule.target in {"", "organisation", "signer", "template", "webhook"}:
        return keep(house, organisation_id, rule)
    document = house.archive(house.register(key, organisation_id=organisation_id))
    if rule.target == "warning":
        warn(house, document)
    if rule.target == "file":
        put_beside(house, document)
    ticket = offer(house, document) if rule.target == "ticket" else "nothing"
    return Thing(organisation_id, document.id, ticket)


def call(house: House, route: Route, thing: Thing, key: str) -> TestResponse:
    (method, pattern), rule = route, RULES[route]
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "key-of-the-matrix"}
    address = thing.path(pattern) + thing.fill(rule.query)
    client = house.app.test_client()
    if rule.sends in {"docx", "picture"}:
        content = house.kind(CONSENT).template if rule.sends == "docx" else b"\xff\xd8\xff"
        kind = "image/jpeg" if rule.sends == "picture" else "application/octet-stream"
        return client.open(address, method=method, headers=headers, data=content, content_type=kind)
    body = house.request(CONSENT, thing.organisation) if rule.sends == "document" else rule.body
    filled = None if body is None else json.loads(thing.fill(json.dumps(body)))
    return client.open(address, method=method, headers=headers, json=filled)


def said(answer: TestResponse) -> tuple[int, str]:
    body = (answer.get_json(silent=True) if answer.data else None) or {}
    return answer.status_code, str(body.get("code", ""))


def test_every_route_of_the_api_has_a_line(house: House) -> None:
    routes = {
        (method, rule.rule)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes == set(RULES) | PUBLIC


def is_right(rule: Rule, scope: Scope, tenant: str, answer: tuple[int, str]) -> bool:
    if scope not in rule.allowed:
        return answer == (403, "scope_required")
    if rule.is_owners and tenant == "municipality":
        return answer == (403, "forbidden")
    return answer[0] in ALLOWED


@pytest.mark.parametrize("tenant", ["school", "municipality"])
@pytest.mark.parametrize("scope", KEY_SCOPES)
def test_a_scope_opens_what_its_lines_say_and_nothing_else(
    either_house: House, scope: Scope, tenant: str
) -> None:
    key = either_house.key(SCHOOL if tenant == "school" else None, frozenset({scope}))
    wrong = []
    for number, route in enumerate(ROUTES):
        thing = make_thing(either_house, f"key-{number}", SCHOOL, RULES[route])
        status, code = said(call(either_house, route, thing, key))
        if not is_right(RULES[route], scope, tenant, (status, code)):
            wrong.append((route, status, code))
    assert wrong == []


@pytest.mark.parametrize("route", [r for r in ROUTES if RULES[r].target], ids=str)
def test_what_is_somebody_elses_does_not_exist(house: House, route: Route) -> None:
    mine = make_thing(house, "key-own", SCHOOL, RULES[route])
    for stranger in (OTHER_SCHOOL, FOREIGN_SCHOOL):
        theirs = make_thing(house, f"key-{stranger}", stranger, RULES[route])
        answer = call(house, route, theirs, house.key(SCHOOL, EVERYTHING))
        assert said(answer) == (404, "not_found")
        lacking = EVERYTHING - RULES[route].allowed
        refused = call(house, route, theirs, house.key(SCHOOL, lacking))
        assert said(refused) in {(403, "scope_required"), (404, "not_found")}
    assert call(house, route, mine, house.key(SCHOOL, EVERYTHING)).status_code in ALLOWED


def test_behind_the_second_wall_somebody_elses_does_not_exist_either(
    walled_house: House,
) -> None:
    wrong = []
    for number, route in enumerate(r for r in ROUTES if RULES[r].target):
        for stranger in (OTHER_SCHOOL, FOREIGN_SCHOOL):
            theirs = make_thing(walled_house, f"key-{number}-{stranger}", stranger, RULES[route])
            answer = said(call(walled_house, route, theirs, walled_house.key(SCHOOL, EVERYTHING)))
            if answer != (404, "not_found"):
                wrong.append((route, stranger, answer))
    assert wrong == []
