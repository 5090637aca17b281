"""What a document is when it has been registered: its number, date, place, template."""

from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.documents import State
from service.domain.signatures import PlannedSignature
from service.jobs import ConvertDocuments
from service.operations.documents import DocumentDesk
from tests.factories import (
    CLERK,
    CONSENT,
    OTHER_SCHOOL,
    SCHOOL,
    TEMPLATE,
    make_principal,
    make_request,
)
from tests.fakes import FakeQueue, MemoryStore


def test_a_registered_document_has_its_number_title_and_place_in_the_files(
    desk: DocumentDesk,
) -> None:
    document = desk.register_document(CLERK, make_request(subject="Мельник О.С."))

    assert document.state is State.REGISTERED
    assert document.number.text == "1-од"
    assert document.title == "О закреплении пары: Мельник О.С."
    assert document.doc_date == date(2026, 11, 23)
    assert document.filing.case_index == "01-05"
    signature = PlannedSignature("head", "signature_head", title="Директор")
    assert document.signature_plan == (signature,)
    assert document.created_by == CLERK.id


def test_the_date_of_the_data_chooses_the_year_of_the_register(desk: DocumentDesk) -> None:
    dates = ("2025-12-31", "2026-01-09", "2025-12-30")

    numbers = [
        desk.register_document(CLERK, make_request(f"k-{day}", doc_date=day)).number
        for day in dates
    ]

    assert [(n.year, n.seq) for n in numbers] == [(2025, 1), (2026, 1), (2025, 2)]


@pytest.mark.parametrize("day", ["2000-01-01", "2026-11-24", "2027-11-24"])
def test_a_date_long_ago_or_within_a_year_is_taken(desk: DocumentDesk, day: str) -> None:
    document = desk.register_document(CLERK, make_request(doc_date=day))
    assert document.doc_date == date.fromisoformat(day)


def test_each_register_and_school_counts_for_itself(desk: DocumentDesk) -> None:
    clerk = make_principal(OTHER_SCHOOL)
    requests = [
        (CLERK, make_request("1")),
        (CLERK, make_request("2", kind=CONSENT, sign=False)),
        (clerk, make_request("3", organisation_id=OTHER_SCHOOL)),
        (CLERK, make_request("4")),
    ]

    texts = [desk.register_document(who, what).number.text for who, what in requests]

    assert texts == ["1-од", "1-с", "1-од", "2-од"]


def test_registration_hints_the_converter_with_ids_only(
    desk: DocumentDesk, queue: FakeQueue
) -> None:
    desk.register_document(CLERK, make_request())

    assert queue.take() == [ConvertDocuments(SCHOOL)]


def test_the_exact_template_is_kept_beside_the_document(
    desk: DocumentDesk, blobs: MemoryStore
) -> None:
    document = desk.register_document(CLERK, make_request())

    assert blobs.get(SCHOOL, document.template_sha256) == TEMPLATE


def test_the_requisites_of_the_day_are_kept_with_the_document(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    document = desk.register_document(CLERK, make_request())

    with memory_database.snapshot() as tx:
        organisation = tx.organisations.find(SCHOOL)
    assert organisation is not None
    assert document.requisites == organisation.requisites
    assert document.made_with is None


def test_a_document_that_is_not_to_be_signed_has_no_signature_plan(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request(sign=False))

    assert not document.sign
