"""«Об утверждении персонализированных программ наставничества»."""

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import act, defined, name_and_post, period, regulation, roster
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_title,
    open_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.tables import Column, add_grid


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    # The last word must not stand in a line of its own.
    held = "программ\N{NO-BREAK SPACE}наставничества"
    add_order_head(document, f"Об утверждении персонализированных {held}")
    clause_or_whole = defined(
        "clause", f"пунктом {{{{ clause }}}} {regulation('gen')}", regulation("ins")
    )
    add_preamble(
        document,
        f"В соответствии с {clause_or_whole}, приказом {act('pairs_order')} "
        "«О закреплении наставнических пар (групп)», учитывая согласование программ "
        "с наставляемыми,",
    )
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    _add_annex(document)
    return document


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        "Утвердить персонализированные программы наставничества согласно перечню (приложение).",
    )
    mentors = numbering.next()
    add_point(document, mentors, "Наставникам:", keep_next=True)
    add_point(
        document,
        f"{mentors}.1",
        "обеспечить реализацию программ в установленные ими сроки;",
    )
    add_point(
        document,
        f"{mentors}.2",
        "представить куратору отчёты о реализации программ по окончании срока каждой из них, "
        "но не позднее {{ report_due|date }}.",
    )
    _add_curators_duties(document, numbering.next())
    add_control(document, numbering.next())


def _add_curators_duties(document: Document, number: str) -> None:
    add_point(
        document,
        number,
        "{{ curator.position.dat|capitalize_first }} {{ curator.fio.dat }}:",
        keep_next=True,
    )
    add_point(document, f"{number}.1", "вести мониторинг реализации программ;")
    add_point(
        document,
        f"{number}.2",
        "размещать на официальном сайте сведения о ходе и результатах реализации программ "
        "в обобщённом виде.",
    )


def _add_annex(document: Document) -> None:
    open_annex(document)
    add_title(document, "ПЕРЕЧЕНЬ", "персонализированных программ наставничества")
    mentees = roster("mentee", "program.mentees", name_and_post("mentee", "nom"))
    agreed = "\n(согласована\n{{ program.agreed_on|date }})"
    columns = (
        Column("№\nп/п", 9, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Наименование программы", 44, "{{ program.title }}"),
        Column("Наставник, должность", 42, name_and_post("program.mentor", "nom")),
        Column("Наставляемый, должность", 42, mentees),
        Column("Срок реализации", 33, period("program.period", separator="\n") + agreed),
    )
    add_grid(document, columns, "program in programs")
