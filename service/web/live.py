"""How far documents are, for pages that watch: short questions, answered at once.

A stream (server-sent events) would hold one of the few threads of the web process for every open
page, so a browser asks instead: every second at first, then less often, and never behind a tab.
"""

import hashlib
import statistics
from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from doc_templates.formats import plural
from service.domain.documents import UNFINISHED
from service.domain.ids import DocumentId, is_safe_id
from service.http.exchange import principal, services
from service.web.words import say_state, tone

live = Blueprint("live", __name__)

MAX_WATCHED = 30
_FEWEST_MEASURED = 3
_MINUTE = 60
_NBSP = "\N{NO-BREAK SPACE}"


@live.get("/documents/states")
def tell_states() -> Response:
    """The states of `?id=…&id=…`; 304 while they are the ones of `If-None-Match`.

    What the person may not see is left out, as if it did not exist.
    """
    asked = [DocumentId(one) for one in request.args.getlist("id") if is_safe_id(one)]
    found = services().watching.list_known(principal(), asked[:MAX_WATCHED])
    response = jsonify(
        {
            document.id: {
                "state": document.state,
                "title": say_state(document.state),
                "tone": tone(document.state),
                "busy": document.state in UNFINISHED,
            }
            for document in found
        }
    )
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    if response.make_conditional(request).status_code == HTTPStatus.NOT_MODIFIED:
        response.set_data(b"")
    return response


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
