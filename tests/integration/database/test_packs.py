"""What the rules are given, and what is kept of their warnings, on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import Document, State
from service.domain.pack.facts import PackQuestion
from service.domain.remarks import Acceptance, Remark
from tests.factories import (
    CONSENT,
    ORDER,
    OTHER_SCHOOL,
    SCHOOL,
    make_new_document,
)
from tests.fakes import MONDAY

AUTUMN = date(2026, 12, 31)
REMARKS = (
    Remark("V16", "Дата документа – суббота.", "#/data/doc_date"),
    Remark("V09", "Срок короче трёх месяцев.", "#/data/pairs/0/period/end"),
)


@pytest.fixture
def stored(database: SqlDatabase) -> list[Document]:
    """Three orders of a school, the last annulled, a consent, and an order of another school."""
    with database.transaction() as tx:
        documents = [
            tx.documents.add(make_new_document(1, doc_date=date(2026, 9, 2))),
            tx.documents.add(make_new_document(2, doc_date=date(2026, 9, 24))),
            tx.documents.add(make_new_document(3, doc_date=date(2026, 9, 30))),
            tx.documents.add(make_new_document(4, kind=CONSENT, doc_date=date(2026, 9, 1))),
            tx.documents.add(make_new_document(5, organisation_id=OTHER_SCHOOL)),
        ]
        tx.documents.force_state(documents[2].id, State.CANCELLED)
    return documents


@pytest.mark.parametrize(
    ("kinds", "since", "until", "found"),
    [
        (None, None, AUTUMN, [4, 1, 2]),
        ({ORDER}, None, AUTUMN, [1, 2]),
        ({CONSENT}, None, AUTUMN, [4]),
        ({ORDER, CONSENT}, date(2026, 9, 2), date(2026, 9, 2), [1]),
        (set(), None, AUTUMN, []),
        (None, None, date(2026, 8, 31), []),
    ],
)
def test_documents_that_count_are_found_by_kind_and_date(
    database: SqlDatabase,
    stored: list[Document],
    kinds: set[str] | None,
    since: date | None,
    until: date,
    found: list[int],
) -> None:
    wanted = PackQuestion(SCHOOL, None if kinds is None else frozenset(kinds), since, until)

    with database.snapshot() as tx:
        documents = tx.packs.list_documents(wanted)

    assert [document.seq for document in documents] == found
    assert {document.id for document in documents} <= {document.id for document in stored}
    assert all(document.data == {"subject": "О закреплении пары"} for document in documents)


@pytest.mark.usefixtures("stored")
def test_the_entry_before_a_number_is_the_last_that_counts(database: SqlDatabase) -> None:
    register = make_new_document(1).number

    with database.snapshot() as tx:
        found = [tx.packs.find_previous(SCHOOL, replace(register, seq=seq)) for seq in (1, 2, 4)]
        another_year = tx.packs.find_previous(SCHOOL, replace(register, year=2025, seq=4))

    assert [entry and entry.seq for entry in found] == [None, 1, 2]
    assert another_year is None


def test_warnings_stay_in_their_order_with_their_document(
    database: SqlDatabase, stored: list[Document]
) -> None:
    first, second, *_ = stored
    with database.transaction() as tx:
        tx.remarks.add(SCHOOL, first.id, REMARKS)
        tx.remarks.add(SCHOOL, second.id, ())

    with database.snapshot() as tx:
        assert tx.remarks.list_of([first.id, second.id]) == {first.id: REMARKS}
        assert tx.remarks.list_of([]) == {}


def test_the_last_acceptance_counts_and_only_for_its_code(
    database: SqlDatabase, stored: list[Document]
) -> None:
    document, other = stored[0], stored[4]
    acceptance = Acceptance("так надо", "user:1", MONDAY)
    with database.transaction() as tx:
        tx.remarks.add(SCHOOL, document.id, REMARKS)
        tx.remarks.add(OTHER_SCHOOL, other.id, REMARKS)
        tx.remarks.accept(SCHOOL, document.id, "V16", replace(acceptance, reason="сначала так"))
        tx.remarks.accept(SCHOOL, document.id, "V16", acceptance)

    with database.snapshot() as tx:
        remarks = tx.remarks.list_of([document.id, other.id])
        accepted = tx.remarks.list_accepted(SCHOOL), tx.remarks.list_accepted(OTHER_SCHOOL)

    assert [remark.acceptance for remark in remarks[document.id]] == [acceptance, None]
    assert remarks[other.id] == REMARKS
    assert accepted == ({(document.id, "V16")}, set())
