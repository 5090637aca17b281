"""Whether the process of this container does its work: exit code 0 if so.

    python deploy/healthcheck.py web|convert|sign|deliver|tick

`web` answers over HTTP; `convert`, `sign` and `deliver` are listening to their queue; `tick` wakes
up in time.
"""

# ruff: noqa: INP001 -- a script of the images, not a package

import http.client
import socket
import sys
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker

from service.settings import Settings

_TIMEOUT_SECONDS = 5
_OK = 200
_WAKES_WITHIN_SECONDS = 4.0  # four times the interval of tick


def is_web_answering(settings: Settings) -> bool:
    """Whether the process answers; what stands behind it is the business of /readyz."""
    port = int(settings.bind.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    connection.request("GET", "/healthz")
    return connection.getresponse().status == _OK


def is_listening(settings: Settings, queue_name: str, host: str) -> bool:
    """Whether a worker of `host` is registered, with a living heartbeat, at the queue."""
    redis = Redis.from_url(
        settings.redis, socket_connect_timeout=_TIMEOUT_SECONDS, socket_timeout=_TIMEOUT_SECONDS
    )
    queue = Queue(queue_name, connection=redis, serializer="json")
    return any(worker.hostname == host for worker in Worker.all(queue=queue, serializer="json"))


def is_waking(command: bytes, within_seconds: float = _WAKES_WITHIN_SECONDS) -> bool:
    """Whether the process with this command line gives up the processor and comes back to it."""
    until = time.monotonic() + within_seconds
    before = {status: _wakes(status) for status in _statuses(command)}
    while before and time.monotonic() < until:
        time.sleep(0.2)
        if any(_wakes(status) > count for status, count in before.items()):
            return True
    return False


def _statuses(command: bytes) -> list[Path]:
    return [
        path.with_name("status")
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.read_bytes().rstrip(b"\0").endswith(command)
    ]


def _wakes(status: Path) -> int:
    lines = status.read_text("ascii", errors="replace").splitlines()
    found = (line.split()[1] for line in lines if line.startswith("voluntary_ctxt_switches:"))
    return int(next(found, "0"))


def main(process: str) -> bool:
    """Check one process by its name."""
    try:
        if process == "tick":
            return is_waking(b"-m\0worker\0tick")
        if process == "web":
            return is_web_answering(Settings())
        return is_listening(Settings(), process, socket.gethostname())
    except (OSError, RedisError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
