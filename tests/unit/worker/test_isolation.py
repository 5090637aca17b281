"""What a batch that breaks leaves in the log."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.database.database import SqlDatabase
from service.domain.documents import Claim, Stage
from service.operations.stages import Setback
from service.ports import Progress
from tests.doors import CONSENT, House, open_house
from tests.factories import SCHOOL
from worker.isolation import isolate


@pytest.fixture
def house(tmp_path: Path, memory_database: SqlDatabase) -> House:
    return open_house(tmp_path, memory_database)


def break_down(claims: Sequence[Claim]) -> list[Progress | Setback]:
    raise ValueError(claims[0].document.title)


def test_the_place_of_a_fault_is_logged_and_nothing_of_the_document(house: House) -> None:
    document = house.register(kind=CONSENT)
    claims = house.services.stages.claim(Stage.CONVERT, SCHOOL, limit=9)

    with capture_logs() as lines:
        (setback,) = isolate(break_down, claims)

    (line,) = lines
    assert isinstance(setback, Setback)
    assert setback.failure.code == "internal_error"
    assert (line["event"], line["error"], line["documents"]) == ("work_broke", "ValueError", 1)
    assert line["frames"][-1].endswith(" break_down")
    assert f"{Path(__file__).name}:" in line["frames"][-1]
    assert document.title not in str(line)
