"""Hints over RQ: JSON, ids only, one queue per kind of worker, and lost without harm."""

import time
from collections.abc import Iterable, Mapping

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError

from service.jobs import QUEUES, Hint

_COALESCE_SECONDS = 2
"""Hints of one organisation within this time become one, unless the first is already done."""

_FAILURE_TTL_SECONDS = 60

log = structlog.get_logger()


class RqQueue:
    """Sends hints to the queue server; when it is away, `tick` will send them again."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queues: Mapping[str, Queue] = {
            name: Queue(name, connection=connection, serializer="json") for name in QUEUES
        }

    def send(self, hints: Iterable[Hint]) -> None:
        """Send hints; a failure is logged and forgotten."""
        for hint in hints:
            try:
                self._send(hint)
            except DuplicateJobError:
                continue
            except (RedisError, OSError) as error:
                log.warning("hint_lost", queue=hint.queue, error=type(error).__name__)
                return

    def is_alive(self) -> bool:
        """Whether the queue server answers."""
        try:
            return bool(self._connection.ping())
        except (RedisError, OSError):
            return False

    def _send(self, hint: Hint) -> None:
        # The name changes with time: a job that died with its worker blocks its name for
        # minutes in RQ, and must not block the organisation for longer than the window.
        window = int(time.time()) // _COALESCE_SECONDS
        self._queues[hint.queue].enqueue(
            hint.handler,
            args=(hint.organisation_id,),
            job_id=f"{hint.queue}-{hint.organisation_id}-{window}",
            unique=True,
            result_ttl=0,
            failure_ttl=_FAILURE_TTL_SECONDS,
            job_timeout=600,
        )
