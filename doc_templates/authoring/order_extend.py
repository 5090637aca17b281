"""«О продлении срока деятельности наставнической пары (группы)»."""

from docx.document import Document

from doc_templates.authoring.jinja import act, by_number, defined, each, if_, period, when
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.working_pairs import (
    MENTEES_GEN,
    MENTEES_INS,
    MENTORS_GEN,
    TITLE_PAIR_GEN,
    add_curators_duties,
    assigned,
    grounds,
    members,
    mentors_charged,
)


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(document, f"О продлении срока деятельности {TITLE_PAIR_GEN}")
    add_preamble(
        document,
        f"{grounds()}, в связи с {{{{ reason_ins }}}}, с письменного согласия "
        f"{MENTORS_GEN} от {{{{ mentor_consent_date|date }}}} и {MENTEES_GEN} "
        "от {{ mentee_consent_date|date }}",
    )
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    return document


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        f"Продлить срок деятельности {assigned()} на срок {period('period')}: {members()}. "
        f"Срок продления – {period('new_period')}.",
    )
    _add_program(document, numbering)
    agreed = "supplement_due is defined"
    with when(document, agreed):
        contracts = by_number(
            "mentors",
            "дополнительным соглашением к трудовому договору с наставником",
            "дополнительными соглашениями к трудовым договорам с наставниками",
        )
        add_point(
            document,
            numbering.next(agreed),
            f"Изменение срока работы по наставничеству оформить {contracts} "
            "до {{ supplement_due|date }}.",
        )
    add_curators_duties(document, numbering.next())
    add_control(document, numbering.next())


def _add_program(document: Document, numbering: Numbering) -> None:
    changed = "program_changes is defined"
    approved = defined("programs_order", f", утверждённую приказом {act('programs_order')},")
    with when(document, changed):
        number = numbering.next(changed)
        add_point(
            document,
            number,
            f"Внести в персонализированную программу наставничества{approved} следующие изменения:",
            keep_next=True,
        )
        with each(document, "change", "program_changes"):
            add_point(
                document,
                f"{number}.{{{{ loop.index }}}}",
                "{{ change }}" + if_("loop.last", ".", ";"),
            )
    program = if_(
        changed,
        "программу с учётом указанных изменений",
        f"персонализированную программу наставничества{approved} на новый срок",
    )
    add_point(
        document,
        numbering.next(),
        f"{mentors_charged()} подготовить {program}, согласовать её с {MENTEES_INS} "
        "и представить на утверждение в срок до {{ program_due|date }}.",
    )
