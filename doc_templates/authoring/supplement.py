"""«Дополнительное соглашение» about mentoring: статьи 151 and 351.8 Трудового кодекса.

Two parties and two copies: the head signs by a key (a qualified one: часть 1 статьи 22.3), the
worker by a pen. When the mentor is the head, the employer is another and both sign by pens.
"""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    EXTRA_WORK,
    act,
    defined,
    if_,
    listing,
    payment,
    period,
    post_and_name,
)
from doc_templates.authoring.page import LONG_KEPT, add, start_document, text_width
from doc_templates.authoring.requisites import add_point
from doc_templates.authoring.supplement_parties import add_parties
from doc_templates.authoring.tables import BOTTOM, add_frame, fill_cell

_SIDES: Final = 'signer.gender|agree("действующего", "действующей")'


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    _add_head(document)
    _add_preamble(document)
    _add_work(document)
    _add_terms(document)
    add_parties(document)
    return document


def _add_head(document: Document) -> None:
    add(document, styles.DOCUMENT_KIND, "ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ {{ doc.number|number }}")
    for line in (
        f"к трудовому договору {act('contract')}",
        "об осуществлении наставничества",
    ):
        subject = add(document, styles.SUBJECT, line)
        subject.paragraph_format.space_before = subject.paragraph_format.space_after = 0
    half = text_width(document) / 2
    place, date = add_frame(document, (half, half), 12).cells
    fill_cell(place, styles.LEFT, "{{ doc.place }}")
    fill_cell(date, styles.RIGHT, "{{ doc.date|date }}")
    place.vertical_alignment = date.vertical_alignment = BOTTOM


def _add_preamble(document: Document) -> None:
    employer = if_("employer is defined", "{{ employer.name }}", "{{ org.full_name }}")
    authority = defined("signer_authority_gen", "{{ signer_authority_gen }}", "Устава")
    acts = if_(EXTRA_WORK, "60.2, 151", "151, 351.8")
    consent = defined(
        "consent_date", ", с письменного согласия Работника от {{ consent_date|date }}"
    )
    known = defined(
        "regulation",
        " и Положением о системе наставничества педагогических работников, утверждённым приказом "
        f"{act('regulation')}",
    )
    opening = add(
        document,
        styles.TEXT,
        f"{employer} (далее – Работодатель) в лице {post_and_name('signer', 'gen')}, "
        f"{{{{ {_SIDES} }}}} на основании {authority}, с одной стороны, и "
        f"{post_and_name('employee', 'nom')} (далее – Работник), с другой стороны, в соответствии "
        f"со статьями {acts} Трудового кодекса Российской Федерации{known}{consent} заключили "
        "настоящее дополнительное соглашение о нижеследующем.",
    )
    opening.paragraph_format.space_before = Pt(9)


def _add_work(document: Document) -> None:
    mentees = listing("mentee", "mentees", post_and_name("mentee", "gen"))
    add_point(
        document,
        "1",
        "Работодатель поручает, а Работник принимает на себя выполнение наряду с работой, "
        "определённой трудовым договором, дополнительной работы по наставничеству в отношении "
        f"{mentees}.",
    )
    add_point(document, "2", "Содержание работы: {{ work_content }}.")
    add_point(document, "3", "Форма работы: {{ work_form }}.")
    add_point(document, "4", f"Срок выполнения работы: {period('period')}.")


def _add_terms(document: Document) -> None:
    mentoring = (
        "Работник вправе досрочно отказаться от осуществления наставничества, письменно уведомив "
        "об этом Работодателя. Работодатель вправе досрочно отменить поручение, письменно "
        "предупредив об этом Работника не менее чем за три рабочих дня."
    )
    extra_work = (
        "Работник вправе досрочно отказаться от выполнения дополнительной работы, а Работодатель – "
        "досрочно отменить поручение о её выполнении, предупредив об этом другую сторону "
        "в письменной форме не позднее чем за три рабочих дня."
    )
    paid = (
        f"За выполнение указанной работы Работнику устанавливается выплата в размере {payment()}; "
        "она производится в сроки, установленные для выплаты заработной платы."
    )
    last = (
        "Настоящее дополнительное соглашение является неотъемлемой частью трудового договора, "
        "вступает в силу со дня его подписания и составлено в двух экземплярах, имеющих "
        "одинаковую юридическую силу, – по одному для каждой из сторон."
    )
    for number, text in (
        ("5", paid),
        ("6", if_(EXTRA_WORK, extra_work, mentoring)),
        ("7", "Остальные условия трудового договора остаются без изменений."),
        ("8", last),
    ):
        add_point(document, number, text, keep_next=number == "8")
