"""«Отчёт о реализации персонализированной программы наставничества»: the mentor to the curator."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_addressee, add_registration
from doc_templates.authoring.jinja import (
    act,
    by_number,
    defined,
    each,
    if_,
    label,
    name_and_post,
    period,
    roster,
    series,
    when,
)
from doc_templates.authoring.listed import Listed
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.requisites import add_section, add_title
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import Column, add_facts, add_grid
from doc_templates.authoring.vocabulary import MENTORING_FORMS, MENTORING_KINDS

_RECOMMENDATIONS: Final = {
    "complete": "завершить её реализацию",
    "extend": "продлить срок её реализации",
    "terminate": "прекратить её реализацию досрочно",
}
_MENTEES: Final = Listed("mentee", "mentee", "mentees", "mentee", "Наставляемый", styles.LEFT)


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_addressee(document, "addressee", "mentor")
    add_title(document, "ОТЧЁТ", "о реализации персонализированной", "программы наставничества")
    _add_passport(document)
    _add_results(document)
    _add_conclusion(document)
    add_signature(
        document,
        "signature_mentor",
        "{{ mentor.initials_before|nbsp_initials }}",
        "Наставник\n{{ doc.date|date }}",
    )
    _add_acknowledgement(document)
    add_signature(
        document,
        "signature_curator",
        "{{ addressee.initials_before|nbsp_initials }}",
        '{{ addressee.gender|agree("Отчёт принял", "Отчёт приняла") }}',
    )
    add_registration(document)
    return document


def _add_passport(document: Document) -> None:
    kinds = series("kind", "mentoring_kinds", label("kind", MENTORING_KINDS))
    approved = f"приказом {{{{ org.short_name_gen }}}} {act('programs_order')}"
    facts = [
        ("Наставник", name_and_post("mentor", "nom")),
        (
            by_number("mentees", "Наставляемый", "Наставляемые"),
            roster("mentee", "mentees", name_and_post("mentee", "nom")),
        ),
        (
            "Форма и вид наставничества",
            f"«{label('mentoring_form', MENTORING_FORMS)}»; {kinds}",
        ),
        ("Срок реализации программы", period("period")),
        ("Программа утверждена", approved),
    ]
    add_facts(document, (60, 120), facts)


def _add_results(document: Document) -> None:
    add_section(document, "1. Достигнутые результаты")
    with when(document, "activities is defined"):
        add(
            document,
            styles.TEXT,
            "Выполнено мероприятий плана: {{ activities.done }} из {{ activities.planned }}.",
        )
    with each(document, "result", "achieved"):
        add(document, styles.TEXT, "– {{ result }}" + if_("loop.last", ".", ";"))
    add_section(document, "2. Результаты, которые не достигнуты")
    with when(document, "not_achieved is not defined"):
        add(document, styles.TEXT, "Все запланированные результаты достигнуты.")
    with when(document, "not_achieved is defined"), each(document, "row", "not_achieved"):
        add(
            document,
            styles.TEXT,
            "– {{ row.result }}"
            + defined("row.reason", " (причина: {{ row.reason }})")
            + if_("loop.last", ".", ";"),
        )


def _add_conclusion(document: Document) -> None:
    add_section(document, "3. Вывод и рекомендация")
    with when(document, "conclusion is defined"):
        add(document, styles.TEXT, "{{ conclusion }}")
    with when(document, "mentee_feedback is defined"):
        opinion = by_number("mentees", "наставляемого", "наставляемых")
        add(document, styles.TEXT, f"Мнение {opinion} о программе: {{{{ mentee_feedback }}}}")
    until = defined("extend_until", " до {{ extend_until|date }}")
    closing = add(
        document,
        styles.TEXT,
        "По итогам реализации программы рекомендую "
        f"{label('recommendation', _RECOMMENDATIONS)}{until}.",
        keep_next=True,
    )
    closing.paragraph_format.space_after = Pt(6)


def _add_acknowledgement(document: Document) -> None:
    add(document, styles.CAPTION, "")  # between the two signatures a page may end
    add_section(document, "4. Ознакомление с отчётом и его приём")
    one = '{{ mentees[0].gender|agree("ознакомлен", "ознакомлена") }}'
    _MENTEES.add_heading(
        document, "С отчётом " + if_("mentees|length > 1", "ознакомлены", one) + ":"
    )
    columns = (
        Column("Наставляемый", 100, name_and_post("mentee", "nom")),
        _MENTEES.sign_column(50),
        Column("Дата", 30, _MENTEES.date("acknowledged_on"), styles.CELL_CENTERED),
    )
    add_grid(document, columns, "mentee in mentees", row_height=10, keep_next=True)
    _MENTEES.add_room(document)
