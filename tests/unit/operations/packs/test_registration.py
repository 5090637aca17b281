"""The rules where a document is registered: an error stops it, a warning does not."""

from typing import Any

import pytest

from service.database.database import SqlDatabase
from service.database.packs import SqlPacks
from service.domain.pack.facts import PackDocument, PackQuestion
from service.operations.documents import DocumentDesk
from service.operations.remarks import RemarkDesk
from tests.factories import CLERK, OTHER_SCHOOL, SCHOOL, make_principal
from tests.pack_requests import (
    CATALOGUE,
    MENTEE_CONSENT,
    MENTOR_CONSENT,
    ORDER,
    SATURDAY,
    ask,
    refused,
    sample,
    warned,
)


def one_pair(**changes: object) -> list[dict[str, Any]]:
    """The first pair of the sample; a change to None takes a field away."""
    pair = {**sample(ORDER)["pairs"][0], **changes}
    return [{key: value for key, value in pair.items() if value is not None}]


@pytest.mark.parametrize("kind", sorted(CATALOGUE.kinds))
def test_the_sample_of_every_kind_is_registered_in_a_new_organisation(
    desk: DocumentDesk, remarks: RemarkDesk, kind: str
) -> None:
    document = desk.register_document(CLERK, ask(kind, "k"))

    assert warned(remarks, document) == []


def test_an_error_names_the_field_and_takes_neither_number_nor_key(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    pairs = one_pair(mentor_consent_date="2025-09-25")

    assert refused(desk, ask(ORDER, "k", pairs=pairs)) == [
        ("V01", "#/data/pairs/0/mentor_consent_date")
    ]

    with memory_database.snapshot() as tx:
        assert list(tx.audit.read(SCHOOL)) == []
    assert desk.register_document(CLERK, ask(ORDER, "k")).number.text == "1-од"


def test_consents_in_the_journal_need_not_be_stated_again(desk: DocumentDesk) -> None:
    pairs = one_pair(mentor_consent_date=None, mentee_consent_date=None)
    order = ask(ORDER, "order", pairs=pairs)
    assert refused(desk, order) == [("V02", "#/data/pairs/0/mentor_consent_date")]

    desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor"))
    desk.register_document(CLERK, ask(MENTEE_CONSENT, "mentee"))

    assert desk.register_document(CLERK, order).number.text == "1-од"


def test_a_consent_in_the_journal_that_came_later_stops_the_order(desk: DocumentDesk) -> None:
    pairs = one_pair(mentor_consent_date=None)
    desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor", doc_date="2025-09-25"))

    assert refused(desk, ask(ORDER, "order", pairs=pairs)) == [("V01", "#/data/pairs/0/mentors/0")]


def test_neither_cancelled_nor_other_peoples_documents_count(desk: DocumentDesk) -> None:
    order = ask(ORDER, "order", pairs=one_pair(mentor_consent_date=None))
    cancelled = desk.register_document(CLERK, ask(MENTOR_CONSENT, "mentor"))
    desk.cancel_document(CLERK, cancelled.id)
    other = make_principal(OTHER_SCHOOL)
    desk.register_document(other, ask(MENTOR_CONSENT, "mentor", OTHER_SCHOOL))

    assert refused(desk, order) == [("V02", "#/data/pairs/0/mentor_consent_date")]


def test_for_a_consent_no_consents_are_gathered(
    desk: DocumentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[frozenset[str] | None] = []
    list_documents = SqlPacks.list_documents

    def listen(self: SqlPacks, wanted: PackQuestion) -> list[PackDocument]:
        asked.append(wanted.kinds)
        return list_documents(self, wanted)

    monkeypatch.setattr(SqlPacks, "list_documents", listen)

    for kind in (MENTOR_CONSENT, MENTEE_CONSENT, "pd_consent"):
        assert desk.register_document(CLERK, ask(kind, kind)).kind == kind

    assert asked == [frozenset({"order_approve_regulation"})] * 2


def test_a_warning_stops_nothing_and_stays_with_the_document(
    desk: DocumentDesk, remarks: RemarkDesk
) -> None:
    document = desk.register_document(CLERK, ask(ORDER, "k", **SATURDAY))

    (remark,) = warned(remarks, document)
    assert (remark.code, remark.pointer) == ("V16", "#/data/doc_date")
    assert not remark.is_accepted


def test_dates_that_go_back_in_the_journal_are_warned_about(
    desk: DocumentDesk, remarks: RemarkDesk
) -> None:
    desk.register_document(CLERK, ask("order_approve_programs", "later"))
    document = desk.register_document(CLERK, ask(ORDER, "earlier"))

    assert [remark.code for remark in warned(remarks, document)] == ["V07"]
