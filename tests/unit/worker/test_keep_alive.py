"""Leases are kept alive while work goes on, whatever happens to the database meanwhile."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from structlog.testing import capture_logs
from typing_extensions import override

from service.database.database import SqlDatabase
from service.domain.documents import Claim
from service.domain.errors import UnavailableError
from service.operations.stages import StageDesk
from tests.fakes import FakeClock, FakeQueue
from worker.runtime import KeepAlive


@dataclass(frozen=True)
class HiccupingStages(StageDesk):
    """Cannot extend a lease the first time."""

    beats: list[str] = field(default_factory=list)
    is_extended: threading.Event = field(default_factory=threading.Event)

    @override
    def extend(self, claims: Sequence[Claim]) -> None:
        self.beats.append("beat")
        if len(self.beats) == 1:
            raise UnavailableError
        self.is_extended.set()


def test_one_outage_does_not_end_the_beats(memory_database: SqlDatabase) -> None:
    stages = HiccupingStages(memory_database, FakeQueue(), FakeClock(), lease_seconds=0.03)

    with capture_logs() as lines, KeepAlive(stages, []):
        assert stages.is_extended.wait(10)

    assert [line["event"] for line in lines] == ["lease_not_extended"]
