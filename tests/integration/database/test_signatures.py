"""Steps and tickets on both databases."""

from dataclasses import replace
from datetime import timedelta

from service.database.database import SqlDatabase
from service.domain.documents import Failure, State
from service.domain.ids import DocumentId, TicketId
from service.domain.signatures import (
    Decision,
    Method,
    PlannedSignature,
    Proof,
    Step,
    Steps,
    StepState,
)
from service.domain.tickets import Ticket, TicketOutcome, TicketState
from tests.factories import OTHER_SCHOOL, SCHOOL, make_new_document
from tests.fakes import MONDAY
from tests.threads import run_together

PLAN = PlannedSignature(
    "head", "signature_head", Method.OWN_TOKEN, 2, "Директор", "Ёлкин Ё.", days=3
)
READY = Step(1, PLAN, StepState.READY, MONDAY + timedelta(days=3))
DONE = Step(
    2,
    replace(PLAN, method=Method.SERVER_KEY, confirm=True, certifies=True),
    StepState.DONE,
    confirmation=Decision("user:1", MONDAY),
    decision=Decision("user:2", MONDAY, "Приказ № 1"),
    proof=Proof(MONDAY, "a" * 64, "B-T", "Ёлкин Ё.", "00AB", "Приказ № 1", "мчд-1"),
)
REPLY = b"\x00\xff reply"


def add_document(database: SqlDatabase, seq: int = 1, *steps: Step) -> str:
    with database.transaction() as tx:
        document = tx.documents.add(make_new_document(seq))
        tx.signatures.put(document, steps)
    return document.id


def make_ticket(document_id: str, number: int = 1) -> Ticket:
    return Ticket(
        id=TicketId(f"ticket-{number}"),
        organisation_id=SCHOOL,
        document_id=document_id,  # type: ignore[arg-type] # an id
        place=1,
        user_id="user:1",
        source_sha256="b" * 64,
        prepared_sha256="c" * 64,
        offer={"mode": "attrs", "chain": [], "gap_start": 7},
        expires_at=MONDAY + timedelta(minutes=15),
    )


def read_steps(database: SqlDatabase, document_id: str) -> Steps:
    with database.snapshot() as tx:
        return tx.signatures.list_of([document_id])[document_id]  # type: ignore[list-item, index] # an id


def find(database: SqlDatabase, ticket: Ticket) -> Ticket:
    with database.snapshot() as tx:
        found = tx.signatures.find_ticket(ticket.id)
    assert found is not None
    return found


def test_steps_come_back_as_they_were_in_the_order_of_their_places(database: SqlDatabase) -> None:
    document_id = add_document(database, 1, DONE, READY)

    assert read_steps(database, document_id) == (READY, DONE)


def test_a_changed_step_takes_the_place_of_what_it_was(database: SqlDatabase) -> None:
    document_id = add_document(database, 1, READY, DONE)
    declined = replace(READY, state=StepState.DECLINED)
    with database.transaction() as tx:
        document = tx.documents.hold(document_id)  # type: ignore[arg-type] # an id
        assert document is not None
        tx.signatures.put(document, (declined,))

    assert read_steps(database, document_id) == (declined, DONE)


def test_only_what_is_ready_and_late_is_overdue(database: SqlDatabase) -> None:
    late = add_document(database, 1, READY, replace(READY, place=2))
    add_document(database, 2, replace(READY, state=StepState.DONE))
    add_document(database, 3, replace(READY, expires_at=None))
    with database.snapshot() as tx:
        before = tx.signatures.list_overdue(MONDAY, limit=9)
        after = tx.signatures.list_overdue(MONDAY + timedelta(days=3), limit=9)

    assert (before, after) == ([], [late])


def test_a_ticket_is_answered_once_however_many_answer(database: SqlDatabase) -> None:
    ticket = make_ticket(add_document(database))
    with database.transaction() as tx:
        tx.signatures.add_ticket(ticket)
    assert find(database, ticket) == ticket

    def submit(_: int) -> bool:
        with database.transaction() as tx:
            return tx.signatures.submit(ticket, REPLY, MONDAY)

    assert sorted(run_together(4, submit)) == [False, False, False, True]
    submitted = find(database, ticket)
    assert (submitted.state, submitted.reply) == (TicketState.SUBMITTED, REPLY)
    assert submitted.submitted_at == MONDAY


def test_a_late_answer_is_none(database: SqlDatabase) -> None:
    ticket = make_ticket(add_document(database))
    with database.transaction() as tx:
        tx.signatures.add_ticket(ticket)
        late = ticket.expires_at + timedelta(milliseconds=1)
        assert not tx.signatures.submit(ticket, REPLY, late)
        assert tx.signatures.submit(ticket, REPLY, ticket.expires_at)


def test_of_a_settled_reply_only_the_hash_is_left(database: SqlDatabase) -> None:
    document_id = add_document(database)
    good, bad = make_ticket(document_id, 1), make_ticket(document_id, 2)
    failure = Failure("bad_signature", "Не то.")
    with database.transaction() as tx:
        for ticket in (good, bad):
            tx.signatures.add_ticket(ticket)
            tx.signatures.submit(ticket, REPLY, MONDAY)
        tx.signatures.settle(TicketOutcome(good.id))
        tx.signatures.settle(TicketOutcome(bad.id, failure))

    found = find(database, good), find(database, bad)
    assert [one.state for one in found] == [TicketState.COMPLETED, TicketState.FAILED]
    assert [one.reply for one in found] == [None, None]
    assert all(one.reply_sha256 for one in found)
    assert found[1].failure == failure


def test_what_is_taken_back_is_neither_open_nor_submitted(database: SqlDatabase) -> None:
    document_id = add_document(database)
    first, second = make_ticket(document_id, 1), make_ticket(document_id, 2)
    with database.transaction() as tx:
        for ticket in (first, second):
            tx.signatures.add_ticket(ticket)
        tx.signatures.submit(first, REPLY, MONDAY)
        assert tx.signatures.find_open(first.document_id, 1, "user:1") == [second]
        assert tx.signatures.find_submitted(first.document_id) is not None
        tx.signatures.void(first.document_id, {first.place})

        assert tx.signatures.find_open(first.document_id, 1, "user:1") == []
        assert tx.signatures.find_submitted(first.document_id) is None
        assert not tx.signatures.submit(second, REPLY, MONDAY)


def test_a_reply_for_another_place_is_not_taken_back(database: SqlDatabase) -> None:
    document_id = add_document(database)
    answered, open_one = make_ticket(document_id, 1), make_ticket(document_id, 2)
    with database.transaction() as tx:
        for ticket in (answered, open_one):
            tx.signatures.add_ticket(ticket)
        tx.signatures.submit(answered, REPLY, MONDAY)
        tx.signatures.void(answered.document_id, {answered.place + 1})

        assert tx.signatures.find_submitted(answered.document_id) is not None
        assert not tx.signatures.submit(open_one, REPLY, MONDAY)


def test_the_files_of_signing_are_known_to_their_own_organisation(database: SqlDatabase) -> None:
    ticket = make_ticket(add_document(database, 1, READY, DONE))
    with database.transaction() as tx:
        tx.signatures.add_ticket(ticket)

        assert tx.signatures.list_files(SCHOOL) == {"a" * 64, "b" * 64, "c" * 64}
        assert tx.signatures.list_files(OTHER_SCHOOL) == set()


def test_what_was_declined_is_listed_while_it_awaits_another_newest_first(
    database: SqlDatabase,
) -> None:
    declined = replace(READY, state=StepState.DECLINED)
    first, second, over = (
        DocumentId(add_document(database, seq, declined, DONE)) for seq in (1, 2, 3)
    )
    ready = DocumentId(add_document(database, 4, READY))
    with database.transaction() as tx:
        for name in (first, second, ready):
            tx.documents.force_state(name, State.AWAITING_SIGNATURES)
        tx.documents.force_state(over, State.CANCELLED)

        assert tx.signatures.list_declined([SCHOOL], limit=9) == [second, first]
        assert tx.signatures.list_declined([SCHOOL], limit=1) == [second]
        assert tx.signatures.list_declined([OTHER_SCHOOL], limit=9) == []
