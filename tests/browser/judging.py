"""What is wrong with a page, by axe-core and by its width, in a browser without a network.

The application in this process answers all that the browser asks for, so an answer to any request
of a test, be it of a form, can be looked at as the page that it is.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route
from werkzeug.test import TestResponse

WIDTHS: Final = (1280, 375)
NARROWEST: Final = 320
_HEIGHT: Final = 900
_JUDGE: Final = """axe.run({resultTypes: ["violations"]}).then((all) => all.violations.map(
  (one) => [one.id, one.impact, one.nodes[0].html.slice(0, 120)]))"""
_GRAVE: Final = {"serious", "critical"}
_SITE: Final = "http://localhost"

Finding = tuple[object, ...]


def judge(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds grave (WCAG 2.2 A and AA, and its own): rule, impact and the first place."""
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_JUDGE)
    return [(rule, impact, place) for rule, impact, place in found if impact in _GRAVE]


def look(page: Page, narrowest: int = NARROWEST) -> list[Finding]:
    """Everything that is wrong with the open page, judged wide and narrow, then narrower."""
    wrong: list[Finding] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        wrong += [(width, *finding) for finding in judge(page)]
    page.set_viewport_size({"width": narrowest, "height": _HEIGHT})
    if page.evaluate("document.documentElement.scrollWidth") > narrowest:
        wrong.append((narrowest, "sticks out"))
    return wrong


def is_page(answer: TestResponse) -> bool:
    """Whether there is something to look at."""
    return answer.mimetype == "text/html" and not 300 <= answer.status_code < 400


@dataclass
class Window:
    """A browser's page that gets everything from an application of this process."""

    page: Page
    _answers: dict[str, TestResponse] = field(default_factory=dict)
    _client: FlaskClient | None = None

    def __post_init__(self) -> None:
        self.page.route("**/*", self._fulfil)

    def show(self, client: FlaskClient, answer: TestResponse) -> None:
        """Open the answer of a test client where the client asked for it."""
        self._client = client
        path = answer.request.full_path.rstrip("?")
        self._answers = {path: answer}
        self.page.goto(_SITE + path)

    def _fulfil(self, route: Route) -> None:
        assert self._client is not None
        if not route.request.url.startswith(_SITE):
            route.fulfill(status=HTTPStatus.NO_CONTENT)  # whoever is led elsewhere stays
            return
        address = urlsplit(route.request.url)
        path = address.path + (f"?{address.query}" if address.query else "")
        answer = self._answers.get(path) or self._client.get(path)
        with answer:
            body = answer.get_data()
        route.fulfill(status=answer.status_code, headers=_plain(answer), body=body)


def _plain(answer: TestResponse) -> dict[str, str]:
    dropped = {"set-cookie", "content-length"}
    return {name: said for name, said in answer.headers.items() if name.lower() not in dropped}
