"""«Согласие на участие в системе наставничества в качестве наставляемого»."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.consents import (
    add_addressee,
    add_applicant_signature,
    add_consent_title,
    add_registration,
    add_representative_signature,
    knows,
)
from doc_templates.authoring.jinja import (
    act,
    if_,
    listing,
    name_and_post,
    period,
    post_and_name,
    when,
)
from doc_templates.authoring.page import SHORT_KEPT, add, start_document

_KNOWS: Final = knows("mentee")


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_addressee(document, "addressee", "mentee")
    add_consent_title(document, "на участие в системе наставничества", "педагогических работников")
    _add_text(document)
    add_applicant_signature(document, "mentee")
    add_representative_signature(document, "representative")
    add_registration(document)
    return document


def _add_text(document: Document) -> None:
    mentors = listing("mentor", "mentors", post_and_name("mentor", "gen"))
    assigned = if_("mentors|length > 1", "наставников", "наставника")
    for text in (
        (
            f"Я, {name_and_post('mentee', 'nom')}, добровольно даю согласие на участие "
            "в системе наставничества педагогических работников в {{ org.short_name_prep }} "
            "в качестве наставляемого и на закрепление за мной "
            f"{period('period')} {assigned} – {mentors}."
        ),
        (
            "С Положением о системе наставничества педагогических работников, утверждённым "
            f"приказом {act('regulation')}, а также с правами и обязанностями наставляемого "
            f"{_KNOWS}."
        ),
        (
            '{{ mentee.gender|agree("Готов", "Готова") }} участвовать в составлении '
            "персонализированной программы наставничества, выполнять её мероприятия "
            "в установленные сроки и учитывать рекомендации наставника."
        ),
    ):
        add(document, styles.TEXT, text)
    with when(document, "representative is defined"):
        add(
            document,
            styles.TEXT,
            "Согласие даю с ведома и одобрения законного представителя – "
            "{{ representative.fio.gen }}.",
        )
    add(
        document,
        styles.TEXT,
        "Мне разъяснено, что участие в системе наставничества является добровольным и что "
        "я вправе вносить предложения о содержании программы, ходатайствовать о замене "
        "наставника, а также прекратить участие, письменно уведомив об этом руководителя.",
        keep_next=True,
    )
