"""Who may sign, on both databases."""

from dataclasses import replace
from datetime import date

from service.database.database import SqlDatabase
from service.domain.ids import SignerId
from service.domain.signers import Attorney
from tests.factories import HEADS_TERM, OTHER_SCHOOL, SCHOOL, make_signer

LATER = replace(
    HEADS_TERM,
    role="curator",
    since=date(2026, 9, 1),
    until=date(2026, 12, 31),
    attorney=Attorney("мчд-1", date(2027, 9, 1)),
    person_id="p-101",
)


def test_terms_come_back_as_they_were_to_their_organisation_only(database: SqlDatabase) -> None:
    head, curator = make_signer(), make_signer(LATER, "t-2")
    with database.transaction() as tx:
        tx.signers.add(head)
        tx.signers.add(curator)
    with database.snapshot() as tx:
        assert tx.signers.list_of(SCHOOL) == [curator, head]
        assert tx.signers.list_of(OTHER_SCHOOL) == []
        assert tx.signers.find(curator.id) == curator
        assert tx.signers.find(SignerId("../etc")) is None


def test_the_end_of_one_term_is_set(database: SqlDatabase) -> None:
    head, other = make_signer(), make_signer(signer_id="t-2")
    last = date(2026, 8, 31)
    with database.transaction() as tx:
        tx.signers.add(head)
        tx.signers.add(other)
        tx.signers.end(head.id, last)

        ended = replace(head, term=replace(HEADS_TERM, until=last))
        assert tx.signers.list_of(SCHOOL) == [other, ended]
