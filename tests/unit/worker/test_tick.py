from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs
from typing_extensions import override

from service.backstage import assemble
from service.database.database import SqlDatabase
from service.domain.accounts import AFTERLIFE, SESSION_LIFETIME
from service.domain.ids import DraftId, PreviewId, UserId
from service.domain.previews import PREVIEW_LIFETIME
from service.jobs import Hint, MakePreviews
from service.settings import Settings
from tests.doors import open_house
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue, MemoryStore
from tests.printing import make_preview_order
from worker.runtime import Stop
from worker.tick import Ticker


@dataclass
class OneTurn(Stop):
    """Lets the loop turn once, without waiting."""

    turns: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @override
    def wait(self, seconds: float) -> bool:
        self.turns.append(seconds)
        return len(self.turns) > 1


def test_previews_are_hinted_again_and_swept_after_an_hour(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database)
    user, form = house.add_user("head"), DraftId("form-1")
    with memory_database.transaction() as tx:
        tx.previews.put(PreviewId("p-1"), make_preview_order(user.id, form))
    queue, clock = FakeQueue(), FakeClock(house.clock.moment)
    backstage = assemble(
        Settings(data_dir=tmp_path),
        database=memory_database,
        blobs=MemoryStore(),
        queue=queue,
        clock=clock,
    )

    Ticker(backstage, OneTurn()).run()
    hinted = queue.take()
    clock.go(PREVIEW_LIFETIME + timedelta(seconds=1))
    Ticker(backstage, OneTurn()).run()

    assert MakePreviews(SCHOOL) in hinted
    with memory_database.snapshot() as tx:
        assert tx.previews.find(user.id, form) is None


def test_sessions_that_ended_are_swept_for_everybody(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database)
    user = house.add_user("head")
    with memory_database.transaction() as tx:
        house.services.sessions.begin(tx, user.id)
    clock = FakeClock(house.clock.moment + SESSION_LIFETIME + AFTERLIFE - timedelta(seconds=1))
    backstage = assemble(
        Settings(data_dir=tmp_path),
        database=memory_database,
        blobs=MemoryStore(),
        queue=FakeQueue(),
        clock=clock,
    )

    Ticker(backstage, OneTurn()).run()
    assert count_sessions(memory_database, user.id) == 1  # whose form may still come in late
    clock.go(timedelta(seconds=1))
    Ticker(backstage, OneTurn()).run()

    assert count_sessions(memory_database, user.id) == 0


def count_sessions(database: SqlDatabase, user_id: UserId) -> int:
    with database.snapshot() as tx:
        return len(tx.sessions.list_of(user_id))


@dataclass
class BrokenQueue(FakeQueue):
    """Takes no hints; the inspection of keys is one."""

    @override
    def send(self, hints: Iterable[Hint]) -> None:
        raise ConnectionError


def test_a_chore_that_fails_keeps_no_other_from_its_turn(
    tmp_path: Path, memory_database: SqlDatabase
) -> None:
    house = open_house(tmp_path, memory_database)
    user = house.add_user("head")
    with memory_database.transaction() as tx:
        tx.previews.put(PreviewId("p-1"), make_preview_order(user.id, DraftId("form-1")))
    clock = FakeClock(house.clock.moment + PREVIEW_LIFETIME + timedelta(seconds=1))
    backstage = assemble(
        Settings(data_dir=tmp_path),
        database=memory_database,
        blobs=MemoryStore(),
        queue=BrokenQueue(),
        clock=clock,
    )

    with capture_logs() as lines:
        Ticker(backstage, OneTurn()).run()

    failed = {line["chore"] for line in lines if line["event"] == "tick_failed"}
    assert {"hint_previews", "look_after_keys"} <= failed
    with memory_database.snapshot() as tx:
        assert tx.previews.find(user.id, DraftId("form-1")) is None
