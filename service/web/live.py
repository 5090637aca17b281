"""How far documents are, for pages that watch: told as it happens, or asked again and again.

A stream (server-sent events) holds one of the few threads of the web process, so there is room for
a few, and none goes on for long (`service.http.streams`). Whoever finds no room, or has a browser
that knows no streams, asks: every second at first, then less often, and never behind a tab.
"""

import hashlib
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, request

from doc_templates.formats import plural
from service.domain.access import Principal
from service.domain.documents import UNFINISHED, Glance
from service.domain.errors import UnavailableError
from service.domain.ids import DocumentId, is_safe_id
from service.domain.reach import reach_of, reaching
from service.http.addresses import with_query
from service.http.exchange import principal, services
from service.http.streams import places, send_on, stopping
from service.operations.watching import WatchDesk
from service.web.visitor import present
from service.web.words import say_state, tone

live = Blueprint("live", __name__)

MAX_WATCHED = 30
LIFE_SECONDS = 20.0
"""A stream ends before the web server would lose its patience with it (`graceful_timeout`)."""

PACE_SECONDS = 1.0
_RETRY_MS = 1000
_STILL = "still"
_FEWEST_MEASURED = 3
_MINUTE = 60
_NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Renewal:
    """How a page that changes by itself is kept fresh; people may stop that (WCAG 2.2.2).

    `seconds` are for browsers without scripts. `other_url` is the page that does not change when
    this one does, and the other way round.
    """

    seconds: int
    is_stopped: bool
    other_url: str


def renew(seconds: int) -> Renewal:
    """The page of this request, kept fresh unless it was asked to stand still."""
    asked = request.args.to_dict(flat=False)
    is_stopped = asked.pop(_STILL, None) is not None
    other = asked if is_stopped else {**asked, _STILL: ["1"]}
    return Renewal(seconds, is_stopped, with_query(request.path, other))


@live.get("/documents/states")
def tell_states() -> Response:
    """The states of `?id=…&id=…`; 304 while they are the ones of `If-None-Match`.

    What the person may not see is left out, as if it did not exist.
    """
    told = _tell(services().watching.list_known(principal(), _read_asked()))
    response = Response(told.text, mimetype="application/json")
    response.set_etag(told.tag)
    response.headers["Cache-Control"] = "private, no-cache"
    if response.make_conditional(request).status_code == HTTPStatus.NOT_MODIFIED:
        response.set_data(b"")
    return response


@live.get("/documents/events")
def stream_states() -> Response:
    """The same, told whenever it changes, until nothing is busy any more.

    204 when there is no room, or when a whole stream has passed without news: such a document waits
    for people, and asking now and then will do.
    """
    look = _Look(services().watching, principal(), _read_asked())
    told, whose, room = look.tell(), present().session.token_sha256, places()
    if told.tag == request.headers.get("Last-Event-ID") or not room.take(whose):
        return send_on(Response(status=HTTPStatus.NO_CONTENT))
    response = Response(_stream(look, told, stopping()), mimetype="text/event-stream")
    response.call_on_close(lambda: room.give_back(whose))
    return send_on(response)


@dataclass(frozen=True)
class _Told:
    """What is known of the documents, as JSON; `tag` names it, as ETag and as an event's id."""

    text: str
    tag: str
    is_busy: bool


@dataclass(frozen=True)
class _Look:
    """One look after another at the same documents, by the same person, outside of a request."""

    desk: WatchDesk
    principal: Principal
    asked: Sequence[DocumentId]

    def tell(self) -> _Told:
        """What is so now. Raises UnavailableError."""
        with reaching(reach_of(self.principal)):
            return _tell(self.desk.list_known(self.principal, self.asked))


def _read_asked() -> list[DocumentId]:
    asked = [DocumentId(one) for one in request.args.getlist("id") if is_safe_id(one)]
    return asked[:MAX_WATCHED]


def _stream(look: _Look, told: _Told, is_stopping: Callable[[], bool]) -> Iterator[str]:
    """Events (HTML Living Standard, 9.2); between them a word that shows who is still there."""
    until = time.monotonic() + LIFE_SECONDS
    known = ""
    yield f"retry: {_RETRY_MS}\n\n"
    while True:
        yield ":\n\n" if told.tag == known else f"id: {told.tag}\ndata: {told.text}\n\n"
        if not told.is_busy or is_stopping() or time.monotonic() > until:
            return
        known = told.tag
        time.sleep(PACE_SECONDS)
        try:
            told = look.tell()
        except UnavailableError:
            return  # the browser comes again, and is told why


def _tell(found: Sequence[Glance]) -> _Told:
    said = {
        document.id: {
            "state": document.state,
            "title": say_state(document.state),
            "tone": tone(document.state),
            "busy": document.state in UNFINISHED,
        }
        for document in found
    }
    text = json.dumps(said, ensure_ascii=False)
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    return _Told(text, tag, any(one["busy"] for one in said.values()))


def say_usual_time() -> str:
    """How long it takes here, measured on the latest documents."""
    return say_time(services().watching.list_recent_seconds(principal()))


def say_time(measured: Sequence[float]) -> str:
    """«обычно это около 3 секунд»: the median, as soon as a few were measured."""
    if len(measured) < _FEWEST_MEASURED:
        return "обычно это несколько секунд"
    seconds = max(1, round(statistics.median(measured)))
    if seconds < _MINUTE:
        words = plural(seconds, "секунды", "секунд", "секунд")
        return f"обычно это около {seconds}{_NBSP}{words}"
    minutes = round(seconds / _MINUTE)
    words = plural(minutes, "минуты", "минут", "минут")
    return f"обычно это около {minutes}{_NBSP}{words}"
