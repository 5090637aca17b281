"""Streams of events through the real web server: nobody waits for them, and they end in time."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from service.bootstrap import build_services
from service.database.database import SqlDatabase
from service.domain.accounts import User
from service.domain.documents import Document, State
from service.http.streams import PLACES, PLACES_EACH
from service.web.live import LIFE_SECONDS
from tests.doors import ORDER, House
from tests.factories import seed
from tests.fakes import FakeClock, FakeQueue
from tests.web_server import WebServer, run_web_server
from worker.web_server import graceful_timeout

_PROCESSES = 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebServer]:
    with run_web_server(tmp_path) as running:
        yield running


@pytest.fixture
def house(server: WebServer) -> Iterator[House]:
    """The application over the same database, here."""
    services = build_services(server.settings)
    assert isinstance(services.database, SqlDatabase)
    seed(services.database)
    yield House(services, FakeQueue(), FakeClock())
    services.database.close()


@dataclass
class Visitors:
    """The head at many browsers."""

    server: WebServer
    house: House
    user: User
    connections: list[HTTPConnection] = field(default_factory=list)

    def ask(self, path: str) -> HTTPResponse:
        """Ask for a page, each time from another browser."""
        services = self.house.services
        with services.database.transaction() as tx:
            token = services.sessions.begin(tx, self.user.id).token
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        self.connections.append(connection)
        asks = {"Cookie": f"sid={token}", "Accept-Encoding": "gzip"}
        connection.request("GET", path, headers=asks)
        return connection.getresponse()

    def leave(self) -> None:
        """Close every browser."""
        while self.connections:
            self.connections.pop().close()


@pytest.fixture
def visitors(server: WebServer, house: House) -> Iterator[Visitors]:
    opened = Visitors(server, house, house.add_user("head"))
    yield opened
    opened.leave()


def _path(document: Document) -> str:
    return f"/documents/events?id={document.id}"


def _next_state(answer: HTTPResponse, document: Document) -> str:
    for line in iter(answer.readline, b""):
        if line.startswith(b"data: "):
            return str(json.loads(line[6:])[document.id]["state"])
    return "the end"


def test_an_event_arrives_while_the_stream_goes_on(house: House, visitors: Visitors) -> None:
    document = house.register()
    answer = visitors.ask(_path(document))
    assert (answer.status, answer.headers.get_content_type()) == (200, "text/event-stream")
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in answer.headers
    assert _next_state(answer, document) == "registered"

    _move(house, document, State.RENDERED)
    assert _next_state(answer, document) == "rendered"
    _move(house, document, State.ARCHIVED)
    assert _next_state(answer, document) == "archived"
    assert _next_state(answer, document) == "the end"


def test_streams_leave_threads_for_everybody_else(house: House, visitors: Visitors) -> None:
    document = house.register(kind=ORDER, sign=True)
    answers = [visitors.ask(_path(document)) for _ in range(30)]
    going_on = [answer for answer in answers if answer.status == 200]
    assert 1 <= len(going_on) <= PLACES * _PROCESSES
    assert {answer.status for answer in answers} == {200, 204}

    for _ in range(20):
        began = time.monotonic()
        assert visitors.ask("/documents").status == 200
        assert time.monotonic() - began < 3


def test_a_reader_who_has_gone_gives_the_place_to_another(house: House, visitors: Visitors) -> None:
    document = house.register(kind=ORDER, sign=True)
    answers = [visitors.ask(_path(document)) for _ in range(30)]
    assert answers[-1].status == 204
    for answer in answers:
        answer.close()
    visitors.leave()
    until = time.monotonic() + LIFE_SECONDS / 2
    while visitors.ask(_path(document)).status != 200:
        assert time.monotonic() < until
        time.sleep(0.5)


def test_streams_do_not_hold_up_the_end_of_the_server(
    server: WebServer, house: House, visitors: Visitors
) -> None:
    document = house.register(kind=ORDER, sign=True)
    answers = [visitors.ask(_path(document)) for _ in range(4)]
    assert {answer.status for answer in answers} >= {200}
    began = time.monotonic()
    server.process.terminate()
    server.process.wait(10)
    assert time.monotonic() - began < 6
    lines = (server.settings.root / "log").read_text("utf-8").splitlines()
    assert not [line for line in lines if json.loads(line)["level"] == "error"]


def test_a_stream_is_over_before_the_server_would_break_it_off() -> None:
    assert graceful_timeout > LIFE_SECONDS
    assert PLACES_EACH <= PLACES


def _move(house: House, document: Document, state: State) -> None:
    with house.services.database.transaction() as tx:
        tx.documents.force_state(document.id, state)
