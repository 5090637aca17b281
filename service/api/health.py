"""Whether this process lives, and whether it can work."""

import time
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint

from service.http.exchange import services

health = Blueprint("health", __name__)

Check = dict[str, str | float]


@health.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers; it says nothing about the rest."""
    return {"status": "ok"}


@health.get("/readyz")
def readyz() -> tuple[dict[str, object], int]:
    """Every part with its time. Without the queue work is slower, not impossible: `degraded`."""
    parts = services()
    database = _check(parts.database.probe)
    archive = _check(parts.blobs.probe)
    queue = _check(lambda: _require(is_alive=parts.queue.is_alive()))
    is_ready = database["status"] == archive["status"] == "ok"
    status = "degraded" if queue["status"] != "ok" else "ok"
    body: dict[str, object] = {
        "status": status if is_ready else "unavailable",
        "checks": {"database": database, "archive": archive, "queue": queue},
    }
    return body, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE


def _check(probe: Callable[[], None]) -> Check:
    began = time.perf_counter()
    try:
        probe()
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with a part, it is not ready
        status, fault = "down", type(error).__name__
    else:
        status, fault = "ok", ""
    check: Check = {"status": status, "ms": round((time.perf_counter() - began) * 1000, 1)}
    return {**check, "error": fault} if fault else check


def _require(*, is_alive: bool) -> None:
    if not is_alive:
        message = "the queue server does not answer"
        raise ConnectionError(message)
