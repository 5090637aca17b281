"""Gunicorn's settings module: its worker processes die with their master, however that dies."""

import sys

import structlog
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from typing_extensions import override

from service.logs import configure_logging, frames_of
from worker.runtime import die_with_parent

preload_app = True  # imported once for all web processes; nothing of it is open before the fork
graceful_timeout = 25
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 0  # the application refuses a long address, in the caller's language
worker_connections = 400
sendfile = False  # it would wait for a slow reader without end

_QUOTES_THE_CALLER = "Invalid request"

log = structlog.get_logger()


class JsonLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn's messages as lines of our own log, without what a caller sent.

    Gunicorn quotes requests it cannot read, and the address of those that broke: people's names
    may stand in both.
    """

    @override
    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        is_quote = msg.startswith(_QUOTES_THE_CALLER)
        log.warning("web_server", message=_QUOTES_THE_CALLER if is_quote else _fill(msg, args))

    @override
    def error(self, msg: str, *args: object, **kwargs: object) -> None:
        log.error("web_server", message=_fill(msg, args))

    @override
    def critical(self, msg: str, *args: object, **kwargs: object) -> None:
        log.critical("web_server", message=_fill(msg, args))

    @override
    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        error = sys.exc_info()[1]
        log.error(
            "web_server",
            message=msg if isinstance(msg, str) else "",
            error=type(error).__name__ if error else "",
            frames=frames_of(error) if error else [],
        )


logger_class = JsonLog


def on_starting(_server: Arbiter) -> None:
    """Log as every other process does."""
    configure_logging()


def post_fork(_server: Arbiter, _worker: Worker) -> None:
    """Bind the life of a web process to its master's."""
    die_with_parent()


def _fill(msg: str, args: tuple[object, ...]) -> str:
    return str(msg) % args if args else str(msg)
