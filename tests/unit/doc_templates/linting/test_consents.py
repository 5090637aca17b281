"""A consent to the processing of personal data stands in no other document (152-ФЗ)."""

import pytest

from doc_templates.linting.findings import Report
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.linting import CATALOGUE, ORDER, lint, only, with_text


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


@pytest.mark.parametrize(
    "texts",
    [
        ["Настоящим даю согласие:", "на обработку моих персональных данных"],
        ["Согласие на обработку персональных данных даю добровольно."],
        ["Выражаю согласие на обработку, включая сбор и хранение, моих персональных данных"],
        ["С обработкой моих персональных данных согласна"],
        ["Я, нижеподписавшийся, согласен на обработку ПДн"],
    ],
)
def test_a_consent_however_worded_stands_in_no_order(texts: list[str]) -> None:
    docx = insert_body(ORDER.template, "".join(map(paragraph, texts)))
    assert only(lint(docx), "consent_inside").place.describe() == "основной текст, абзац 1"


@pytest.mark.parametrize(
    "text",
    [
        "Куратору обеспечить сбор согласий на обработку персональных данных.",
        "Согласия на обработку персональных данных хранить в личных делах.",
        "Даю поручение. Согласие на обработку персональных данных прилагается.",
    ],
)
def test_an_order_to_collect_consents_is_none(text: str) -> None:
    assert lint(with_text(text)) == Report(())


def test_a_hostile_text_about_consent_does_not_take_long() -> None:
    text = "даю согласие обработку " * 4_000
    assert lint(with_text(text)) == Report(())
