from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from typing_extensions import override

from service.backstage import assemble
from service.database.database import SqlDatabase
from service.domain.accounts import SESSION_LIFETIME
from service.domain.ids import DraftId, PreviewId
from service.domain.previews import PREVIEW_LIFETIME
from service.jobs import MakePreviews
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
    clock = FakeClock(house.clock.moment + SESSION_LIFETIME + timedelta(seconds=1))
    backstage = assemble(
        Settings(data_dir=tmp_path),
        database=memory_database,
        blobs=MemoryStore(),
        queue=FakeQueue(),
        clock=clock,
    )

    Ticker(backstage, OneTurn()).run()

    with memory_database.snapshot() as tx:
        assert tx.sessions.list_of(user.id) == []
