"""«Лист согласования персонализированной программы наставничества» with every mentee."""

from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_registration
from doc_templates.authoring.jinja import act, by_number, defined, name_and_post, period
from doc_templates.authoring.listed import Listed
from doc_templates.authoring.page import SHORT_KEPT, start_document
from doc_templates.authoring.requisites import add_letterhead, add_title
from doc_templates.authoring.signatures import add_signature
from doc_templates.authoring.tables import Column, add_facts, add_grid

_MENTEES: Final = Listed("mentee", "row", "agreements", "row.mentee", "Наставляемый")


def build() -> Document:
    """Compose the template."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(document, "ЛИСТ СОГЛАСОВАНИЯ", "персонализированной программы наставничества")
    facts = [
        ("Программа", "{{ program_title }}"),
        ("Наставник", name_and_post("mentor", "nom")),
        ("Срок реализации", period("period")),
        (
            "Основание",
            f"приказ {act('pairs_order')} «О закреплении наставнических пар (групп)»",
        ),
        ("Куратор", name_and_post("curator", "nom")),
    ]
    add_facts(document, (45, 135), facts)
    agreed_with = by_number("agreements", "наставляемым", "наставляемыми")
    add_agreements(document, f"Программа согласована с {agreed_with}:", 180)
    for person, role in (("mentor", "Наставник"), ("curator", "Куратор")):
        name = f"{{{{ {person}.initials_before|nbsp_initials }}}}"
        add_signature(document, f"signature_{person}", name, role)
    add_registration(document)
    return document


def add_agreements(document: Document, heading: str, width: float) -> None:
    """Append who agrees, with what remarks; the table is ``width`` mm wide.

    A date that is not given is for the hand; a minor is named with the legal representative.
    """
    _MENTEES.add_heading(document, heading, before=6)
    whose = (
        name_and_post("row.mentee", "nom") + "\n{%p if row.representative is defined %}\n"
        "законный представитель – {{ row.representative.fio.nom }}\n{%p endif %}"
    )
    signature, date = 34, 27
    remarks = (width - signature - date) * 0.4
    columns = (
        Column("Наставляемый", width - signature - date - remarks, whose),
        Column("Замечания и предложения", remarks, defined("row.comment", "{{ row.comment }}")),
        _MENTEES.sign_column(signature),
        Column("Дата", date, _MENTEES.date("row.agreed_on"), styles.CELL_CENTERED),
    )
    add_grid(document, columns, "row in agreements", row_height=12, keep_next=True)
    _MENTEES.add_room(document)
