"""A person who signs in, signs, and gets a link by mail: with secrets that are looked for later."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pyotp
import sqlalchemy as sa

from service.database.account_tables import letters
from service.domain.access import Principal, Role, Scope
from service.domain.accounts import SecondFactor, Tenant
from service.operations.accounts import NewUser
from tests.e2e.installation import SCHOOL, Installation

LOGIN = "visitor"
SIMPLE = {
    "role": "mentor",
    "method": "simple",
    "signer": "Иванова Анна Петровна",
    "email": "anna@school.example",
}
_TOKEN = re.compile(r"/sign/([\w-]{43})")
_CODE = re.compile(r"\b(\d{6})\b")
_BOX = re.compile(r'name="_csrf" value="([^"]*)"')


@dataclass
class Visitor:
    """A browser: cookies, and forms that are sent as the pages ask for them."""

    address: str
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> str:
        return self.download(path).decode()

    def download(self, path: str) -> bytes:
        return self._open(path, None)

    def send(self, page: str, path: str, **boxes: str) -> str:
        """Fill in the form of a page; a refusal is an answer, too."""
        found = _BOX.search(self.get(page))
        boxes["_csrf"] = found[1] if found else ""
        return self.send_boxes(path, {name: [text] for name, text in boxes.items()})

    def send_boxes(self, path: str, boxes: Mapping[str, Sequence[str]]) -> str:
        """Send a form that has been read from its page."""
        return self._open(path, urlencode(boxes, doseq=True).encode()).decode()

    def _open(self, path: str, body: bytes | None) -> bytes:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        url = f"http://{self.address}{path}"
        asked = urllib.request.Request(url, body, {"Origin": f"http://{self.address}"})
        try:
            with opener.open(asked, timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.read()


def live_as_person(grif: Installation, canaries: Mapping[str, str]) -> None:
    """Mistype a password, sign in with password and code, and prove to be there."""
    services = grif.services
    roles = frozenset({Role.HEAD})
    tenant = Tenant(organisation_id=SCHOOL)
    person = NewUser(LOGIN, canaries["password"], "Мельник Ольга Сергеевна", roles, tenant)
    user = services.accounts.add_user(person)
    with services.database.transaction() as tx:
        tx.accounts.set_second_factor(user.id, SecondFactor(canaries["seed"], True, 0))  # noqa: FBT003 -- is_confirmed
    browser = Visitor(grif.client.address)
    mistyped = canaries["mistyped password"]
    browser.send("/sign-in", "/sign-in", login=LOGIN, password=mistyped)
    browser.send("/sign-in", "/sign-in", login=LOGIN, password=canaries["password"])
    browser.send("/sign-in/code", "/sign-in/code", code=pyotp.TOTP(canaries["seed"]).now())
    assert "Мой вход" in browser.get("/me")
    for password in (mistyped, canaries["password"]):
        browser.send("/signing-day", "/signing-day", document="none", password=password)


def hear_notices(grif: Installation) -> str:
    """Have a program told of everything; returns its secret."""
    principal = Principal("test", frozenset(Scope), SCHOOL)
    tenant = Tenant(organisation_id=SCHOOL)
    return grif.services.webhooks.add(principal, "https://program.example/", tenant).secret


def sign_by_link(grif: Installation) -> tuple[str, str]:
    """Open a link, ask for a code, mistype and type it; returns the token and the code."""
    kind = "personalized_program"
    data = dict(grif.services.catalogue.get_kind(kind).sample)
    body = {"organization_id": SCHOOL, "kind": kind, "data": data, "signatures": [SIMPLE]}
    grif.client.post("/api/v1/documents", body, "by link")
    token = _await(grif, _TOKEN)
    browser, page = Visitor(grif.client.address), f"/sign/{token}"
    browser.send(page, f"{page}/code", agreed="yes")
    code = _await(grif, _CODE)
    browser.send(page, f"{page}/confirm", code=f"{(int(code) + 1) % 10**6:06d}")
    assert "Вы подписали документ" in browser.send(page, f"{page}/confirm", code=code)
    return token, code


def _await(grif: Installation, wanted: re.Pattern[str]) -> str:
    """Read in the letters that wait what is wanted."""
    engine = sa.create_engine(grif.settings.database)
    try:
        return _until(lambda: _find(engine, wanted))
    finally:
        engine.dispose()


def _find(engine: sa.Engine, wanted: re.Pattern[str]) -> str:
    with engine.connect() as connection:
        texts = connection.execute(sa.select(letters.c.text)).scalars().all()
    return next((found[1] for text in texts if (found := wanted.search(text))), "")


def _until(look: Callable[[], str], seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError
