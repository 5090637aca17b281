"""Every route × role × own and somebody else's thing, generated from tests/role_matrix.py.

Whoever is refused is refused for the lack of a right (403) or because the thing does not exist for
them (404), never for a mistake of the test: the same form, sent by somebody who may, goes through.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.access import (
    ROLES_OF_MUNICIPALITIES,
    ROLES_OF_ORGANISATIONS,
    Principal,
    Role,
    Scope,
)
from service.domain.accounts import Tenant, User
from service.domain.documents import Document
from service.domain.drafts import SavedDraft
from service.domain.ids import DraftId, OrganisationId, PreviewId
from service.domain.templates import Owner
from service.operations.accounts import NewUser
from service.operations.templates import Publication
from service.operations.users import Guest
from service.ports import DocumentFilter
from service.web.forgery import mask
from tests.doors import CONSENT, PASSWORD, House, open_house
from tests.factories import (
    FOREIGN_MUNICIPALITY,
    FOREIGN_SCHOOL,
    HEADS_TERM,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    make_principal,
)
from tests.printing import make_preview_order, print_previews
from tests.role_matrix import LEVEL, RULES, Route, Rule, Target
from tests.things import offer, order_batch, put_beside, warn

# What an allowed request may come to: done, sent on, a state that forbids it, fields to mend
# (503: the picture of a page that is no real PDF).
ALLOWED = {200, 302, 303, 409, 422, 503}
REFUSED = {403, 404}
STALE = ("Форма устарела".encode(), "Отправьте форму ещё раз".encode())
MUNICIPAL_KIND = "municipal_order_responsible"


@pytest.fixture(params=["memory", pytest.param("walled", marks=pytest.mark.postgresql)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """The application over SQLite, and over PostgreSQL with the second wall."""
    name = "walled" if request.param == "walled" else "memory_database"
    opened = request.getfixturevalue(name)
    issuer = "http://127.0.0.1:1"  # nobody there: only who may ask is looked at
    return open_house(tmp_path, opened, oidc_issuer=issuer, oidc_client_id="grif")


@dataclass
class Actor:
    """Somebody signed in, with a browser that never has to sign in again."""

    house: House
    user: User

    def browser(self) -> tuple[FlaskClient, str]:
        """A browser with a fresh session, and the token for its forms."""
        services = self.house.services
        with services.database.transaction() as tx:
            begun = services.sessions.begin(tx, self.user.id)
        found = services.sessions.find_session(begun.token)
        assert found is not None
        client = self.house.browser()
        client.set_cookie("sid", begun.token)
        return client, mask(found[0].csrf_token)

    def handle(self) -> str:
        """Names a session of this person."""
        self.browser()
        return self.house.services.sessions.list_sessions(self.user)[0].handle

    def go(self, route: Route, target: "Thing", **boxes: str) -> TestResponse:
        client, token = self.browser()
        method, pattern = route
        form = {"_csrf": token, **boxes} if method == "POST" else None
        return client.open(target.path(pattern), method=method, data=form)


@dataclass(frozen=True)
class Thing:
    """What an address names, in one organisation."""

    document: str = "nothing"
    user: str = "nobody"
    invitation: str = "nothing"
    session: str = "nothing"
    ticket: str = "nothing"
    person: str = "nobody"
    batch: str = "nothing"
    organisation: str = "nothing"
    signer: str = "nobody"
    key: str = "nothing"
    webhook: str = "nothing"
    draft: str = "nothing"

    def path(self, pattern: str) -> str:
        names = {
            "<id:document_id>": self.document,
            "<id:user_id>": self.user,
            "<id:invitation_id>": self.invitation,
            "<id:handle>": self.session,
            "<id:ticket_id>": self.ticket,
            "<id:person_id>": self.person,
            "<id:batch_id>": self.batch,
            "<id:organisation_id>": self.organisation,
            "<id:signer_id>": self.signer,
            "<id:key_id>": self.key,
            "<id:webhook_id>": self.webhook,
            "<id:draft_id>": self.draft,
            LEVEL: "municipality",
            "<int:place>": "1",
            "<code:kind>": CONSENT,
            "<code>": "V16",
            "<int:number>": "1",
        }
        for name, value in names.items():
            pattern = pattern.replace(name, value)
        return pattern


def name_in(house: House) -> str:
    """The full name of the person whose consent the sample is."""
    person = house.kind(CONSENT).sample["mentee"]
    assert isinstance(person, dict)
    return f"{person['surname']} {person['given_name']} {person['patronymic']}"


def let_in(
    house: House, login: str, roles: set[Role], tenant: Tenant, name: str = "Имя Рек"
) -> User:
    new = NewUser(login, PASSWORD, name, frozenset(roles), tenant, f"{login}@a.example")
    return house.services.accounts.add_user(new)


def make_actor(house: House, role: Role, tenant: Tenant) -> Actor:
    name = name_in(house) if role is Role.PARTICIPANT else "Имя Рек"
    return Actor(house, let_in(house, "actor", {role}, tenant, name))


def make_thing(house: House, number: int, organisation_id: OrganisationId, target: Target) -> Thing:
    """What a route of this target needs, in an organisation."""
    if target in {"document", "page", "file", "warning", "ticket"}:
        return make_document(house, f"key-{number}", organisation_id, target)
    if target in {"person", "batch"}:
        person, batch = order_batch(house, f"token-{number}", organisation_id)
        return Thing(person=person, batch=batch)
    if target in {"user", "session"}:
        tenant = Tenant(organisation_id)
        user = let_in(house, f"user-{number}-{organisation_id}", {Role.CURATOR}, tenant)
        return Thing(user=user.id, session=Actor(house, user).handle())
    if target == "template":
        publish(house)
    if target == "plugin":
        put_plugin(house)
    return make_kept(house, number, organisation_id, target)


def make_kept(house: House, number: int, organisation_id: OrganisationId, target: Target) -> Thing:
    """What administrators look after, made when a route names it."""
    desks, keeper, tenant = house.services, make_principal(organisation_id), Tenant(organisation_id)
    makers: dict[Target, Callable[[], Thing]] = {
        "invitation": lambda: Thing(invitation=invite(house, organisation_id)),
        "organisation": lambda: Thing(organisation=organisation_id),
        "signer": lambda: Thing(
            signer=desks.signers.appoint(keeper, organisation_id, HEADS_TERM).id
        ),
        "key": lambda: Thing(key=make_key(house, organisation_id)),
        "webhook": lambda: Thing(
            webhook=desks.webhooks.add(keeper, "https://a.example/", tenant).id
        ),
        "draft": lambda: Thing(draft=begin_draft(house, number, organisation_id)),
        "preview": lambda: Thing(draft=order_preview(house, number, organisation_id)),
    }
    return makers.get(target, Thing)()


def make_key(house: House, organisation_id: OrganisationId) -> str:
    """One that nobody uses: it may be revoked."""
    tenant = Tenant(organisation_id)
    house.services.accounts.issue_api_key("лишний", frozenset({Scope.READ}), tenant)
    return house.services.keys.list_keys(make_principal(organisation_id))[0].id


def begin_draft(house: House, number: int, organisation_id: OrganisationId) -> str:
    """A form that the actor began, for an organisation that may be out of sight by now."""
    draft_id = DraftId(f"draft-{number}")
    with house.services.database.transaction() as tx:
        actor = tx.accounts.find_user("actor")
        assert actor is not None
        now = house.clock.now()
        tx.drafts.put(SavedDraft(draft_id, actor.id, organisation_id, CONSENT, {}, now))
    return draft_id


def order_preview(house: House, number: int, organisation_id: OrganisationId) -> str:
    """Pages of a form that the actor began, made already."""
    draft_id = DraftId(begin_draft(house, number, organisation_id))
    with house.services.database.transaction() as tx:
        actor = tx.accounts.find_user("actor")
        assert actor is not None
        tx.previews.put(
            PreviewId(f"preview-{draft_id}"),
            make_preview_order(actor.id, draft_id, organisation_id),
        )
    print_previews(house, organisation_id)
    return draft_id


def make_document(house: House, key: str, organisation_id: OrganisationId, target: Target) -> Thing:
    document = house.register(f"{key}-{organisation_id}", organisation_id=organisation_id)
    if target == "page":
        document = house.archive(document)
    if target == "warning":
        warn(house, document)
    if target == "file":
        put_beside(house, document)
    ticket = offer(house, document) if target == "ticket" else "nothing"
    return Thing(document=document.id, ticket=ticket)


def publish(house: House) -> None:
    """Templates of the municipality and of the school."""
    for owner in (Owner(municipality_id=MUNICIPALITY), Owner(organisation_id=SCHOOL)):
        principal = Principal(
            "key:k", frozenset({Scope.TEMPLATES}), owner.organisation_id, owner.municipality_id
        )
        template = house.kind(CONSENT).template
        house.services.templates.publish(principal, Publication(owner, CONSENT, template))


def put_plugin(house: House) -> None:
    """Put CryptoPro's script where the settings say."""
    settings = house.services.settings
    script = settings.root / "cadesplugin_api.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text("// theirs", encoding="utf-8")
    # The settings are frozen: this is what the environment would say.
    object.__setattr__(settings, "cades_plugin_file", script)


def invite(house: House, organisation_id: OrganisationId) -> str:
    admin = replace(make_principal(organisation_id), scopes=frozenset(Scope))
    guest = Guest("b@a.example", "Имя", frozenset({Role.CLERK}), Tenant(organisation_id))
    house.services.users.invite(admin, guest)
    return house.services.users.list_users(admin).invitations[0].id


def places(role: Role) -> Iterator[Tenant]:
    if role in ROLES_OF_ORGANISATIONS:
        yield Tenant(SCHOOL)
    if role in ROLES_OF_MUNICIPALITIES:
        yield Tenant(municipality_id=MUNICIPALITY)


ACTORS = [(role, tenant) for role in Role for tenant in places(role)]
ROUTES = sorted(RULES)


def ids_of(value: object) -> str:
    if isinstance(value, Tenant):
        return "municipality" if value.municipality_id else "organisation"
    return str(value)


@pytest.mark.parametrize(("role", "tenant"), ACTORS, ids=ids_of)
def test_a_role_may_do_what_its_line_says_and_nothing_else(
    either_house: House, role: Role, tenant: Tenant
) -> None:
    actor = make_actor(either_house, role, tenant)
    wrong = []
    for number, route in enumerate(ROUTES):
        answer = actor.go(route, make_thing(either_house, number, SCHOOL, RULES[route].target))
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
            answer = actor.go(
                route, make_thing(either_house, number, organisation_id, RULES[route].target)
            )
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


def test_an_officer_makes_and_annuls_documents_of_the_municipality_alone(house: House) -> None:
    actor = make_actor(house, Role.OFFICER, Tenant(municipality_id=MUNICIPALITY))
    of_school = house.register()
    municipal = house.register("key-2", kind=MUNICIPAL_KIND)

    assert _cancel(actor, of_school) == 403
    assert _cancel(actor, municipal) == 303
    client, _ = actor.browser()
    kinds = client.get("/documents/new").text
    assert f"/documents/new/{MUNICIPAL_KIND}" in kinds
    assert f"/documents/new/{CONSENT}" not in kinds
    assert client.get(f"/documents/new/{MUNICIPAL_KIND}").status_code == 200


def _cancel(actor: Actor, document: Document) -> int:
    route = ("POST", "/documents/<id:document_id>/cancel")
    return actor.go(route, Thing(document.id), reason="Ошибка в дате.").status_code


def test_a_participant_sees_the_documents_that_name_them_and_no_other(house: House) -> None:
    before = house.register("key-1")
    participant = make_actor(house, Role.PARTICIPANT, Tenant(SCHOOL))
    after = house.register("key-2")
    other = house.register("key-3", kind=MUNICIPAL_KIND)

    client, _ = participant.browser()
    listing = client.get("/documents").text

    assert before.id in listing
    assert after.id in listing
    assert other.id not in listing
    assert client.get(f"/documents/{other.id}").status_code == 404
    assert client.get(f"/documents/{other.id}/pdf").status_code == 404
    assert "/archive" not in listing


def test_two_participants_of_one_name_are_not_taken_for_each_other(house: House) -> None:
    name = name_in(house)
    first = let_in(house, "first", {Role.PARTICIPANT}, Tenant(SCHOOL), name)
    let_in(house, "second", {Role.PARTICIPANT}, Tenant(SCHOOL), name.upper())
    document = house.register()

    found = house.services.documents.list_documents(first.principal(), DocumentFilter(()))

    assert document.id not in {one.id for one in found}


def test_an_administrator_reads_no_document_until_that_is_granted_too(house: House) -> None:
    document = house.register()
    actor = make_actor(house, Role.ADMINISTRATOR, Tenant(SCHOOL))
    client, _ = actor.browser()

    assert client.get("/").headers["Location"] == "/users"
    assert client.get(f"/documents/{document.id}").status_code == 403

    with house.services.database.transaction() as tx:
        tx.accounts.set_roles(actor.user.id, {Role.ADMINISTRATOR, Role.CLERK})

    assert client.get("/").status_code == 200
    assert client.get(f"/documents/{document.id}").status_code == 200
    assert client.get("/users").status_code == 200


def test_a_stranger_administrator_finds_nobody_here(house: House) -> None:
    stranger = make_actor(house, Role.ADMINISTRATOR, Tenant(municipality_id=FOREIGN_MUNICIPALITY))
    thing = make_thing(house, 1, SCHOOL, "user")

    assert stranger.go(("GET", "/users/<id:user_id>"), thing).status_code == 404
    client, _ = stranger.browser()
    assert thing.user not in client.get("/users").text
