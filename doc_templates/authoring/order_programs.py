"""«Об утверждении … программ наставничества»: up to three in the text, more in a table."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import (
    act,
    by_number,
    charged,
    defined,
    each,
    if_,
    listing,
    name_and_post,
    name_with_post,
    period,
    regulation,
    roster,
    when,
)
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, add, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_title,
    open_approved_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.tables import Column, add_grid

_FEW: Final = "programs|length <= 3"
#: The last word of the title must not stand in a line of its own.
_HELD: Final = "\N{NO-BREAK SPACE}наставничества"
_PROGRAMS_GEN: Final = by_number(
    "programs", "персонализированной программы", "персонализированных программ"
)
_PROGRAMS_ACC: Final = by_number(
    "programs", "персонализированную программу", "персонализированные программы"
)


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(document, f"Об утверждении {_PROGRAMS_GEN}{_HELD}")
    clause_or_whole = defined(
        "clause", f"пунктом {{{{ clause }}}} {regulation('gen')}", regulation("ins")
    )
    agreed = by_number("programs", "программы", "программ")
    add_preamble(
        document,
        f"В соответствии с {clause_or_whole}, приказом {act('pairs_order')} "
        f"«О закреплении наставнических пар (групп)», учитывая согласование {agreed} "
        "с наставляемыми,",
    )
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    with when(document, f"not ({_FEW})"):
        _add_annex(document)
    return document


def _add_points(document: Document) -> None:
    numbering = Numbering()
    _add_programs(document, numbering.next())
    _add_mentors_duties(document, numbering.next())
    _add_curators_duties(document, numbering.next())
    add_control(document, numbering.next())


def _add_programs(document: Document, number: str) -> None:
    approve = f"Утвердить {by_number('programs', 'прилагаемую', 'прилагаемые')} {_PROGRAMS_ACC}"
    with when(document, _FEW):
        add_point(document, number, f"{approve} наставничества:", keep_next=True)
        with each(document, "program", "programs"):
            mentees = listing("mentee", "program.mentees", name_with_post("mentee"))
            role = by_number("program.mentees", "наставляемый", "наставляемые")
            add_point(
                document,
                f"{number}.{{{{ loop.index }}}}",
                f"«{{{{ program.title }}}}»: наставник – {name_with_post('program.mentor')}; "
                f"{role} – {mentees}; срок реализации – {period('program.period')}; "
                "согласована {{ program.agreed_on|date }}" + if_("loop.last", ".", ";"),
            )
    with when(document, f"not ({_FEW})"):
        add_point(document, number, f"{approve} наставничества согласно приложению.")


def _add_mentors_duties(document: Document, number: str) -> None:
    mentors = by_number("programs", "Наставнику", "Наставникам")
    realise = by_number(
        "programs", "программы в установленный ею срок", "программ в установленные ими сроки"
    )
    ended = by_number(
        "programs",
        "отчёт о реализации программы по окончании её срока",
        "отчёты о реализации программ по окончании срока каждой из них",
    )
    add_point(document, number, f"{mentors}:", keep_next=True)
    add_point(document, f"{number}.1", f"обеспечить реализацию {realise};")
    add_point(
        document,
        f"{number}.2",
        f"представить куратору {ended}, но не позднее {{{{ report_due|date }}}}.",
    )


def _add_curators_duties(document: Document, number: str) -> None:
    programs = by_number("programs", "программы", "программ")
    add_point(document, number, f"{charged('curator')}:", keep_next=True)
    add_point(document, f"{number}.1", f"вести мониторинг реализации {programs};")
    add_point(
        document,
        f"{number}.2",
        f"размещать на официальном сайте сведения о ходе и результатах реализации {programs} "
        "в обобщённом виде.",
    )


def _add_annex(document: Document) -> None:
    open_approved_annex(document, "pl")
    add_title(document, "ПЕРСОНАЛИЗИРОВАННЫЕ ПРОГРАММЫ", "наставничества")
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
    attached = add(document, styles.TEXT, "Тексты программ прилагаются.")
    attached.paragraph_format.space_before = Pt(6)
