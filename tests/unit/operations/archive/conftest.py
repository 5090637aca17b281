"""An order that went all the way into the archive."""

import pytest

from service.domain.documents import Document
from service.operations.archive import ArchiveDesk
from service.operations.documents import DocumentDesk
from service.operations.stages import StageDesk
from tests.factories import CLERK, make_request
from tests.fakes import MemoryStore
from tests.line import run_line


@pytest.fixture
def order(
    desk: DocumentDesk, stages: StageDesk, archive: ArchiveDesk, blobs: MemoryStore
) -> Document:
    document = desk.register_document(CLERK, make_request())
    assert run_line(stages, archive, blobs) == 1
    return desk.get_document(CLERK, document.id)
