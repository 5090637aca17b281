"""«Согласие на обработку персональных данных»: часть 4 статьи 9 закона № 152-ФЗ.

Since 1 September 2025 it is a document of its own (закон № 156-ФЗ от 24.06.2025).
"""

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.consents import (
    add_consent_title,
    add_registration,
)
from doc_templates.authoring.jinja import defined, each, if_, label, series, when
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.pd_subject import (
    ALONE,
    OPERATOR,
    TOGETHER,
    add_copy_receipt,
    add_pd_signatures,
)
from doc_templates.authoring.vocabulary import IDENTITY_DOCUMENTS, ISSUED


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_consent_title(document, "на обработку персональных данных", before=0)
    _add_who_consents(document)
    _add_terms(document)
    add_pd_signatures(document)
    add_copy_receipt(document)
    add_registration(document)
    return document


def _identity(field: str) -> str:
    series_ = defined(f"{field}.series", f"серия {{{{ {field}.series }}}}, ")
    return (
        f"{label(f'{field}.type', IDENTITY_DOCUMENTS)}: {series_}номер {{{{ {field}.number }}}}, "
        f"{label(f'{field}.type', ISSUED)} {{{{ {field}.issued_on|date }}}} "
        f"{{{{ {field}.issued_by }}}}"
    )


def _registered(person: str, address: str) -> str:
    """Print «зарегистрирована по адресу: …»: a verb, so that it suits a name in any case."""
    verb = f'{{{{ {person}.gender|agree("зарегистрирован", "зарегистрирована") }}}}'
    return f"{verb} по адресу: {{{{ {address} }}}}"


def _subject(case: str) -> str:
    return (
        f"{{{{ subject.fio.{case} }}}} ({_registered('subject', 'subject_address')}; "
        f"{_identity('subject_id')})"
    )


def _representative(case: str) -> str:
    person = "representative.person"
    return (
        f"{{{{ {person}.fio.{case} }}}} ({_registered(person, 'representative.address')}; "
        f"{_identity('representative.identity')}; "
        "полномочия подтверждает {{ representative.authority_document }})"
    )


def _add_who_consents(document: Document) -> None:
    law = (
        "в соответствии со статьёй 9 Федерального закона от 27.07.2006 № 152-ФЗ "
        "«О персональных данных» свободно, своей волей и в "
    )
    with when(document, f"not ({ALONE})"):
        approved = if_(TOGETHER, f", с согласия законного представителя – {_representative('gen')}")
        add(
            document,
            styles.DENSE_TEXT,
            f"Я, {_subject('nom')}{approved}, {law}своём интересе даю согласие "
            "на обработку моих персональных данных на следующих условиях.",
        )
    with when(document, ALONE):
        add(
            document,
            styles.DENSE_TEXT,
            f"Я, {_representative('nom')}, действуя как законный представитель "
            f"{_subject('gen')}, {law}интересе представляемого даю согласие "
            "на обработку персональных данных представляемого на следующих условиях.",
        )


def _add_terms(document: Document) -> None:
    numbering = Numbering()
    _add_term(
        document,
        numbering.next(),
        f"Оператор: {OPERATOR}.",
    )
    _add_term(document, numbering.next(), "Цель обработки: {{ purpose }}.")
    _add_term(
        document,
        numbering.next(),
        "Перечень персональных данных: {{ pd_list|semicolon_list }}.",
    )
    _add_term(
        document,
        numbering.next(),
        "Перечень действий с персональными данными: "
        + series("action", "actions", "{{ action }}")
        + ".",
    )
    _add_term(document, numbering.next(), "Способы обработки: {{ processing_methods }}.")
    _add_recipients(document, numbering)
    _add_validity(document, numbering)


def _add_term(document: Document, number: str, text: str) -> None:
    add(document, styles.DENSE_TEXT, f"{number}. {text}", keep_next=text.endswith(":"))


def _add_recipients(document: Document, numbering: Numbering) -> None:
    passed_on = "recipients is defined"
    with when(document, passed_on):
        _add_term(
            document,
            numbering.next(passed_on),
            "Получатели, которым персональные данные могут быть переданы (предоставлены):",
        )
        with each(document, "recipient", "recipients"):
            add(
                document,
                styles.DENSE_TEXT,
                "– {{ recipient.name }} (адрес: {{ recipient.address }}) – {{ recipient.purpose }}"
                + if_("loop.last", ".", ";"),
            )
    entrusted = "processor is defined"
    with when(document, entrusted):
        _add_term(
            document,
            numbering.next(entrusted),
            "Лицо, осуществляющее обработку по поручению оператора: {{ processor.name }} "
            "(адрес: {{ processor.address }}).",
        )


def _add_validity(document: Document, numbering: Numbering) -> None:
    for text in (
        "Согласие действует с {{ doc.date|date }} по {{ valid_until|date }}.",
        (
            "Согласие может быть отозвано в любое время путём {{ withdrawal_method }}. В случае "
            "отзыва согласия оператор прекращает обработку персональных данных и уничтожает их "
            "в срок, не превышающий тридцати дней с даты поступления отзыва, если иное "
            "не предусмотрено законодательством Российской Федерации."
        ),
        "Распространение персональных данных не разрешается.",
    ):
        _add_term(document, numbering.next(), text)
    add(
        document,
        styles.DENSE_TEXT,
        "Права субъекта персональных данных, предусмотренные главой 3 Федерального закона "
        "от 27.07.2006 № 152-ФЗ «О персональных данных», мне разъяснены.",
        keep_next=True,
    )
