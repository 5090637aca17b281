"""Registers of people: the municipality's of pairs, the school's banks of mentors and mentees.

Wide tables on a sheet on its side. They hold what participation needs and nothing about private
life: no column, and no field in the schema, for a passport, an address or health.
"""

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_registration
from doc_templates.authoring.jinja import (
    act,
    count,
    defined,
    label,
    name_and_post,
    period,
    roster,
    series,
)
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.requisites import (
    add_letterhead,
    add_restriction_mark,
    add_title,
)
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import Column, add_grid
from doc_templates.authoring.vocabulary import (
    EXPERIENCE_BANDS,
    MENTORING_FORMS,
    MENTORING_KINDS,
    PAIR_STATES,
    PROGRAM_RESULTS,
    QUALIFICATIONS,
)


def build_registry() -> Document:
    """Compose the municipality's register of pairs and groups."""
    document = _start(
        "РЕЕСТР",
        "наставнических пар (групп) образовательных организаций",
        "{{ municipality_gen }}",
        "на {{ school_year }} учебный год",
        "по состоянию на {{ doc.date|date }}",
    )
    add_grid(document, _pair_columns(), "row in rows")
    counts = (
        f"{title} – {{{{ {count('rows', 'status', state)} }}}}"
        for state, title in PAIR_STATES.items()
    )
    _add_total(document, "наставнических пар (групп)", f", из них {', '.join(counts)}")
    _add_keeper(document, "responsible", "Реестр ведёт")
    return document


def build_mentees_bank() -> Document:
    """Compose the bank of those who are mentored."""
    document = _start_bank("наставляемых")
    form = label("row.preferred_form", MENTORING_FORMS)
    columns = (
        _number(),
        Column("Фамилия, имя, отчество, должность", 62, name_and_post("row.person", "nom")),
        Column("Стаж", 28, label("row.experience_band", EXPERIENCE_BANDS)),
        Column("Направления запроса", 65, _lines("row.request_directions")),
        Column("Желаемая форма наставничества", 48, defined("row.preferred_form", form)),
        *_consent_and_entry(),
    )
    add_grid(document, columns, "row in rows")
    _add_total(document, "наставляемых")
    _add_keeper(document, "curator", "Банк данных ведёт")
    return document


def build_mentors_bank() -> Document:
    """Compose the bank of mentors."""
    document = _start_bank("наставников")
    ready = roster("form", "row.forms_ready", label("form", MENTORING_FORMS))
    # A cell without a paragraph would be no cell: an empty one stands for no training.
    training = (
        f"{{%p if row.training is defined %}}\n{_lines('row.training')}\n"
        "{%p else %}\n\n{%p endif %}"
    )
    columns = (
        _number(),
        Column(
            "Фамилия, имя, отчество, должность, категория",
            50,
            name_and_post("row.person", "nom") + _qualification("row.category"),
        ),
        Column("Сильные стороны", 43, _lines("row.strengths")),
        Column("Готов работать в формах", 41, ready),
        Column("Обучение наставничеству", 38, training),
        Column("Сколько наставляемых", 31, "{{ row.capacity }}", styles.CELL_CENTERED),
        *_consent_and_entry(),
    )
    add_grid(document, columns, "row in rows")
    _add_total(document, "наставников")
    _add_keeper(document, "curator", "Банк данных ведёт")
    return document


def _start(kind: str, *subject: str) -> Document:
    document = start_document(SHORT_KEPT, landscape=True)
    add_restriction_mark(document)
    add_letterhead(document)
    add_title(document, kind, *subject)
    return document


def _start_bank(whose: str) -> Document:
    return _start(
        "БАНК ДАННЫХ",
        f"{whose} {{{{ org.short_name_gen }}}}",
        "на {{ school_year }} учебный год",
        "по состоянию на {{ doc.date|date }}",
    )


def _number() -> Column:
    return Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED)


def _pair_columns() -> tuple[Column, ...]:
    mentor = name_and_post("row.mentor.person", "nom") + _qualification("row.mentor.category")
    experience = f", стаж – {label('mentee.experience_band', EXPERIENCE_BANDS)}"
    mentees = roster("mentee", "row.mentees", name_and_post("mentee.person", "nom") + experience)
    kinds = series("kind", "row.mentoring_kinds", label("kind", MENTORING_KINDS))
    form = label("row.mentoring_form", MENTORING_FORMS)
    return (
        Column("№\nп/п", 10, "{{ row.registry_no }}", styles.CELL_CENTERED),
        Column("Организация", 45, "{{ row.organisation }}"),
        Column("Наставник", 39, mentor),
        Column("Наставляемые", 39, mentees),
        Column("Форма и вид наставничества", 36, f"«{form}»;\n{kinds}"),
        Column("Срок", 28, period("row.period", separator="\n")),
        Column("Приказ, программа, согласия", 44, _acts()),
        Column("Состояние", 26, _state()),
    )


def _acts() -> str:
    program = f"программа {act('row.program')};"
    return (
        f"приказ {act('row.order')};\n"
        f"{{%p if row.program is defined %}}\n{program}\n{{%p endif %}}\n"
        "согласия от {{ row.pd_consents_on|date }}"
    )


def _state() -> str:
    done = f"{{{{ row.completion.date|date }}}}, {label('row.completion.result', PROGRAM_RESULTS)}"
    return (
        label("row.status", PAIR_STATES)
        + f"\n{{%p if row.completion is defined %}}\n{done}\n{{%p endif %}}"
    )


def _qualification(field: str) -> str:
    return defined(field, f", {label(field, QUALIFICATIONS)}")


def _lines(items: str) -> str:
    return roster("line", items, "{{ line }}")


def _consent_and_entry() -> tuple[Column, Column]:
    return (
        Column("Согласие", 29, act("row.pd_consent")),
        Column("Внесён в банк", 24, "{{ row.entered_on|date }}", styles.CELL_CENTERED),
    )


def _add_total(document: Document, whose: str, states: str = "") -> None:
    """Append what closes the list, so that the signature never stands alone on a sheet."""
    total = add(
        document, styles.TEXT, f"Всего {whose}: {{{{ rows|length }}}}{states}.", keep_next=True
    )
    total.paragraph_format.space_before = Pt(6)
    add(
        document,
        styles.TEXT,
        "Сведения внесены при наличии действующих письменных согласий участников.",
        keep_next=True,
    )


def _add_keeper(document: Document, person: str, role: str) -> None:
    add_signature(
        document,
        f"signature_{person}",
        f"{{{{ {person}.initials_before|nbsp_initials }}}}",
        f"{role}\n{{{{ {person}.position.nom }}}}",
        holder=person,
        gap=12,
    )
    add_registration(document)
