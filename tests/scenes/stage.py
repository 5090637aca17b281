"""A school in a given state of things, and somebody who looks at one of its pages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from service.database.database import SqlDatabase
from service.domain.access import Role
from service.domain.accounts import Tenant
from tests.actors import Actor, let_in
from tests.doors import House, hidden, open_house
from tests.factories import MUNICIPALITY, SCHOOL
from tests.fakes import FakeVerifier
from tests.mail import take_letters
from tests.own_token import OwnToken
from tests.signing_house import (
    Authorities,
    Paper,
    SigningHouse,
    make_blank,
    open_signing_house,
)

HEAD_NAME: Final = "Мельник Ольга Сергеевна"
ANNA: Final = "Иванова Анна Петровна"
ANNAS: Final = "ivanova@school.example"

Shown = tuple[FlaskClient, TestResponse]
"""A page, and the browser that asked for it."""


@dataclass
class Stage:
    """Two doors to one database: with the sign process beside it, or with a verdict of choice."""

    folder: Path
    database: SqlDatabase
    authorities: Authorities
    tokens: dict[str, OwnToken]
    paper: Paper = make_blank

    @cached_property
    def signing(self) -> SigningHouse:
        opened = open_signing_house(self.folder, self.database, self.authorities)
        opened.paper = self.paper
        return opened

    @cached_property
    def verifier(self) -> FakeVerifier:
        return FakeVerifier()

    @cached_property
    def house(self) -> House:
        return open_house(
            self.folder, self.database, verifier=self.verifier, public_url="https://grif.example"
        )

    @cached_property
    def head(self) -> Actor:
        """The head of the school, who is its administrator too."""
        roles = {Role.HEAD, Role.ADMINISTRATOR}
        return Actor(self.house, let_in(self.house, "melnik", roles, Tenant(SCHOOL), HEAD_NAME))

    @cached_property
    def signer(self) -> Actor:
        """The same where documents are signed."""
        house = self.signing.house
        return Actor(house, let_in(house, "melnik", {Role.HEAD}, Tenant(SCHOOL), HEAD_NAME))

    @cached_property
    def officer(self) -> Actor:
        tenant = Tenant(municipality_id=MUNICIPALITY)
        user = let_in(self.house, "sokolova", {Role.OFFICER}, tenant, "Соколова Вера Ильинична")
        return Actor(self.house, user)

    def order(self, *signatures: Mapping[str, object], kind: str = "personalized_program") -> str:
        """A document with this plan, its PDF there; returns its card's address."""
        return f"/documents/{self.signing.order(f'key-{len(signatures)}', *signatures, kind=kind)}"

    def letter(self, pattern: str) -> str:
        """What the newest letter says in this place."""
        found = re.search(pattern, take_letters(self.database)[-1].text)
        assert found, pattern
        return found[0]


Scene = Callable[[Stage], Shown]


def visit(house: House, path: str) -> Shown:
    """Look at a page without signing in."""
    browser = house.browser()
    return browser, browser.get(path)


def send(shown: Shown, path: str, **form: object) -> Shown:
    """Send a form of the page that is shown."""
    return post(shown, path, _csrf=hidden(shown[1], "_csrf"), **form)


def post(shown: Shown, path: str, **form: object) -> Shown:
    """Send a form that carries no token, as browsers do: in parts."""
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return shown[0], shown[0].post(path, data=body, content_type=kind)


def follow(shown: Shown) -> Shown:
    """Go where the answer leads."""
    browser, answer = shown
    return browser, browser.get(answer.headers["Location"])


def file(name: str, content: bytes) -> FileStorage:
    """A file in a form."""
    return FileStorage(BytesIO(content), name)
