from collections.abc import Sequence
from typing import Never

from typing_extensions import override

from service.database.database import SqlDatabase
from service.domain.blobs import BlobOwner
from service.domain.documents import Failure, Stage
from service.operations.stages import Setback
from tests.doors import House, Program, open_house
from tests.factories import SCHOOL
from tests.fakes import MemoryStore

BROKEN = Failure("conversion_failed", "Документ не преобразуется.")


def test_a_failed_document_says_why_and_can_be_retried(house: House, program: Program) -> None:
    document = house.register()
    (claim,) = house.services.stages.claim(Stage.CONVERT, SCHOOL, limit=1)
    house.services.stages.commit([Setback(claim, BROKEN, again=False)])

    failed = program.get(f"/api/v1/documents/{document.id}").get_json()
    retried = program.post(f"/api/v1/documents/{document.id}/retry")

    assert failed["state"] == "failed"
    assert failed["failure"] == {"code": BROKEN.code, "message": BROKEN.message}
    assert retried.status_code == 202
    assert (retried.get_json()["state"], retried.get_json()["failure"]) == ("registered", None)


class FullStore(MemoryStore):
    """A disk without room."""

    @override
    def put(self, owner_id: BlobOwner, contents: Sequence[bytes]) -> Never:
        message = "no space left on device"
        raise OSError(message)


def test_a_full_disk_asks_to_come_again_and_takes_no_number(
    house: House, memory_database: SqlDatabase
) -> None:
    folder = house.services.settings.data_dir
    full = open_house(folder, memory_database, blobs=FullStore())

    answer = full.program().post_document(full.request(), "same")
    again = house.program().post_document(house.request(), "same")

    assert (answer.status_code, answer.get_json()["code"]) == (503, "storage_unavailable")
    assert answer.headers["Retry-After"] == "60"
    assert "no space" not in answer.text
    assert again.get_json()["number"].startswith("1-")
