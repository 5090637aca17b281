"""«Представление о формировании наставнических пар (групп)»: the curator to the head."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_addressee, add_registration
from doc_templates.authoring.jinja import (
    defined,
    each,
    if_,
    label,
    name_and_post,
    period,
    regulation,
    roster,
    series,
    when,
)
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.requisites import add_title
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import Column, add_grid
from doc_templates.authoring.vocabulary import MENTORING_FORMS, MENTORING_KINDS

#: The criteria of matching, section 6 of the Положение.
_CRITERIA: Final = (
    ("профессиональный профиль или личный опыт наставника соответствует запросам наставляемого"),
    "у наставника и наставляемого есть взаимный интерес к совместной работе",
)


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_addressee(document, "addressee", "curator")
    add_title(document, "ПРЕДСТАВЛЕНИЕ", "о формировании наставнических пар (групп)")
    _add_proposal(document)
    _add_criteria(document)
    add_signature(
        document,
        "signature_curator",
        "{{ curator.initials_before|nbsp_initials }}",
        "Куратор\n{{ doc.date|date }}",
    )
    add_registration(document)
    return document


def _add_proposal(document: Document) -> None:
    known = defined("regulation", f"В соответствии с {regulation('ins')}, по", "По")
    proposal = add(
        document,
        styles.TEXT,
        f"{known} итогам изучения профессиональных запросов педагогических работников "
        "и сведений о работниках, готовых стать наставниками, предлагаю сформировать "
        "на {{ school_year }} учебный год следующие наставнические пары (группы):",
        keep_next=True,
    )
    proposal.paragraph_format.space_after = Pt(6)
    kinds = series("kind", "pair.mentoring_kinds", label("kind", MENTORING_KINDS))
    form = label("pair.mentoring_form", MENTORING_FORMS)
    group = if_('pair.mode == "group"', "группа, ")
    columns = (
        Column("№\nп/п", 9, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Наставник, должность", 38, _people("mentor")),
        Column("Наставляемый, должность", 43, _people("mentee")),
        Column(
            "Форма, вид, срок",
            38,
            f"{group}«{form}»;\n{kinds};\n{period('pair.period')}",
        ),
        Column("Запрос наставляемого и обоснование выбора наставника", 52, _reasons()),
    )
    add_grid(document, columns, "pair in pairs")


def _people(role: str) -> str:
    people = roster(role, f"pair.{role}s", name_and_post(role, "nom"))
    field = f"pair.{role}_consent_date"
    consents = if_(f"pair.{role}s|length > 1", "согласия, последнее от ", "согласие от ")
    return (
        f"{people}\n{{%p if {field} is defined %}}\n"
        f"({consents}{{{{ {field}|date }}}})\n{{%p endif %}}"
    )


def _reasons() -> str:
    return "Запрос: {{ pair.request }}.\nОбоснование: {{ pair.reason }}."


def _add_criteria(document: Document) -> None:
    heading = add(document, styles.TEXT, "При подборе учтены следующие критерии:", keep_next=True)
    heading.paragraph_format.space_before = Pt(6)
    more = "criteria is defined"
    for criterion in _CRITERIA:
        ending = if_(more, ";", ".") if criterion is _CRITERIA[-1] else ";"
        add(document, styles.TEXT, f"– {criterion}{ending}")
    with when(document, more), each(document, "criterion", "criteria"):
        add(document, styles.TEXT, "– {{ criterion }}" + if_("loop.last", ".", ";"))
    closing = add(
        document,
        styles.TEXT,
        "Прошу рассмотреть предложения и издать приказ о закреплении наставнических пар "
        "(групп) в срок до {{ order_due|date }}.",
        keep_next=True,
    )
    closing.paragraph_format.space_after = Pt(6)
