"""Requests that are refused, field by field, and take no number."""

import hashlib
from dataclasses import replace

import pytest

from doc_templates.catalogue import Catalogue
from service.database.database import SqlDatabase
from service.domain.errors import InvalidRequestError, NotFoundError
from service.operations.documents import DocumentDesk
from tests.factories import (
    CLERK,
    CONSENT,
    ORDER,
    SCHOOL,
    STRANGER,
    TEMPLATE,
    UNFILTERED,
    make_catalogue,
    make_request,
)
from tests.fakes import MemoryStore


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("0001-01-01", "too_early"),
        ("1900-09-01", "too_early"),
        ("1999-12-31", "too_early"),
        ("2027-11-25", "too_late"),
        ("9999-12-31", "too_late"),
    ],
)
def test_a_date_of_another_age_is_refused_and_takes_no_number(
    desk: DocumentDesk, blobs: MemoryStore, day: str, code: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        desk.register_document(CLERK, make_request("slip", doc_date=day))

    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("#/data/doc_date", code)
    assert "01.01.2000" in problem.message
    assert desk.list_documents(CLERK, UNFILTERED) == []
    assert not blobs.has(SCHOOL, hashlib.sha256(TEMPLATE).hexdigest())
    assert desk.register_document(CLERK, make_request()).number.seq == 1


def test_wrong_data_is_refused_field_by_field_without_its_values(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    request = make_request(subject="", secret="Мельник", doc_date="вчера")

    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, request)

    pointers = {problem.pointer for problem in refusal.value.problems}
    assert {"#/data/subject", "#/data/doc_date"} <= pointers
    said = [refusal.value.message, str(refusal.value), *map(repr, refusal.value.problems)]
    assert not any("Мельник" in text or "вчера" in text for text in said)
    assert count_documents(memory_database) == 0


def test_an_unknown_kind_is_a_problem_of_its_field(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request(kind="no_such_kind"))

    assert refusal.value.code == "unknown_kind"
    assert [problem.pointer for problem in refusal.value.problems] == ["#/kind"]


def test_a_kind_that_people_sign_cannot_be_sent_to_the_server_key(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request(kind=CONSENT, sign=True))

    assert [(p.pointer, p.code) for p in refusal.value.problems] == [("#/sign", "not_signable")]


def test_data_may_take_the_server_key_out_of_a_document(desk: DocumentDesk) -> None:
    kind = make_catalogue().get_kind(ORDER)
    (signer,) = kind.signers
    kind = replace(kind, signers=(replace(signer, unless="doc_date"),))
    desk = replace(desk, catalogue=Catalogue({kind.code: kind}))

    signed = desk.register_document(CLERK, make_request())
    with pytest.raises(InvalidRequestError) as refusal:
        desk.register_document(CLERK, make_request("key-2", doc_date="2025-09-01"))

    assert [step.role for step in signed.signature_plan] == ["head"]
    assert [(p.pointer, p.code) for p in refusal.value.problems] == [("#/sign", "not_signable")]


def test_refused_requests_take_no_number(desk: DocumentDesk) -> None:
    with pytest.raises(InvalidRequestError):
        desk.register_document(CLERK, make_request("1", subject=""))
    with pytest.raises(NotFoundError):
        desk.register_document(STRANGER, make_request("2"))

    assert desk.register_document(CLERK, make_request("3")).number.text == "1-од"


def count_documents(database: SqlDatabase) -> int:
    with database.snapshot() as tx:
        return sum(tx.documents.count_by_state([SCHOOL]).values())
