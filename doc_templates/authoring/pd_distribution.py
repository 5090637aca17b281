"""«Согласие на распространение персональных данных»: статья 10.1 закона № 152-ФЗ.

Its composition is that of the order of Роскомнадзор № 18 of 24 February 2021. Nothing is consented
to by silence: what is neither allowed nor limited is said to be so.
"""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_consent_title, add_registration
from doc_templates.authoring.jinja import count, each, if_, label, when
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.pd_subject import (
    ALONE,
    LAW,
    OPERATOR,
    add_copy_receipt,
    add_pd_signatures,
    who_speaks,
    whose,
)
from doc_templates.authoring.tables import Column, add_grid
from doc_templates.authoring.vocabulary import (
    DISTRIBUTION_LIMITS,
    PD_CATEGORIES,
    TRANSFER_CONDITIONS,
)

_LIMITED: Final = 'restrictions.kind == "listed"'
_NO_BIOMETRICS: Final = f"{count('pd_categories', 'category', 'biometric')} == 0"


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_consent_title(
        document,
        "на обработку персональных данных, разрешённых",
        "субъектом персональных данных для распространения",
        before=0,
    )
    _add_who_and_where(document)
    _add_categories(document)
    _add_restrictions(document)
    _add_validity(document)
    add_pd_signatures(document)
    add_copy_receipt(document)
    add_registration(document)
    return document


def _add_who_and_where(document: Document) -> None:
    interest = if_(ALONE, "интересе представляемого", "своём интересе")
    for text in (
        (
            f"Я, {who_speaks(' (контактная информация: {{ contact }})')}, в соответствии "
            f"со статьёй 10.1 {LAW} свободно, своей волей и в {interest} даю согласие "
            f"на распространение {whose('моих')} (раскрытие их неопределённому кругу лиц) "
            "на следующих условиях."
        ),
        f"1. Оператор: {OPERATOR}.",
        (
            "2. Информационные ресурсы оператора, посредством которых предоставляется доступ "
            "неограниченному кругу лиц и совершаются иные действия с персональными данными:"
        ),
    ):
        add(document, styles.DENSE_TEXT, text, keep_next=text.endswith(":"))
    with each(document, "url", "resource_urls"):
        add(document, styles.DENSE_TEXT, "– {{ url }}" + if_("loop.last", ".", ";"))
    add(document, styles.DENSE_TEXT, "3. Цель обработки: {{ purpose }}.")


def _add_categories(document: Document) -> None:
    before = add(
        document,
        styles.DENSE_TEXT,
        "4. Категории и перечень персональных данных, на распространение которых даётся согласие:",
        keep_next=True,
    )
    before.paragraph_format.space_after = Pt(4)
    columns = (
        Column("Категория", 60, label("one.category", PD_CATEGORIES)),
        Column("Перечень персональных данных", 120, "{{ one.pd_list|semicolon_list }}"),
    )
    add_grid(document, columns, "one in pd_categories")
    biometric = if_(_NO_BIOMETRICS, " и биометрических персональных данных")
    after = add(
        document,
        styles.DENSE_TEXT,
        "На распространение персональных данных, не названных в таблице, в том числе "
        f"специальных категорий персональных данных{biometric}, согласие не даётся.",
    )
    after.paragraph_format.space_before = Pt(4)


def _add_restrictions(document: Document) -> None:
    with when(document, _LIMITED):
        before = add(
            document,
            styles.DENSE_TEXT,
            "5. Персональные данные, для обработки которых устанавливаются условия и запреты "
            "(часть 9 статьи 10.1 указанного Федерального закона), и перечень этих условий "
            "и запретов:",
            keep_next=True,
        )
        before.paragraph_format.space_after = Pt(4)
    limit = label("one.rule", DISTRIBUTION_LIMITS) + if_(
        "one.condition is defined", ": {{ one.condition }}"
    )
    with when(document, _LIMITED):
        columns = (
            Column("№\nп/п", 12, "{{ loop.index }}", styles.CELL_CENTERED),
            Column("Персональные данные", 60, "{{ one.pd }}"),
            Column("Условие или запрет", 108, limit),
        )
        add_grid(document, columns, "one in restrictions.entries")
    with when(document, f"not ({_LIMITED})"):
        add(
            document,
            styles.DENSE_TEXT,
            "5. Условия и запреты, предусмотренные частью 9 статьи 10.1 указанного Федерального "
            "закона, не устанавливаются.",
        )


def _add_validity(document: Document) -> None:
    transfer = label("transfer_conditions", TRANSFER_CONDITIONS)
    first, *rest = (
        f"6. Условия передачи полученных персональных данных оператором: {transfer}.",
        "7. Согласие действует с {{ doc.date|date }} по {{ valid_until|date }}.",
        (
            "8. Передача (распространение, предоставление, доступ) персональных данных "
            "прекращается в любое время по требованию, направленному оператору, не позднее трёх "
            "рабочих дней со дня его получения."
        ),
        (
            "Мне разъяснено, что молчание или бездействие не считается согласием "
            "на распространение персональных данных и что оператор публикует сведения "
            "об установленных условиях и запретах не позднее трёх рабочих дней со дня получения "
            "согласия."
        ),
    )
    add(document, styles.DENSE_TEXT, first).paragraph_format.space_before = Pt(4)
    for text in rest:
        add(document, styles.DENSE_TEXT, text, keep_next=text is rest[-1])
