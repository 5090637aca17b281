"""«Согласие на выполнение обязанностей куратора»: статьи 60.2 и 151 Трудового кодекса.

Never статья 351.8: it is about mentoring, and a curator organises the mentoring of others.
"""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.consents import (
    add_addressee,
    add_applicant_signature,
    add_consent_title,
    add_registration,
    known_regulation,
    knows,
)
from doc_templates.authoring.jinja import (
    act,
    defined,
    each,
    if_,
    name_and_post,
    payment,
    period,
)
from doc_templates.authoring.page import LONG_KEPT, add, start_document

_KNOWS: Final = knows("employee")


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_addressee(document, "addressee", "employee")
    add_consent_title(
        document,
        "на выполнение дополнительной работы",
        "(обязанностей куратора реализации",
        "персонализированных программ наставничества)",
    )
    _add_work(document)
    _add_what_is_known(document)
    add_applicant_signature(document, "employee")
    add_registration(document)
    return document


def _add_work(document: Document) -> None:
    contract = defined("contract", " " + act("contract"))
    paid = defined("payment", f" за дополнительную плату в размере {payment()}")
    add(
        document,
        styles.TEXT,
        f"Я, {name_and_post('employee', 'nom')}, в соответствии со статьями 60.2, 151 Трудового "
        f"кодекса Российской Федерации даю согласие на выполнение {period('period')} наряду "
        f"с работой, определённой трудовым договором{contract}, дополнительной работы – "
        "обязанностей куратора реализации персонализированных программ наставничества "
        f"в {{{{ org.short_name_prep }}}}{paid}.",
    )
    add(document, styles.TEXT, "Содержание и объём дополнительной работы:", keep_next=True)
    with each(document, "duty", "duties"):
        add(document, styles.TEXT, "{{ loop.index }}) {{ duty }}" + if_("loop.last", ".", ";"))


def _add_what_is_known(document: Document) -> None:
    knows_payment = defined("payment", ", размером дополнительной платы")
    add(
        document,
        styles.TEXT,
        f"С содержанием, объёмом и сроком дополнительной работы{knows_payment}"
        f"{known_regulation()} {_KNOWS}.",
    )
    add(
        document,
        styles.TEXT,
        "С правом досрочно отказаться от выполнения дополнительной работы, а также с правом "
        "работодателя досрочно отменить поручение о её выполнении, предупредив об этом другую "
        f"сторону в письменной форме не позднее чем за три рабочих дня, {_KNOWS}.",
        keep_next=True,
    )
