from dataclasses import replace
from datetime import date

from service.database.database import SqlDatabase
from service.domain.ids import SignerId
from service.domain.signers import Signer
from tests.factories import OTHER_SCHOOL, SCHOOL

HEAD = Signer(
    id=SignerId("t-1"),
    organisation_id=SCHOOL,
    person_id="p-101",
    full_name="Мельник Ольга Сергеевна",
    gender="f",
    position="директор",
    since=date(2023, 8, 15),
    until=None,
    authority="приказ от 14.08.2023 № 91",
)


def test_a_term_comes_back_as_it_was_to_its_organisation_only(database: SqlDatabase) -> None:
    with database.transaction() as tx:
        tx.signers.add(HEAD)
    with database.snapshot() as tx:
        assert tx.signers.list_of(SCHOOL) == [HEAD]
        assert tx.signers.list_of(OTHER_SCHOOL) == []


def test_the_end_of_a_term_is_set_in_its_organisation_only(database: SqlDatabase) -> None:
    last = date(2026, 8, 31)
    with database.transaction() as tx:
        tx.signers.add(HEAD)
        tx.signers.end(OTHER_SCHOOL, HEAD.id, last)
        assert tx.signers.list_of(SCHOOL) == [HEAD]
        tx.signers.end(SCHOOL, HEAD.id, last)
        assert tx.signers.list_of(SCHOOL) == [replace(HEAD, until=last)]
