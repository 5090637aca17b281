"""«Персонализированная программа наставничества»: from the approval mark to the report."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.agreement_sheet import add_agreements
from doc_templates.authoring.jinja import (
    act,
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
from doc_templates.authoring.page import LONG_KEPT, add, start_document
from doc_templates.authoring.program_plan import add_plan
from doc_templates.authoring.requisites import add_letterhead, add_section, add_stamp
from doc_templates.authoring.signatures import add_paper_signature, add_signature
from doc_templates.authoring.tables import Column, add_facts, add_grid
from doc_templates.authoring.vocabulary import MENTORING_FORMS, MENTORING_KINDS

_MANY: Final = "mentees|length > 1"
_MENTEE_GEN: Final = if_(_MANY, "наставляемых", "наставляемого")
_MENTEE_INS: Final = if_(_MANY, "наставляемыми", "наставляемым")
_MENTEES: Final = Listed("mentee", "mentee", "mentees", "mentee", "Наставляемый")
_RECEIVER: Final = defined("supervisor", "руководителю", "куратору")


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    _add_approval(document)
    _add_title(document)
    _add_passport(document)
    _add_explanatory_note(document)
    add_section(document, "2. План мероприятий")
    add_plan(document)
    _add_monitoring(document)
    _add_completion(document)
    _add_agreement(document)
    with when(document, "report is defined"):
        _add_report(document)
    return document


def _add_approval(document: Document) -> None:
    reference = defined("approval", act("approval"), "от «___» ____________ 20___ г. № ______")
    add_stamp(document, '{{ "f"|approval_word }}', "приказом {{ org.short_name_gen }}", reference)


def _add_title(document: Document) -> None:
    add(document, styles.TITLE, "ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА НАСТАВНИЧЕСТВА")
    add(document, styles.SUBTITLE, "на {{ school_year }} учебный год")


def _add_passport(document: Document) -> None:
    kinds = series("kind", "mentoring_kinds", label("kind", MENTORING_KINDS))
    mentees = roster("mentee", "mentees", name_and_post("mentee", "nom"))
    control = (
        "\n{%p if supervisor is defined %}\nконтроль реализации – "
        + name_and_post("supervisor", "nom")
        + "\n{%p endif %}"
    )
    facts = [
        ("Наставник", name_and_post("mentor", "nom")),
        (if_(_MANY, "Наставляемые", "Наставляемый"), mentees),
        ("Форма наставничества", f"«{label('mentoring_form', MENTORING_FORMS)}»"),
        (
            if_("mentoring_kinds|length > 1", "Виды наставничества", "Вид наставничества"),
            kinds,
        ),
        ("Срок реализации", period("period")),
        (
            "Основание",
            defined(
                "pairs_order",
                f"приказ {{{{ org.short_name_gen }}}} {act('pairs_order')} "
                "«О закреплении наставнических пар (групп)»",
                "приказ о закреплении наставнических пар (групп)",
            ),
        ),
        ("Куратор", name_and_post("curator", "nom") + defined("supervisor", ";") + control),
        ("Регистрационный номер", "{{ doc.number|number }} от {{ doc.date|date }}"),
    ]
    add_facts(document, (55, 115), facts)


def _add_list(document: Document, heading: str, items: str) -> None:
    add(document, styles.TEXT, heading, keep_next=True)
    with each(document, "item", items):
        add(document, styles.TEXT, "– {{ item }}" + if_("loop.last", ".", ";"))


def _add_explanatory_note(document: Document) -> None:
    add_section(document, "1. Пояснительная записка")
    with each(document, "paragraph", "relevance"):
        add(document, styles.TEXT, "{{ paragraph }}")
    add(document, styles.TEXT, "Цель программы – {{ goal }}.")
    _add_list(document, "Задачи программы:", "objectives")
    with when(document, "diagnostics_on is defined"):
        add(
            document,
            styles.TEXT,
            "Профессиональные затруднения и сильные стороны выявлены в ходе вводной диагностики "
            "{{ diagnostics_on|date }}.",
        )
    _add_list(
        document,
        f"Профессиональные затруднения {_MENTEE_GEN}, на преодоление которых направлена программа:",
        "deficits",
    )
    with when(document, "strengths is defined"):
        _add_list(
            document, f"Сильные стороны {_MENTEE_GEN}, которые развивает программа:", "strengths"
        )
    _add_list(document, "Ожидаемые результаты:", "expected_results")


def _add_monitoring(document: Document) -> None:
    add_section(document, "3. Мониторинг и критерии оценки результатов")
    supervisor = "{{ supervisor.position.nom }} {{ supervisor.fio.nom }}"
    watcher = defined("supervisor", supervisor, "куратор")
    monitoring = add(
        document,
        styles.TEXT,
        f"Мониторинг реализации программы проводит {watcher}: на начальном этапе – вводная "
        "диагностика, в ходе реализации – анализ выполнения плана мероприятий, по завершении – "
        f"итоговая диагностика. Оценивается деятельность, а не личность {_MENTEE_GEN}.",
    )
    monitoring.paragraph_format.space_after = Pt(6)
    columns = (
        Column("Критерий", 50, "{{ row.criterion }}"),
        Column("Показатель", 70, "{{ row.indicator }}"),
        Column("Как оценивается", 50, "{{ row.method }}"),
    )
    add_grid(document, columns, "row in criteria")


def _add_completion(document: Document) -> None:
    add_section(document, "4. Завершение программы и отчёт о реализации")
    for text in (
        (
            "Программа считается завершённой, когда план мероприятий выполнен в полном объёме "
            "либо истёк срок её реализации. По инициативе наставника или "
            f"{_MENTEE_GEN} при наличии уважительных причин, а также при возникновении "
            "обстоятельств непреодолимой силы реализация программы может быть прекращена "
            "досрочно на основании приказа руководителя."
        ),
        (
            f"По согласованию с {_MENTEE_INS} наставник вправе корректировать мероприятия плана, "
            "а при необходимости ходатайствовать о продлении срока реализации программы."
        ),
        (
            "Не позднее {{ period.end|date }} наставник представляет "
            f"{_RECEIVER} отчёт о реализации программы, в котором указывает, какие результаты "
            "достигнуты, какие не достигнуты и почему, и рекомендует завершить программу "
            "или продлить её."
        ),
    ):
        add(document, styles.TEXT, text)


def _add_agreement(document: Document) -> None:
    add_section(document, "5. Лист согласования")
    heading = f"Программа согласована с {_MENTEE_INS}:"
    with when(document, "agreements is defined"):
        add_agreements(document, heading, 170)
    with when(document, "agreements is not defined"):
        _add_mentees(document, heading)
    _add_signature(document, "mentor", "Наставник")
    with when(document, "supervisor is not defined"):
        _add_signature(document, "curator", "Куратор")
    with when(document, "supervisor is defined"):
        add_paper_signature(
            document,
            "signature_supervisor",
            "{{ supervisor.initials_before|nbsp_initials }}",
            "{{ supervisor.position.nom|capitalize_first }}",
        )


def _add_mentees(document: Document, heading: str) -> None:
    _MENTEES.add_heading(document, heading)
    columns = (
        Column("Наставляемый", 92, name_and_post("mentee", "nom")),
        _MENTEES.sign_column(50),
        Column("Дата", 28, _MENTEES.date("agreed_on"), styles.CELL_CENTERED),
    )
    add_grid(document, columns, "mentee in mentees", row_height=10, keep_next=True)
    _MENTEES.add_room(document)


def _add_report(document: Document) -> None:
    """Append what the mentor reports at the end; a report of its own is another kind."""
    add_section(document, "6. Отчёт о реализации программы")
    add(document, styles.TEXT, "{{ report.summary }}")
    _add_list(document, "Достигнутые результаты:", "report.results")
    add(document, styles.TEXT, "Вывод наставника: {{ report.mentor_conclusion }}")
    with when(document, "report.mentee_feedback is defined"):
        add(document, styles.TEXT, f"Мнение {_MENTEE_GEN}: {{{{ report.mentee_feedback }}}}")
    until = "продлить до {{ report.extend_until|date }}"
    closing = add(
        document,
        styles.TEXT,
        "Рекомендация: программу " + defined("report.extend_until", until, "завершить") + ".",
        keep_next=True,
    )
    closing.paragraph_format.space_after = Pt(6)
    name = "{{ mentor.initials_before|nbsp_initials }}"
    add_paper_signature(
        document, "signature_report", name, "Наставник\n{{ report.reported_on|date }}"
    )


def _add_signature(document: Document, person: str, role: str) -> None:
    name = f"{{{{ {person}.initials_before|nbsp_initials }}}}"
    add_signature(document, f"signature_{person}", name, role)
