"""The one HTTP exchange in hand: the application's services, the exchange's id, who asks."""

import time
from typing import cast

from flask import Flask, current_app, g

from service.bootstrap import Services
from service.domain.access import Principal
from service.domain.reach import NOTHING, reach_of, say_reach

_KEY = "grif"


def install(app: Flask, services: Services) -> None:
    """Hand the services over to everything that answers requests of `app`."""
    app.extensions[_KEY] = services


def services() -> Services:
    """The services of the application that answers this request."""
    return cast("Services", current_app.extensions[_KEY])


def begin() -> None:
    """Name the exchange and start its clock; nobody is known yet, so nothing is in reach."""
    say_reach(NOTHING)
    g.request_id = services().ids.new()
    g.began = time.perf_counter()


def end(_error: BaseException | None = None) -> None:
    """Let nothing of the exchange reach on: the thread goes to somebody else."""
    say_reach(None)


def request_id() -> str:
    """The id under which the log knows this exchange; people may quote it to support."""
    return cast("str", g.request_id)


def elapsed_ms() -> float:
    """Milliseconds since the exchange began."""
    return (time.perf_counter() - cast("float", g.began)) * 1000


def identify(principal: Principal) -> None:
    """Remember who asks, and reach no further than they do."""
    say_reach(reach_of(principal))
    g.principal = principal


def principal() -> Principal:
    """Who asks; only behind a door that has identified the caller."""
    return cast("Principal", g.principal)


def principal_id() -> str | None:
    """Who asks, for the log; None before the caller is known."""
    known = cast("Principal | None", g.get("principal"))
    return None if known is None else known.id
