"""«Отчёт о мониторинге»: aggregates as the data lists them, so that a form of the region fits."""

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_registration
from doc_templates.authoring.jinja import defined, each, period, when
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.requisites import (
    add_letterhead,
    add_listed_section,
    add_section,
    add_title,
)
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import Column, add_grid


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(
        document,
        "ОТЧЁТ",
        "о мониторинге реализации системы наставничества",
        "педагогических работников за {{ school_year }} учебный год",
    )
    add(
        document,
        styles.TEXT,
        f"Мониторинг проведён в {{{{ org.short_name_prep }}}} за период {period('period')}. "
        "Сведения приведены в обобщённом виде, без указания участников.",
    )
    with each(document, "section", "sections"):
        add_section(document, "{{ loop.index }}. {{ section.title }}")
        _add_indicators(document)
    add_listed_section(document, "Выводы", "conclusions")
    add_listed_section(document, "Предложения", "proposals")
    _add_signature(document)
    return document


def _add_indicators(document: Document) -> None:
    columns = (
        Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Показатель", 82, "{{ row.indicator }}"),
        Column("Единица измерения", 30, "{{ row.unit }}", styles.CELL_CENTERED),
        Column("Значение", 25, "{{ row.value|decimal }}", styles.CELL_CENTERED),
        Column("Примечание", 32, defined("row.note", "{{ row.note }}")),
    )
    add_grid(document, columns, "row in section.rows")


def _add_signature(document: Document) -> None:
    sent = "recipient_dat is defined"
    with when(document, sent):
        line = add(
            document, styles.TEXT, "Отчёт представляется {{ recipient_dat }}.", keep_next=True
        )
        line.paragraph_format.space_before = Pt(6)
    add_signature(
        document,
        "signature_signer",
        "{{ signer.initials_before|nbsp_initials }}",
        "{{ signer.position.nom|capitalize_first }}",
        holder="signer",
        gap=12,
    )
    add_registration(document)
