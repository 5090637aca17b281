"""«Отзыв согласия на обработку персональных данных»: часть 2 статьи 9 закона № 152-ФЗ.

The mark of receipt starts the term: 30 days to stop and destroy (часть 5 статьи 21), three working
days to stop the distribution (статья 10.1).
"""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_consent_title, add_to_whom
from doc_templates.authoring.jinja import act, if_, label, when
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.pd_subject import (
    ALONE,
    LAW,
    add_pd_signatures,
    who_speaks,
    whose,
)
from doc_templates.authoring.signatures import add_receipt
from doc_templates.authoring.tables import add_facts
from doc_templates.authoring.vocabulary import RECEIVED

_OPERATOR: Final = (
    "{{ org.full_name }}; адрес: {{ org.address }}; ИНН {{ org.inn }}; ОГРН {{ org.ogrn }}"
)
_DISTRIBUTION: Final = 'scope == "distribution"'
_PARTIAL: Final = 'scope == "partial"'


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    _add_corner(document)
    use = if_(_DISTRIBUTION, "распространение", "обработку")
    add_consent_title(document, f"согласия на {use} персональных данных", kind="ОТЗЫВ")
    with when(document, _DISTRIBUTION):
        _add_end_of_distribution(document)
    with when(document, f"not ({_DISTRIBUTION})"):
        _add_end_of_processing(document)
    add_pd_signatures(document)
    _add_mark_of_receipt(document)
    return document


def _add_corner(document: Document) -> None:
    add_to_whom(document, "addressee")
    name = if_(ALONE, "{{ representative.person.fio.gen }}", "{{ subject.fio.gen }}")
    from_whom = add(document, styles.CORNER, name)
    from_whom.paragraph_format.space_before = Pt(6)
    with when(document, "contact is defined"):
        add(document, styles.CORNER, "{{ contact }}")


def _add_end_of_processing(document: Document) -> None:
    extent = if_(
        _PARTIAL,
        "в части следующих персональных данных: {{ pd_list|semicolon_list }}",
        "в полном объёме",
    )
    for text in (
        (
            f"Я, {who_speaks()}, в соответствии с частью 2 статьи 9 {LAW} отзываю согласие "
            f"на обработку {whose('моих')} {act('consent_ref')}, данное оператору ({_OPERATOR}), "
            f"{extent}."
        ),
        (
            f"Прошу прекратить обработку {if_(_PARTIAL, 'указанных ')}персональных данных "
            "и уничтожить их в срок, не превышающий тридцати дней с даты поступления настоящего "
            "отзыва, если иное не предусмотрено законодательством Российской Федерации."
        ),
    ):
        add(document, styles.TEXT, text)
    add(
        document,
        styles.TEXT,
        "Мне разъяснено, что документы, которые оператор обязан хранить в силу закона (приказы, "
        "трудовые договоры и дополнительные соглашения к ним), не уничтожаются до истечения "
        "сроков их хранения.",
        keep_next=True,
    )


def _add_end_of_distribution(document: Document) -> None:
    add(
        document,
        styles.TEXT,
        f"Я, {who_speaks()}, в соответствии с частью 12 статьи 10.1 {LAW} отзываю согласие "
        f"на распространение {whose('моих')} {act('consent_ref')}, данное оператору ({_OPERATOR}), "
        "и требую прекратить передачу (распространение, предоставление, доступ) следующих "
        "персональных данных: {{ pd_list|semicolon_list }}.",
    )
    add(
        document,
        styles.TEXT,
        "Прошу прекратить передачу этих персональных данных не позднее трёх рабочих дней "
        "с даты поступления настоящего отзыва.",
        keep_next=True,
    )


def _add_mark_of_receipt(document: Document) -> None:
    heading = add(document, styles.CELL, "Отметка о поступлении", keep_next=True)
    heading.paragraph_format.space_before = Pt(18)
    heading.paragraph_format.space_after = Pt(3)
    due = if_(
        _DISTRIBUTION,
        "Передачу персональных данных прекратить не позднее",
        "Обработку прекратить и персональные данные уничтожить не позднее",
    )
    add_facts(
        document,
        (100, 80),
        (
            ("Регистрационный номер и дата", "{{ doc.number|number }} от {{ doc.date|date }}"),
            (
                "Дата и способ поступления",
                f"{{{{ received_on|date }}}}, {label('received_method', RECEIVED)}",
            ),
            (due, "{{ destroy_due|date }}"),
        ),
    )
    with when(document, "received_by is defined"):
        add_receipt(
            document,
            'Отзыв {{ received_by.gender|agree("принял", "приняла") }}: '
            "{{ received_by.position.nom }} {{ received_by.initials_after|nbsp_initials }}",
        )
