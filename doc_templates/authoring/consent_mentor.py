"""«Согласие на осуществление наставничества»: статья 351.8 Трудового кодекса."""

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
    EXTRA_WORK,
    act,
    defined,
    if_,
    listing,
    name_and_post,
    payment,
    period,
    post_and_name,
    when,
)
from doc_templates.authoring.page import LONG_KEPT, add, start_document

_KNOWS: Final = knows("employee")
_ARTICLES: Final = if_(EXTRA_WORK, "60.2, 151", "151, 351.8")


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_addressee(document, "addressee", "employee")
    add_consent_title(document, "на осуществление наставничества")
    with when(document, "external_terms_ins is not defined"):
        _add_employee_consent(document)
    with when(document, "external_terms_ins is defined"):
        _add_outsider_consent(document)
    add_applicant_signature(document, "employee")
    add_registration(document)
    return document


def _mentees() -> str:
    return listing("mentee", "mentees", post_and_name("mentee", "gen"))


def _add_work(document: Document) -> None:
    add(document, styles.TEXT, "Содержание работы: {{ work_content }}.")
    add(document, styles.TEXT, "Форма работы: {{ work_form }}.")


def _add_employee_consent(document: Document) -> None:
    contract = defined("contract", " " + act("contract"))
    add(
        document,
        styles.TEXT,
        f"Я, {name_and_post('employee', 'nom')}, в соответствии со статьями {_ARTICLES} "
        "Трудового кодекса Российской Федерации даю согласие на осуществление наставничества "
        f"(выполнение дополнительной работы) в отношении {_mentees()} в период "
        f"{period('period')} на условиях дополнительного соглашения к трудовому "
        f"договору{contract}.",
    )
    _add_work(document)
    with when(document, "payment is defined"):
        add(document, styles.TEXT, f"Размер выплаты за наставничество: {payment()}.")
    knows_payment = defined("payment", ", размером и условиями выплаты")
    add(
        document,
        styles.TEXT,
        f"С содержанием, сроком и формой выполнения работы по наставничеству{knows_payment}"
        f"{known_regulation()} {_KNOWS}.",
    )
    _add_early_end(document)


def _add_early_end(document: Document) -> None:
    """What each side may do and when it must warn the other: статья 351.8 or статья 60.2."""
    mentoring = (
        "С правом досрочно отказаться от осуществления наставничества, а также с правом "
        "работодателя досрочно отменить поручение, письменно предупредив об этом не менее "
        f"чем за три рабочих дня, {_KNOWS}."
    )
    extra_work = (
        "С правом досрочно отказаться от выполнения дополнительной работы, а также с правом "
        "работодателя досрочно отменить поручение о её выполнении, предупредив об этом другую "
        f"сторону в письменной форме не позднее чем за три рабочих дня, {_KNOWS}."
    )
    add(document, styles.TEXT, if_(EXTRA_WORK, extra_work, mentoring), keep_next=True)


def _add_outsider_consent(document: Document) -> None:
    add(
        document,
        styles.TEXT,
        f"Я, {name_and_post('employee', 'nom')}, добровольно даю согласие на осуществление "
        "наставничества в {{ org.short_name_prep }} "
        f"в отношении {_mentees()} в период {period('period')} на условиях, определённых "
        "{{ external_terms_ins }}.",
    )
    _add_work(document)
    add(
        document,
        styles.TEXT,
        f"С содержанием, сроком и формой работы по наставничеству{known_regulation()} {_KNOWS}.",
    )
    add(
        document,
        styles.TEXT,
        "С правом досрочно отказаться от осуществления наставничества, письменно уведомив "
        f"об этом руководителя организации, {_KNOWS}.",
        keep_next=True,
    )
