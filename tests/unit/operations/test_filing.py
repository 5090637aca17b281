from dataclasses import replace
from types import MappingProxyType

from doc_templates.catalogue import Catalogue, FilingRule, Retention
from service.operations.documents import DocumentDesk
from tests.factories import CLERK, ORDER, make_catalogue, make_request


def test_the_data_of_a_document_chooses_its_register_and_its_case(desk: DocumentDesk) -> None:
    order = make_catalogue().get_kind(ORDER)
    rule = FilingRule("ls", "02-03", Retention("434а", "50 лет", 50), when="doc_date")
    kinds = MappingProxyType({ORDER: replace(order, filing=(rule,))})
    desk = replace(desk, catalogue=Catalogue(kinds))

    usual = desk.register_document(CLERK, make_request("1"))
    other = desk.register_document(CLERK, make_request("2", doc_date="2026-11-20"))

    assert (usual.number.text, usual.filing.case_index) == ("1-од", "01-05")
    assert (other.number.text, other.filing.case_index) == ("1-лс", "02-03")
    assert (other.filing.article, other.filing.years) == ("434а", 50)
