from service.database.database import SqlDatabase
from service.domain.documents import State
from service.domain.signatures import Method, PlannedSignature, open_due, plan_steps
from tests.factories import make_new_document
from tests.fakes import MONDAY


def test_only_a_ready_simple_signature_with_an_address_wants_a_link(database: SqlDatabase) -> None:
    plan = (
        PlannedSignature("mentor", "", Method.SIMPLE, signer="А", email="a@school.example"),
        PlannedSignature("mentee", "", Method.SIMPLE, signer="Б"),
        PlannedSignature("curator", "", Method.PAPER),
        PlannedSignature("head", "", Method.SIMPLE, turn=2, signer="В", email="c@school.example"),
    )
    with database.transaction() as tx:
        document = tx.documents.add(make_new_document(1))
        tx.signatures.put(document, open_due(plan_steps(plan), MONDAY))
        assert tx.links.list_uninvited(limit=10) == []

        tx.documents.force_state(document.id, State.AWAITING_SIGNATURES)

        assert tx.links.list_uninvited(limit=10) == [(document.id, 1)]
