"""Gunicorn's settings module: its worker processes die with their master, however that dies."""

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from worker.runtime import die_with_parent

graceful_timeout = 25
max_requests = 20_000
max_requests_jitter = 2_000


def post_fork(_server: Arbiter, _worker: Worker) -> None:
    """Bind the life of a web process to its master's."""
    die_with_parent()
