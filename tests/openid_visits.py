"""The way of a browser to the provider and back, as people go it."""

import html
import http.client
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.database.database import SqlDatabase
from tests.doors import PASSWORD, House, hidden, open_house
from tests.openid_provider import CLIENT, SECRET, Provider

GRIF = "http://127.0.0.1:8600"
BEGIN, CALLBACK = "/sign-in/openid", "/sign-in/openid/callback"
TITLE = "Госуслуги"


def open_known_house(
    folder: Path, database: SqlDatabase, provider: Provider, **settings: object
) -> House:
    """The application that lets people in by the provider's word; both go by one clock."""
    secret = folder / "oidc-secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    chosen: dict[str, object] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret_file": secret,
        **settings,
    }
    house = open_house(folder, database, **chosen)  # type: ignore[arg-type] # settings of any sort
    provider.now = house.clock.now
    return house


@dataclass(frozen=True)
class Visit:
    """One browser of one house."""

    house: House
    browser: FlaskClient

    def leave(self, target: str = "/") -> TestResponse:
        """Press the button of the sign-in page."""
        form = {"_csrf": hidden(self.browser.get("/sign-in"), "_csrf"), "next": target}
        return self.browser.post(BEGIN, data=form)

    def leave_to_link(self, password: str = PASSWORD) -> TestResponse:
        """Press the button of one's own page."""
        form = {"_csrf": hidden(self.browser.get("/me"), "_csrf"), "current": password}
        return self.browser.post("/me/openid", data=form)

    def unlink(self, password: str = PASSWORD) -> TestResponse:
        form = {"_csrf": hidden(self.browser.get("/me"), "_csrf"), "current": password}
        return self.browser.post("/me/openid/off", data=form)

    def come_back(self, path: str) -> TestResponse:
        """Follow the provider's redirect: another site sends the browser here."""
        return self.browser.get(path, headers={"Sec-Fetch-Site": "cross-site"})

    def sign_in(self, target: str = "/") -> TestResponse:
        return self.come_back(ask_provider(self.leave(target)))

    def link(self) -> TestResponse:
        return self.come_back(ask_provider(self.leave_to_link()))

    def is_in(self) -> bool:
        return self.browser.get("/me").status_code == 200


def visit(house: House) -> Visit:
    """Somebody whom nobody knows yet."""
    return Visit(house, house.browser())


def linked(house: House, login: str = "head") -> Visit:
    """The browser of a person whose identity has been linked; they are signed in."""
    own = Visit(house, house.sign_in(login))
    done = own.link()
    assert (done.status_code, done.headers["Location"]) == (303, "/me?done=openid"), done.text
    return own


def address_on(page: TestResponse) -> str:
    """Where a page leads, by itself and by its button."""
    assert page.status_code == 200, page.text
    (by_itself,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert f'<a class="button wide" href="{by_itself}">' in page.text
    return html.unescape(by_itself)


def ask_provider(page: TestResponse) -> str:
    """Go where the page leads, and say where the provider sends one: a path of ours."""
    parts = urlsplit(address_on(page))
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    assert back.startswith(f"{GRIF}{CALLBACK}?")
    return back.removeprefix(GRIF)


def query_of(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def is_refused(answer: TestResponse, said: str) -> bool:
    """Refused in words, on a page with the form of the password, without a session."""
    assert said in answer.text, answer.text
    has_session = any(c.startswith("sid=") for c in answer.headers.getlist("Set-Cookie"))
    return answer.status_code == 422 and 'action="/sign-in"' in answer.text and not has_session
