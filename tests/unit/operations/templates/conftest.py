"""The desks with the real library of kinds."""

import pytest

from service.database.database import SqlDatabase
from service.operations.documents import DocumentDesk
from service.operations.templates import TemplateDesk
from tests.fakes import FakeClock, FakeQueue, MemoryStore, SequentialIds
from tests.own_templates import LIBRARY, make_desk


@pytest.fixture
def municipal_blobs() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def templates(
    memory_database: SqlDatabase,
    blobs: MemoryStore,
    municipal_blobs: MemoryStore,
    clock: FakeClock,
    ids: SequentialIds,
) -> TemplateDesk:
    return TemplateDesk(memory_database, blobs, municipal_blobs, LIBRARY, clock, ids)


@pytest.fixture
def desk(templates: TemplateDesk, queue: FakeQueue) -> DocumentDesk:
    return make_desk(templates, queue)
