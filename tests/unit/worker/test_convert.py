"""What the convert process does when it is not the document that is wrong."""

import shutil
from collections import namedtuple
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

from service.backstage import assemble
from service.database.database import SqlDatabase
from tests.doors import open_house
from tests.factories import SCHOOL
from tests.fakes import FakeClock, FakeQueue, MemoryStore
from worker.convert import ConvertDesk
from worker.libreoffice.conversion import Conversion, ConversionError, ConverterFacts, OfferedFonts
from worker.runtime import Stop

DiskUsage = namedtuple("DiskUsage", "total used free")  # noqa: PYI024 -- as shutil returns it


class UnwantedConverter:
    """A converter that is not to be asked."""

    name: Literal["in_process"] = "in_process"
    facts = ConverterFacts("in_process", "7.4.7.2", OfferedFonts({}, ""))

    def convert(self, jobs: Sequence[Conversion]) -> list[ConversionError | None]:
        message = f"asked for {len(jobs)} documents"
        raise AssertionError(message)

    def close(self) -> None:
        return None


def test_on_a_full_disk_documents_wait_and_are_not_blamed(
    tmp_path: Path, memory_database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(tmp_path, memory_database)
    document = house.register()
    backstage = assemble(
        house.services.settings,
        database=memory_database,
        blobs=MemoryStore(),
        queue=FakeQueue(),
        clock=FakeClock(),
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: DiskUsage(2**40, 2**40, 0))

    ConvertDesk(backstage, UnwantedConverter(), Stop(), tmp_path).convert_documents(SCHOOL)

    shown = house.program().get(f"/api/v1/documents/{document.id}").get_json()
    assert (shown["state"], shown["failure"]["code"]) == ("registered", "storage_unavailable")
