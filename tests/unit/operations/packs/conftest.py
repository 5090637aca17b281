"""The desks with the real library: what registers, what judges packs, what keeps remarks."""

import pytest

from service.database.database import SqlDatabase
from service.operations.documents import DocumentDesk
from service.operations.packs import PackDesk
from service.operations.remarks import RemarkDesk
from service.operations.templates import TemplateDesk
from tests.factories import make_catalogue
from tests.fakes import FakeClock, FakeQueue, MemoryStore, SequentialIds
from tests.pack_requests import CATALOGUE


@pytest.fixture
def desk(
    memory_database: SqlDatabase, blobs: MemoryStore, clock: FakeClock, ids: SequentialIds
) -> DocumentDesk:
    """The desk with the real library of kinds."""
    templates = TemplateDesk(memory_database, blobs, MemoryStore(), CATALOGUE, clock, ids)
    return DocumentDesk(memory_database, blobs, FakeQueue(), CATALOGUE, clock, ids, templates)


@pytest.fixture
def packs(memory_database: SqlDatabase, clock: FakeClock) -> PackDesk:
    return PackDesk(memory_database, clock, CATALOGUE)


@pytest.fixture
def remarks(memory_database: SqlDatabase, clock: FakeClock) -> RemarkDesk:
    return RemarkDesk(memory_database, clock, make_catalogue())
