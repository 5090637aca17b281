import pytest

from doc_templates.plain_text import read_text
from service.domain.pack.facts import Facts, PackDocument
from service.domain.pack.rulebook import examine
from service.domain.pack.texts import find_fault
from tests.demo_pack import FilledDocument, fill_pack
from tests.docx_text import read_text as read_as_typed

TEXT_RULES = {"V04", "V13", "V14"}


@pytest.mark.parametrize("filled", fill_pack(), ids=lambda filled: filled.planned.key)
def test_the_text_of_a_document_is_read_and_no_rule_refuses_it(filled: FilledDocument) -> None:
    text = read_text(filled.docx)
    document = PackDocument(filled.planned.kind, filled.day, filled.data, number=filled.number)

    assert text == read_as_typed(filled.docx)
    assert filled.number in text or filled.planned.kind.startswith(("consent", "pd_"))
    assert find_fault(document, text) is None
    found = [item for item in examine(Facts(document, text=text)) if item.code in TEXT_RULES]
    assert found == []


def test_a_template_that_slips_a_consent_in_is_found_out() -> None:
    filled = next(one for one in fill_pack() if one.planned.kind == "consent_mentor_participation")
    document = PackDocument(filled.planned.kind, filled.day, filled.data)
    consent = "Даю согласие на обработку персональных данных."

    (found, nothing) = (
        find_fault(document, f"{read_text(filled.docx)}\n{consent}"),
        find_fault(document, f"{read_text(filled.docx)}\nот ____ № ____"),
    )

    assert found is not None
    assert found.code == "V04"
    assert nothing is None
    unfilled = find_fault(document, "учителя None")
    assert unfilled is not None
    assert unfilled.code == "V13"
