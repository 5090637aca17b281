from service.domain.documents import Failure, Stage
from service.operations.stages import Setback
from tests.doors import House, Program
from tests.factories import SCHOOL

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
