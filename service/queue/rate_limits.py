"""How often one caller may do something in a minute: counted for all web processes together.

Without the queue server every process counts for itself: the limit then is looser, never absent.
"""

import hashlib
import time
from threading import Lock
from typing import Final, cast

import structlog
from redis import Redis
from redis.exceptions import RedisError

from service.ports import Clock

_MINUTE: Final = 60
_AWAY_SECONDS: Final = 10.0
"""After a failure the server is left alone for so long: callers do not wait for it in turn."""

log = structlog.get_logger()


class LocalCounts:
    """Counts of this process, of the current minute alone."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._lock = Lock()

    def count(self, key: str, minute: int) -> int:
        """Count once more; returns how often it was in this minute."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]


class RateLimits:
    """Counts at the queue server, and here while that is away."""

    def __init__(self, connection: Redis | None, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._local = LocalCounts()
        self._away_until = 0.0

    def take(self, what: str, who: str, per_minute: int) -> int:
        """Count a request; 0 when it may go on, else the seconds until it may be tried again."""
        minute, second = divmod(int(self._clock.now().timestamp()), _MINUTE)
        # A name for the address and not the address: it is nobody else's business.
        caller = hashlib.sha256(who.encode()).hexdigest()[:24]
        count = self._count(f"{what}:{caller}", minute)
        return 0 if count <= per_minute else _MINUTE - second

    def _count(self, key: str, minute: int) -> int:
        if self._connection is None or time.monotonic() < self._away_until:
            return self._local.count(key, minute)
        try:
            return _count_there(self._connection, f"grif:rate:{minute}:{key}")
        except (RedisError, OSError) as error:
            log.warning("rate_limits_local", error=type(error).__name__)
            self._away_until = time.monotonic() + _AWAY_SECONDS
            return self._local.count(key, minute)


def _count_there(connection: Redis, name: str) -> int:
    with connection.pipeline() as pipeline:
        pipeline.incr(name)
        pipeline.expire(name, 2 * _MINUTE)
        return cast("int", pipeline.execute()[0])
