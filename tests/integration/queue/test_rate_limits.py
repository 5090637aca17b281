"""How often one caller may ask, counted at a real queue server and without it."""

import time
from datetime import timedelta

import pytest
from redis import Redis

from service.queue import rate_limits
from service.queue.rate_limits import RateLimits
from tests.fakes import FakeClock

pytestmark = pytest.mark.redis

NOWHERE = "unix:///nonexistent/queue.sock"
CALLER = "192.0.2.77"


def take(limits: RateLimits, times: int, who: str = CALLER) -> list[bool]:
    """Whether each of so many requests may go on, three a minute."""
    return [limits.take("verify", who, 3) == 0 for _ in range(times)]


def test_processes_count_together(redis: Redis, clock: FakeClock) -> None:
    first, second = RateLimits(redis, clock), RateLimits(redis, clock)
    assert take(first, 2) == [True, True]
    assert take(second, 2) == [True, False]
    assert take(first, 1) == [False]


def test_callers_and_doors_are_counted_apart(redis: Redis, clock: FakeClock) -> None:
    limits = RateLimits(redis, clock)
    assert take(limits, 4)[-1] is False
    assert take(limits, 1, "192.0.2.78") == [True]
    assert limits.take("page", CALLER, 3) == 0


def test_the_next_minute_begins_anew(redis: Redis, clock: FakeClock) -> None:
    limits = RateLimits(redis, clock)
    take(limits, 3)
    seconds = limits.take("verify", CALLER, 3)
    assert 0 < seconds <= 60
    clock.go(timedelta(seconds=seconds))
    assert take(limits, 1) == [True]


def test_the_server_forgets_and_never_learns_the_address(redis: Redis, clock: FakeClock) -> None:
    take(RateLimits(redis, clock), 1)
    (name,) = redis.keys("*")
    assert CALLER.encode() not in name
    assert 0 < redis.ttl(name) <= 120


def test_without_the_server_every_process_still_limits(clock: FakeClock) -> None:
    limits = RateLimits(Redis.from_url(NOWHERE), clock)
    assert take(limits, 4) == [True, True, True, False]
    clock.go(timedelta(minutes=1))
    assert take(limits, 4) == [True, True, True, False]


def test_while_the_server_is_away_nobody_waits_for_it(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fail(_: Redis, name: str) -> int:
        asked.append(name)
        raise ConnectionError

    monkeypatch.setattr(rate_limits, "_count_there", fail)
    limits = RateLimits(Redis.from_url(NOWHERE), clock)
    take(limits, 3)
    assert len(asked) == 1


def test_when_the_server_is_back_it_counts_again(
    redis: Redis, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_AWAY_SECONDS", 0.01)
    limits = RateLimits(redis, clock)
    with monkeypatch.context() as patched:
        patched.setattr(redis, "pipeline", Redis.from_url(NOWHERE).pipeline)
        assert take(limits, 1) == [True]
    time.sleep(0.02)
    assert take(limits, 4) == [True, True, True, False]
