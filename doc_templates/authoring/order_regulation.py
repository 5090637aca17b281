"""«Об утверждении Положения о системе наставничества»: the order and its two annexes."""

from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import regulation, roadmap, styles
from doc_templates.authoring.jinja import act, charged, defined, if_, when
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, break_page, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_title,
    approval_lines,
    open_approved_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.tables import add_frame, fill_cell

_PROTOCOL: Final = (
    "(протокол от {{{{ {0}.protocol_date|date }}}} {{{{ {0}.protocol_number|number }}}})"
)


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(
        document, "Об утверждении Положения о системе наставничества педагогических работников"
    )
    _add_preamble(document)
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    _add_regulation(document)
    open_approved_annex(document, "m", 2)
    roadmap.add_roadmap(document)
    return document


def _act(field: str) -> str:
    return defined(field, f"{{{{ {field}.name_ins }}}} {act(field)}, ")


def _add_preamble(document: Document) -> None:
    opinion = defined(
        "trade_union",
        ", с учётом мнения {{ trade_union.body_gen }} " + _PROTOCOL.format("trade_union"),
    )
    articles = if_("law.mentoring_article", "статьёй 351.8", "статьями 60.2, 151")
    add_preamble(
        document,
        f"В соответствии со {articles} Трудового кодекса Российской Федерации, статьями 28, "
        "30, 47, 48 Федерального закона от 29.12.2012 № 273-ФЗ «Об образовании в Российской "
        "Федерации», распоряжением Правительства Российской Федерации от 31.12.2019 № 3273-р, "
        "письмом Министерства просвещения Российской Федерации и Профессионального союза "
        "работников народного образования и науки Российской Федерации от 21.12.2021 "
        f"№ АЗ-1128/08/657, {_act('regional_act')}{_act('municipal_act')}"
        "решением {{ collegial.body_gen }} " + _PROTOCOL.format("collegial") + opinion,
    )


def _add_points(document: Document) -> None:
    numbering = Numbering()
    first = numbering.next()
    add_point(document, first, "Утвердить прилагаемые:", keep_next=True)
    add_point(
        document,
        f"{first}.1",
        "Положение о системе наставничества педагогических работников "
        "в {{ org.short_name_prep }} (приложение № 1);",
    )
    add_point(
        document,
        f"{first}.2",
        "план мероприятий («дорожную карту») по реализации Положения (приложение № 2).",
    )
    add_point(
        document, numbering.next(), "Ввести Положение в действие с {{ effective_date|date }}."
    )
    replaces = "replaces is defined"
    with when(document, replaces):
        add_point(
            document,
            numbering.next(replaces),
            f"Признать утратившим силу приказ {act('replaces')} «{{{{ replaces.title }}}}».",
        )
    _add_familiarising(document, numbering.next())
    add_control(document, numbering.next())


def _add_familiarising(document: Document, number: str) -> None:
    acquaint = (
        "ознакомить педагогических работников с Положением под подпись "
        "в срок до {{ acquaint_due|date }}"
    )
    with when(document, "publish_due is not defined"):
        add_point(document, number, f"{charged('executor')} {acquaint}.")
    with when(document, "publish_due is defined"):
        add_point(document, number, f"{charged('executor')}:", keep_next=True)
        add_point(document, f"{number}.1", f"{acquaint};")
        add_point(
            document,
            f"{number}.2",
            "разместить Положение на официальном сайте образовательной организации "
            "в срок до {{ publish_due|date }}.",
        )


def _add_regulation(document: Document) -> None:
    mark = break_page(document, styles.CORNER, "Приложение № 1")
    mark.paragraph_format.space_after = Pt(12)
    considered, _, approved = add_frame(document, (80, 10, 80)).cells
    fill_cell(
        considered,
        styles.LEFT,
        "РАССМОТРЕНО\nна заседании {{ collegial.body_gen }}\n"
        + _PROTOCOL.format("collegial")
        + "\n{%p if trade_union is defined %}\nУЧТЕНО МНЕНИЕ\n{{ trade_union.body_gen }}\n"
        + _PROTOCOL.format("trade_union")
        + "\n{%p endif %}",
    )
    for paragraph in considered.paragraphs:
        if paragraph.text.startswith("УЧТЕНО"):
            paragraph.paragraph_format.space_before = Pt(6)
    fill_cell(approved, styles.LEFT, "\n".join(approval_lines("n")))
    add_title(
        document,
        "ПОЛОЖЕНИЕ",
        "о системе наставничества педагогических работников",
        "в {{ org.short_name_prep }}",
    )
    regulation.add_text(document)
