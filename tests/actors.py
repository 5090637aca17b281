"""Somebody of every role, signed in: for tests of who may do what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse, encode_multipart

from service.domain.access import ROLES_OF_MUNICIPALITIES, ROLES_OF_ORGANISATIONS, Role
from service.domain.accounts import Tenant, User
from service.operations.accounts import NewUser
from service.web.forgery import mask
from tests.doors import CONSENT, PASSWORD, House
from tests.factories import MUNICIPALITY, SCHOOL


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

    def go(self, method: str, path: str, form: Mapping[str, object] | None = None) -> TestResponse:
        """Ask as this person; a form carries the token of a fresh session."""
        return self.ask(method, path, form)[1]

    def ask(
        self, method: str, path: str, form: Mapping[str, object] | None = None
    ) -> tuple[FlaskClient, TestResponse]:
        """The same, with the browser in which it was asked."""
        client, token = self.browser()
        if method != "POST":
            return client, client.open(path, method=method)
        # Encoded here: a client that encodes by itself leaves files open.
        boundary, body = encode_multipart({"_csrf": token, **(form or {})})
        kind = f"multipart/form-data; boundary={boundary}"
        return client, client.post(path, data=body, content_type=kind)


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


def places(role: Role) -> Iterator[Tenant]:
    if role in ROLES_OF_ORGANISATIONS:
        yield Tenant(SCHOOL)
    if role in ROLES_OF_MUNICIPALITIES:
        yield Tenant(municipality_id=MUNICIPALITY)


ACTORS = [(role, tenant) for role in Role for tenant in places(role)]


def ids_of(value: object) -> str:
    if isinstance(value, Tenant):
        return "municipality" if value.municipality_id else "organisation"
    return str(value)
