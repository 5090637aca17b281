"""One box for everything: a number, a name, a kind, a date."""

from dataclasses import replace
from datetime import date

import pytest

from service.database.database import SqlDatabase
from service.domain.search import read_terms
from service.ports import DocumentFilter
from tests.factories import SCHOOL, make_new_document

TITLES = {"order_test": "Приказ о закреплении", "consent_test": "Согласие наставника"}
PERSON = {"fio": {"nom": "Семёнова Анна Петровна"}, "gender": "f"}


@pytest.fixture
def filled(database: SqlDatabase) -> SqlDatabase:
    order = make_new_document(17, title="О парах", doc_date=date(2025, 9, 24))
    consent = make_new_document(18, kind="consent_test", title="О наставнике")
    with database.transaction() as tx:
        tx.documents.add(order)
        tx.documents.add(replace(consent, data={"pairs": [{"mentors": [PERSON]}]}))
    return database


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("17-ОД", ["17-од"]),
        ("17 – од", ["17-од"]),
        ("Семенова", ["18-од"]),
        ("анна семёнова", ["18-од"]),
        ("приказ", ["17-од"]),
        ("согласие Семёнова", ["18-од"]),
        ("приказ Семёнова", []),
        ("24.09.2025", ["17-од"]),
        ("24 сентября 2025", ["17-од"]),
        ("2025-09-24", ["17-од"]),
        ("приказ 24.9.2025", ["17-од"]),
        ("31.02.2025", []),
        ("100%", []),
        ("", ["18-од", "17-од"]),
    ],
)
def test_every_word_of_the_question_has_to_be_found(
    filled: SqlDatabase, question: str, numbers: list[str]
) -> None:
    wanted = DocumentFilter((SCHOOL,), terms=read_terms(question, TITLES))

    with filled.snapshot() as tx:
        found = tx.documents.search(wanted)

    assert [document.number.text for document in found] == numbers
