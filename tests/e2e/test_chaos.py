"""Processes are killed without warning in the middle of work; nothing may be lost or done twice."""

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from redis.exceptions import RedisError

from service.backstage import open_redis
from service.ports import DocumentFilter
from tests.e2e.installation import SCHOOL, Installation, install

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.libreoffice,
    pytest.mark.redis,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.timeout(900),
]

DOCUMENTS = int(os.environ.get("GRIF_TEST_CHAOS_DOCUMENTS", "200"))
VICTIMS = (
    ("-m worker convert",),
    ("worker.libreoffice",),
    ("-m worker sign",),
    ("-m worker tick",),
    ("valkey-server",),
)


def test_nothing_is_lost_or_done_twice_while_everything_is_killed(tmp_path: Path) -> None:
    with install(tmp_path, convert_workers=2) as grif:
        stop = threading.Event()
        tally: Counter[str] = Counter()
        killer = threading.Thread(target=_rampage, args=(grif, stop, tally))
        killer.start()
        try:
            for number in range(DOCUMENTS):
                _post_somehow(grif, number)
            _await_progress(grif)
        finally:
            stop.set()
            killer.join()
        counts = grif.await_settled(300)

        assert counts == {"archived": DOCUMENTS}, tally
        assert tally["killed"] >= 15, tally
        assert tally["flushed"] >= 2, tally
        _assert_each_step_was_done_once(grif)
        _assert_numbers_have_no_gap(grif)
        assert grif.services.archive.check([SCHOOL]).faults == () or _only_untracked(grif)


@pytest.mark.parametrize(
    ("state", "victim"),
    [
        ("registered", "-m worker convert"),
        ("registered", "worker.libreoffice"),
        ("awaiting_signatures", "-m worker sign"),
        ("rendered", "-m worker sign"),
        ("signed", "-m worker sign"),
    ],
)
def test_a_worker_killed_in_the_middle_of_a_stage_loses_nothing(
    chaos: Installation, state: str, victim: str
) -> None:
    label = f"{state}-{victim}"
    _await_workers(chaos)
    documents = [
        chaos.post(kind, f"{label}-{kind}-{number}", sign=kind.startswith("order"))["id"]
        for number in range(8)
        for kind in ("order_assign_pairs", "consent_mentor_participation")
    ]

    killed = _kill_while_leased(chaos, state, victim)

    assert killed
    assert set(chaos.await_settled(60)) == {"archived"}
    for document in documents:
        assert chaos.client.get(f"/api/v1/documents/{document}")["state"] == "archived"
    _assert_no_step_was_done_twice(chaos)


@pytest.fixture(scope="module")
def chaos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with install(tmp_path_factory.mktemp("stages")) as grif:
        yield grif


def _await_workers(grif: Installation) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if grif.find_processes("libreoffice.zygote") and grif.find_processes("-m worker sign"):
            return
        time.sleep(0.1)


def _kill_while_leased(grif: Installation, state: str, victim: str) -> bool:
    """Kill every process of that name at a moment when a document of that state is worked on."""
    query = (
        "SELECT count(*) FROM documents WHERE state = ? "
        "AND lease_until > (julianday('now') - 2440587.5) * 86400.0"
    )
    victims = grif.find_processes(victim)
    until = time.monotonic() + 30
    with closing(sqlite3.connect(grif.settings.root / "grif.db")) as connection:
        while time.monotonic() < until:
            (leased,) = connection.execute(query, (state,)).fetchone()
            if leased:
                for process in victims:
                    with suppress(psutil.Error):
                        process.kill()
                return bool(victims)
    return False


def _post_somehow(grif: Installation, number: int) -> None:
    is_order = number % 10 == 0
    kind = "order_assign_pairs" if is_order else "consent_mentor_participation"
    until = time.monotonic() + 60
    while True:
        try:
            grif.post(kind, f"chaos-{number}", sign=is_order)
        except OSError:
            # The web process is not among the victims, but a repeat must be harmless anyway.
            if time.monotonic() > until:
                raise
        else:
            return


def _await_progress(grif: Installation) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if grif.await_settled(0).get("archived", 0) >= DOCUMENTS * 0.9:
            return
        time.sleep(0.2)


def _rampage(grif: Installation, stop: threading.Event, tally: Counter[str]) -> None:
    dice = random.Random(20250901)  # noqa: S311 -- repeatable mischief, not a secret
    redis = open_redis(grif.settings)
    next_flush = time.monotonic() + 2
    while not stop.wait(dice.uniform(0.3, 0.9)):
        victims = grif.find_processes(*dice.choice(VICTIMS))
        if victims:
            try:
                dice.choice(victims).kill()
                tally["killed"] += 1
            except psutil.Error:
                continue
        if time.monotonic() > next_flush:
            next_flush = time.monotonic() + 4
            try:
                redis.flushall()
                tally["flushed"] += 1
            except (RedisError, OSError):
                tally["flush_missed"] += 1


def _assert_each_step_was_done_once(grif: Installation) -> None:
    steps = _assert_no_step_was_done_twice(grif)
    assert sum(1 for _, action in steps if action == "document:archived") == DOCUMENTS


def _assert_no_step_was_done_twice(grif: Installation) -> Counter[tuple[str | None, str]]:
    with grif.services.database.snapshot() as tx:
        events = [item.event for item in tx.audit.read(SCHOOL)]
    steps = Counter[tuple[str | None, str]]((event.document_id, event.action) for event in events)
    assert {key: count for key, count in steps.items() if count > 1} == {}
    return steps


def _assert_numbers_have_no_gap(grif: Installation) -> None:
    with grif.services.database.snapshot() as tx:
        documents = tx.documents.search(DocumentFilter((SCHOOL,), limit=10_000))
    by_register: dict[tuple[str, int], list[int]] = {}
    for document in documents:
        key = (document.number.register, document.number.year)
        by_register.setdefault(key, []).append(document.number.seq)
    for numbers in by_register.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def _only_untracked(grif: Installation) -> bool:
    # A process killed between storing a blob and committing leaves the blob; it harms nobody.
    return all(f.finding == "untracked" for f in grif.services.archive.check([SCHOOL]).faults)
