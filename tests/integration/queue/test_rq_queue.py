import json
import time
import zlib
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.worker import SimpleWorker

from service.database.database import SqlDatabase
from service.domain.documents import Stage
from service.domain.ids import OrganisationId
from service.jobs import (
    QUEUES,
    CallWebhooks,
    ConvertDocuments,
    DeliverMail,
    MakePreviews,
    SignDocuments,
    hint_for,
    subject_of,
)
from service.operations.stages import StageDesk
from service.queue.rq_queue import RqQueue
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document
from tests.fakes import FakeClock
from tests.servers import run_valkey

pytestmark = pytest.mark.redis


@pytest.fixture
def hints(redis: Redis) -> RqQueue:
    return RqQueue(redis)


def waiting(redis: Redis, name: str = "convert") -> list[Job]:
    queue = Queue(name, connection=redis, serializer="json")
    return list(queue.jobs)


def work_off(redis: Redis, name: str = "convert") -> None:
    """Let RQ's own worker take everything there is; the jobs themselves are not run."""
    for job in waiting(redis, name):
        Queue(name, connection=redis, serializer="json").remove(job)


def test_a_hint_goes_to_the_queue_of_its_kind_with_the_organisations_id_only(
    redis: Redis, hints: RqQueue
) -> None:
    hints.send([ConvertDocuments(SCHOOL), SignDocuments(SCHOOL)])

    (convert,), (sign,) = waiting(redis, "convert"), waiting(redis, "sign")
    assert (convert.func_name, list(convert.args)) == (ConvertDocuments.handler, [SCHOOL])
    assert (sign.func_name, list(sign.args)) == (SignDocuments.handler, [SCHOOL])
    assert convert.kwargs == sign.kwargs == {}


def test_a_preview_does_not_wait_for_documents_to_be_called_for(
    redis: Redis, hints: RqQueue
) -> None:
    for _ in range(2):
        hints.send([ConvertDocuments(SCHOOL), MakePreviews(SCHOOL)])

    names = [(job.func_name, list(job.args)) for job in waiting(redis, "convert")]
    assert names == [(ConvertDocuments.handler, [SCHOOL]), (MakePreviews.handler, [SCHOOL])]


def test_everything_that_is_sent_is_json(redis: Redis, hints: RqQueue) -> None:
    hints.send([ConvertDocuments(SCHOOL)])

    (key,) = list(redis.scan_iter("rq:job:*"))
    stored = redis.hget(key, "data")
    assert isinstance(stored, bytes)
    assert json.loads(zlib.decompress(stored)) == [
        ConvertDocuments.handler,
        None,
        [SCHOOL],
        {},
    ]


def test_nothing_about_a_job_outlives_it_for_long(redis: Redis, hints: RqQueue) -> None:
    hints.send([ConvertDocuments(SCHOOL)])

    (job,) = waiting(redis)
    assert job.result_ttl == 0
    assert job.failure_ttl is not None
    assert job.failure_ttl <= 60


def test_hints_of_one_organisation_coalesce_while_one_waits_in_line(
    redis: Redis, hints: RqQueue
) -> None:
    for _ in range(20):
        hints.send([ConvertDocuments(SCHOOL), ConvertDocuments(OTHER_SCHOOL)])

    assert sorted(str(job.args[0]) for job in waiting(redis)) == [SCHOOL, OTHER_SCHOOL]
    assert waiting(redis, "sign") == []


def test_a_hint_that_was_taken_does_not_swallow_the_next(redis: Redis, hints: RqQueue) -> None:
    hints.send([ConvertDocuments(SCHOOL)])
    (first,) = waiting(redis)
    work_off(redis)

    hints.send([ConvertDocuments(SCHOOL)])

    (second,) = waiting(redis)
    assert second.id != first.id


def test_a_hint_that_died_with_its_worker_does_not_block_its_organisation(
    redis: Redis, hints: RqQueue
) -> None:
    hints.send([ConvertDocuments(SCHOOL)])
    # What kill -9 leaves behind right after the pop: the job's hash, and its id in no list.
    redis.lpop("rq:queue:convert")

    hints.send([ConvertDocuments(SCHOOL)])

    assert len(waiting(redis)) == 1


def test_a_backlog_grows_no_longer_than_the_number_of_organisations(
    redis: Redis, hints: RqQueue
) -> None:
    schools = [OrganisationId(f"s-{n}") for n in range(30)]

    for _ in range(10):
        hints.send([ConvertDocuments(school) for school in schools])

    assert redis.llen("rq:queue:convert") == len(schools)


def test_an_empty_hand_sends_nothing(redis: Redis, hints: RqQueue) -> None:
    hints.send([])

    assert redis.dbsize() == 0


def test_rq_hands_a_hint_to_its_handler(
    redis: Redis, hints: RqQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(Job, "func", property(lambda _job: taken.append))
    hints.send([ConvertDocuments(SCHOOL), ConvertDocuments(OTHER_SCHOOL)])

    queue = Queue("convert", connection=redis, serializer="json")
    worker = SimpleWorker([queue], connection=redis, serializer="json")
    worker.work(burst=True, logging_level="ERROR")

    assert taken == [SCHOOL, OTHER_SCHOOL]
    assert list(redis.scan_iter("rq:job:*")) == []


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_hint_on_a_known_queue(stage: Stage) -> None:
    hint = hint_for(stage, SCHOOL)

    assert hint.queue in QUEUES
    assert subject_of(hint) == SCHOOL


def test_a_server_that_was_never_there_is_no_error(tmp_path: Path) -> None:
    with Redis.from_url(f"unix://{tmp_path / 'nobody.sock'}") as connection:
        hints = RqQueue(connection)

        hints.send([ConvertDocuments(SCHOOL)])

        assert not hints.is_alive()


def test_a_server_lost_and_found_again_is_no_error(tmp_path: Path) -> None:
    with run_valkey(tmp_path) as socket:
        connection = Redis.from_url(f"unix://{socket}")
        hints = RqQueue(connection)
        assert hints.is_alive()
        hints.send([ConvertDocuments(SCHOOL)])

    started = time.monotonic()
    hints.send([ConvertDocuments(SCHOOL), SignDocuments(SCHOOL)])
    assert not hints.is_alive()
    assert time.monotonic() - started < 2

    with run_valkey(tmp_path):
        assert hints.is_alive()
        hints.send([SignDocuments(SCHOOL)])
        # The append-only file kept the first hint; the second was sent just now.
        assert len(waiting(connection, "convert")) == 1
        assert len(waiting(connection, "sign")) == 1
        connection.close()


@pytest.fixture
def stages(hints: RqQueue, memory_database: SqlDatabase) -> StageDesk:
    with memory_database.transaction() as tx:
        tx.documents.add(make_new_document(1))
        tx.documents.add(make_new_document(1, organisation_id=OTHER_SCHOOL))
    return StageDesk(memory_database, hints, FakeClock(), lease_seconds=60.0)


def test_after_everything_was_flushed_the_hints_come_back(redis: Redis, stages: StageDesk) -> None:
    stages.rehint()
    assert len(waiting(redis)) == 2

    redis.flushall()
    assert waiting(redis) == []
    stages.rehint()

    assert sorted(str(job.args[0]) for job in waiting(redis)) == [SCHOOL, OTHER_SCHOOL]


def test_letters_and_notices_do_not_stand_in_each_others_way(redis: Redis, hints: RqQueue) -> None:
    hints.send([DeliverMail(), CallWebhooks(), DeliverMail(), CallWebhooks()])

    handlers = sorted(job.func_name or "" for job in waiting(redis, "deliver"))
    assert handlers == sorted([DeliverMail.handler, CallWebhooks.handler])


def test_whoever_listens_is_seen_until_it_leaves(redis: Redis, hints: RqQueue) -> None:
    queue = Queue("sign", connection=redis, serializer="json")
    worker = SimpleWorker([queue], connection=redis, serializer="json")
    worker.register_birth()  # type: ignore[no-untyped-call] # untyped in RQ

    seen = hints.look()
    assert seen is not None
    assert seen.workers == {"convert": 0, "sign": 1, "deliver": 0}
    assert seen.version.partition(" ")[0] in {"Valkey", "Redis"}

    worker.register_death()  # type: ignore[no-untyped-call] # untyped in RQ
    left = hints.look()
    assert left is not None
    assert left.workers["sign"] == 0


def test_a_server_that_was_never_there_is_not_looked_into(tmp_path: Path) -> None:
    with Redis.from_url(f"unix://{tmp_path / 'nobody.sock'}") as connection:
        assert RqQueue(connection).look() is None
