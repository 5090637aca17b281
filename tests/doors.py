"""The whole application in one process with fakes behind it, for tests of both its doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from doc_templates.catalogue import Catalogue, Kind, load_catalogue
from service.app import create_app
from service.backstage import assemble
from service.bootstrap import Services, furnish
from service.desks import Gate
from service.domain.access import KEY_SCOPES, Role, Scope
from service.domain.accounts import Tenant, User
from service.domain.documents import Document
from service.domain.ids import OrganisationId
from service.operations.accounts import NewUser
from service.operations.verification import Verifier
from service.ports import BlobStore, Database
from service.queue.rate_limits import RateLimits
from service.settings import Settings
from service.verification import JudgeProcesses
from tests.factories import MUNICIPALITY, SCHOOL, make_principal
from tests.fakes import FakeClock, FakeQueue, FakeVerifier, MemoryStore
from tests.line import run_line

CONSENT = "consent_mentee_participation"
ORDER = "order_assign_pairs"
PASSWORD = "the head's own password"


@dataclass
class House:
    """The application with what a test may look at or move."""

    services: Services
    queue: FakeQueue
    clock: FakeClock
    keys: dict[tuple[Tenant, frozenset[Scope]], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app: Flask = create_app(self.services)

    def kind(self, code: str = CONSENT) -> Kind:
        return self.services.catalogue.get_kind(code)

    def key(
        self,
        organisation_id: OrganisationId | None = SCHOOL,
        scopes: frozenset[Scope] = frozenset(KEY_SCOPES),
    ) -> str:
        """An API key of a school, or of the municipality when no school is named."""
        municipality_id = None if organisation_id else MUNICIPALITY
        tenant = Tenant(organisation_id, municipality_id)
        if (tenant, scopes) not in self.keys:
            secret = self.services.accounts.issue_api_key("тест", scopes, tenant)
            self.keys[tenant, scopes] = secret
        return self.keys[tenant, scopes]

    def program(
        self,
        organisation_id: OrganisationId | None = SCHOOL,
        scopes: frozenset[Scope] = frozenset(KEY_SCOPES),
    ) -> "Program":
        """A program that calls the API with a key of this school."""
        return Program(self.app.test_client(), self.key(organisation_id, scopes))

    def browser(self) -> FlaskClient:
        """A browser that sends what browsers send with their own forms."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def add_user(
        self, login: str, organisation_id: OrganisationId | None = SCHOOL, *roles: Role
    ) -> User:
        """A head of a school, or the officer of the municipality when no school is named."""
        tenant = Tenant(organisation_id, None if organisation_id else MUNICIPALITY)
        usual = Role.HEAD if organisation_id else Role.OFFICER
        granted, email = frozenset(roles or {usual}), f"{login}@school.example"
        new = NewUser(login, PASSWORD, f"Имя {login}", granted, tenant, email)
        return self.services.accounts.add_user(new)

    def sign_in(self, login: str) -> FlaskClient:
        """A browser in which this person has signed in."""
        client = self.browser()
        page = client.get("/sign-in")
        form = {"_csrf": hidden(page, "_csrf"), "login": login, "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        return client

    def register(
        self,
        key: str = "key-1",
        *,
        kind: str = CONSENT,
        organisation_id: OrganisationId = SCHOOL,
        sign: bool = False,
    ) -> Document:
        """A document made of its kind's sample, a moment later than the one before."""
        self.clock.go(timedelta(milliseconds=1))
        answer = self.program(organisation_id).post_document(
            self.request(kind, organisation_id, sign=sign), key
        )
        assert answer.status_code == 202, answer.text
        principal = make_principal(organisation_id)
        return self.services.documents.get_document(principal, answer.get_json()["id"])

    def request(
        self, kind: str = CONSENT, organisation_id: str = SCHOOL, *, sign: bool = False
    ) -> dict[str, Any]:
        """The body of a request for a document."""
        sample = dict(self.kind(kind).sample)
        return {"organization_id": organisation_id, "kind": kind, "data": sample, "sign": sign}

    def archive(self, document: Document) -> Document:
        """Bring the document (and whatever else waits) into the archive."""
        desks = self.services
        run_line(desks.stages, desks.archive, desks.blobs, document.organisation_id)
        return desks.documents.get_document(make_principal(document.organisation_id), document.id)


@dataclass(frozen=True)
class Program:
    """Calls the API as a program would."""

    client: FlaskClient
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        return self.client.get(path, headers={**self.headers, **(headers or {})})

    def post(self, path: str) -> TestResponse:
        return self.client.post(path, headers=self.headers)

    def post_document(self, body: object, key: str | None = "key-1") -> TestResponse:
        """Ask for a document; no Idempotency-Key when `key` is None."""
        headers = self.headers if key is None else {**self.headers, "Idempotency-Key": key}
        return self.client.post("/api/v1/documents", json=body, headers=headers)

    def post_text(self, text: bytes, media_type: str = "application/json") -> TestResponse:
        """Ask for a document with a body as it is."""
        headers = {**self.headers, "Idempotency-Key": "key-1", "Content-Type": media_type}
        return self.client.post("/api/v1/documents", data=text, headers=headers)


def open_house(
    folder: Path,
    database: Database,
    *,
    blobs: BlobStore | None = None,
    secure_cookies: bool = False,
    verifier: Verifier | None = None,
    **settings: object,
) -> House:
    """The application over `database`."""
    # A slow machine must not be taken for a dead one: the database in memory has one thread only.
    chosen = {"data_dir": folder, "secure_cookies": secure_cookies, "lease_seconds": 600}
    known = Settings.model_validate({**chosen, **settings})
    queue, clock = FakeQueue(), FakeClock()
    verifier = verifier or FakeVerifier()
    gate = Gate(verifier, verifier, RateLimits(None, clock), JudgeProcesses(known.trust, clock))
    backstage = assemble(
        known, database=database, blobs=blobs or MemoryStore(), queue=queue, clock=clock
    )
    services = furnish(backstage, _load_library(), MemoryStore(), gate)
    return House(services, queue, clock)


@cache
def _load_library() -> Catalogue:
    return load_catalogue()


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden box of the first form that has it."""
    _, _, rest = page.text.partition(f'name="{name}" value="')
    value, quote, _ = rest.partition('"')
    assert quote, f"no box {name} on the page"
    return value
