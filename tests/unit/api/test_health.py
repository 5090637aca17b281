from typing_extensions import override

from service.database.database import SqlDatabase
from tests.doors import House, open_house
from tests.fakes import MemoryStore


class BrokenStore(MemoryStore):
    """A disk that nothing can be written to."""

    @override
    def probe(self) -> None:
        message = "read-only file system"
        raise OSError(message)


def test_the_process_says_that_it_lives(house: House) -> None:
    assert house.app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_readiness_names_every_part_with_its_time(house: House) -> None:
    answer = house.app.test_client().get("/readyz")
    checks = answer.get_json()["checks"]
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")
    assert set(checks) == {"database", "archive", "queue"}
    assert all(check["status"] == "ok" and check["ms"] >= 0 for check in checks.values())


def test_without_the_queue_the_service_is_degraded_and_still_ready(house: House) -> None:
    house.queue.alive = False
    answer = house.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert answer.get_json()["checks"]["queue"]["status"] == "down"


def test_without_the_archive_the_service_is_not_ready(
    house: House, memory_database: SqlDatabase
) -> None:
    folder = house.services.settings.data_dir
    broken = open_house(folder, memory_database, blobs=BrokenStore())
    answer = broken.app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "unavailable")
    assert answer.get_json()["checks"]["archive"]["error"] == "OSError"
    assert "read-only" not in answer.text
