"""What is asked of the signed PDF: by the kind, and by the installation where that has a say."""

from dataclasses import replace

import pytest

from doc_templates.catalogue import SignatureRule, load_catalogue
from service.database.database import SqlDatabase
from service.domain.demands import NOTHING, Demands
from service.domain.testimony import attest
from service.operations.documents import DocumentDesk
from service.operations.requests import demands_of
from tests.factories import CLERK, make_request

CATALOGUE = load_catalogue()
ORDER = CATALOGUE.get_kind("order_assign_pairs")
CONSENT = CATALOGUE.get_kind("pd_consent")


@pytest.mark.parametrize("code", sorted(CATALOGUE.kinds))
def test_by_itself_no_kind_of_the_library_lets_its_data_travel(code: str) -> None:
    kind = CATALOGUE.get_kind(code)

    assert demands_of(kind, carries_data=False).carries_data is False


@pytest.mark.parametrize(
    ("said", "is_wanted", "carries"),
    [(None, False, False), (None, True, True), (False, True, False), (True, False, True)],
)
def test_the_word_of_the_kind_counts_more_than_the_settings(
    *, said: bool | None, is_wanted: bool, carries: bool
) -> None:
    kind = replace(ORDER, signature=SignatureRule(carries_data=said))

    assert demands_of(kind, carries_data=is_wanted) == Demands("", carries)


def test_the_settings_have_no_say_in_what_people_declare_for_themselves() -> None:
    asked = replace(CONSENT, signature=SignatureRule("B-LTA", carries_data=True))

    assert demands_of(CONSENT, carries_data=True) == NOTHING
    assert demands_of(asked, carries_data=False) == Demands("B-LTA", carries_data=True)


def test_what_is_asked_is_fixed_when_the_document_is_registered(
    desk: DocumentDesk, memory_database: SqlDatabase
) -> None:
    carrying = replace(desk, carries_data=True)
    first = carrying.register_document(CLERK, make_request("key-1"))
    second = desk.register_document(CLERK, make_request("key-2"))
    with memory_database.snapshot() as tx:
        stored = [tx.documents.find(one.id) for one in (first, second)]

    assert [one.demands for one in stored if one] == [Demands("", carries_data=True), NOTHING]


def test_the_audit_trail_tells_what_was_asked(desk: DocumentDesk) -> None:
    document = desk.register_document(CLERK, make_request())
    lowered = replace(document, demands=Demands("B-LTA"))

    assert attest(document) != attest(lowered)
