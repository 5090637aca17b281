"""Hints over RQ: JSON, ids only, one queue per kind of worker, and lost without harm."""

from collections import Counter
from collections.abc import Iterable, Mapping

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from service.domain.health import QueueState
from service.jobs import QUEUES, Hint, subject_of

_WAITING_SECONDS = 3600
_FAILURE_SECONDS = 60
_JOB_SECONDS = 600

log = structlog.get_logger()


class RqQueue:
    """Sends hints to the queue server; when it is away, `tick` will send them again.

    A hint is not sent while the same one for the same organisation waits in line: whoever takes
    that will see the new work as well. One that is being answered does not count, for its answer
    may be ending this moment, nor one that died with its worker.
    """

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
            except (RedisError, OSError) as error:
                log.warning("hint_lost", queue=hint.queue, error=type(error).__name__)
                return

    def is_alive(self) -> bool:
        """Whether the queue server answers."""
        try:
            return bool(self._connection.ping())
        except (RedisError, OSError):
            return False

    def look(self) -> QueueState | None:
        """The server's version and who listens; a process that died is gone within minutes."""
        try:
            about = self._connection.info("server")
            listening = Counter(
                name
                for worker in Worker.all(connection=self._connection, serializer=JSONSerializer)
                for name in worker.queue_names()
            )
        except (RedisError, OSError):
            return None
        version = str(about.get("valkey_version") or about["redis_version"])
        server = "Valkey" if "valkey_version" in about else "Redis"
        return QueueState(f"{server} {version}", {name: listening[name] for name in QUEUES})

    def _send(self, hint: Hint) -> None:
        queue, subject = self._queues[hint.queue], subject_of(hint)
        note = f"grif:waiting:{hint.handler}:{subject}"
        waiting = self._connection.get(note)
        if waiting and self._connection.lpos(queue.key, _text(waiting)) is not None:
            return
        job = queue.enqueue(
            hint.handler,
            args=(subject,),
            result_ttl=0,
            failure_ttl=_FAILURE_SECONDS,
            job_timeout=_JOB_SECONDS,
        )
        self._connection.set(note, job.id, ex=_WAITING_SECONDS)


def _text(answer: bytes | str) -> str:
    return answer.decode() if isinstance(answer, bytes) else answer
