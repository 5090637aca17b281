"""A consent to the processing of personal data stands in no other document (152-ФЗ)."""

import pytest

from doc_templates.linting.findings import Report
from tests.linting import CATALOGUE, lint, only, with_text


@pytest.mark.parametrize(
    "text",
    [
        "Даю согласие на обработку моих персональных данных.",
        "Настоящим я даю своё согласие на автоматизированную обработку персональных данных",
        "С приказом ознакомлен, согласна на обработку своих персональных данных",
    ],
)
def test_a_consent_to_the_processing_of_data_stands_in_no_other_document(text: str) -> None:
    found = only(lint(with_text(text)), "consent_inside")
    assert "152-ФЗ" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Обработка персональных данных осуществляется в соответствии с законодательством.",
        "Согласие на участие в наставничестве даю.",
        "Ответственный за обработку персональных данных – заместитель директора.",
    ],
)
def test_other_words_about_data_are_no_consent(text: str) -> None:
    assert lint(with_text(text)) == Report(())


def test_the_consent_itself_may_say_so() -> None:
    kind = CATALOGUE.get_kind("pd_consent")
    docx = with_text("Даю согласие на обработку моих персональных данных.", kind)
    assert lint(docx, kind) == Report(())
