"""Sheets of acquaintance: heads of schools with the order № 720, people with an order of ours."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.consents import add_registration
from doc_templates.authoring.jinja import act, defined, workplace
from doc_templates.authoring.page import SHORT_KEPT, add, start_document
from doc_templates.authoring.requisites import add_letterhead, add_title
from doc_templates.authoring.signatures import acquainted_word, add_signature
from doc_templates.authoring.tables import Column, add_grid

#: The date and the signature are for the hand: room to write, mm.
_ROW_HEIGHT: Final = 11
_DATE: Final = Column("Дата", 24, "")
_SIGNATURE: Final = Column("Подпись", 28, "")
_NUMBER: Final = Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED)


def build_for_heads() -> Document:
    """Compose the sheet of the heads of schools: a row names the school first."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(document, "ЛИСТ ОЗНАКОМЛЕНИЯ", "с {{ act.name_ins }}", act("act"))
    _add_act_title(document, "act.title")
    columns = (
        _NUMBER,
        Column("Образовательная организация", 44, "{{ row.organisation }}"),
        Column("Должность", 38, "{{ row.head.position.nom|capitalize_first }}"),
        Column("Фамилия, имя, отчество", 38, "{{ row.head.fio.nom }}"),
        Column("Дата", 23, ""),
        Column("Подпись", 26, ""),
    )
    add_grid(document, columns, "row in rows", row_height=_ROW_HEIGHT)
    _add_total(document, "rows")
    _add_preparer(document)
    return document


def build() -> Document:
    """Compose the sheet for any order of the organisation."""
    document = start_document(SHORT_KEPT)
    add_letterhead(document)
    add_title(
        document,
        "ЛИСТ ОЗНАКОМЛЕНИЯ",
        "с приказом {{ org.short_name_gen }}",
        act("order"),
    )
    _add_act_title(document, "order.title")
    _add_people(document)
    _add_preparer(document)
    return document


def _add_act_title(document: Document, field: str) -> None:
    """Append what the act is about, in quotes: a title in quotes keeps its case."""
    document.paragraphs[-1].paragraph_format.space_after = 0
    add(document, styles.SUBTITLE, f"«{{{{ {field} }}}}»")
    for line in document.paragraphs:
        if line.style is not None and line.style.name == styles.SUBTITLE:
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = 0


def _add_people(document: Document) -> None:
    approved = defined("approved_ins", " и {{ approved_ins }}")
    word = acquainted_word("acquainted")
    heading = add(document, styles.TEXT, f"С приказом{approved} {word}:", keep_next=True)
    heading.paragraph_format.space_after = Pt(6)
    position = "{{ person.position.nom|capitalize_first }}" + workplace("person")
    columns = (
        _NUMBER,
        Column("Должность", 61, position),
        # In full: two Н.Д. Ковтун may teach in one school.
        Column("Фамилия, имя, отчество", 56, "{{ person.fio.nom }}"),
        _DATE,
        _SIGNATURE,
    )
    add_grid(document, columns, "person in acquainted", row_height=_ROW_HEIGHT)
    _add_total(document, "acquainted")


def _add_total(document: Document, people: str) -> None:
    """Append what closes the list: nobody can be added to it, and the signature is not alone."""
    word = f'{{{{ {people}|length|plural("человек", "человека", "человек") }}}}'
    total = add(
        document, styles.TEXT, f"Всего в листе: {{{{ {people}|length }}}} {word}.", keep_next=True
    )
    total.paragraph_format.space_before = Pt(6)
    add(
        document,
        styles.TEXT,
        "Дату ознакомления и подпись каждый проставляет собственноручно.",
        keep_next=True,
    )


def _add_preparer(document: Document) -> None:
    made = '{{ prepared_by.gender|agree("Лист составил", "Лист составила") }}'
    add_signature(
        document,
        "signature_preparer",
        "{{ prepared_by.initials_before|nbsp_initials }}",
        f"{made}\n{{{{ prepared_by.position.nom }}}}",
        holder="prepared_by",
        gap=12,
    )
    add_registration(document)
