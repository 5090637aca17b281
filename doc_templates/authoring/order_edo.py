"""«О введении электронного документооборота …»: часть 8 статьи 28 of the law № 273-ФЗ."""

from pathlib import Path
from typing import Final

from docx.document import Document
from docx.shared import Pt

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import act, charged, defined, if_, label, when
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, add, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
    add_section,
    add_title,
    open_approved_annex,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.tables import Column, add_grid
from doc_templates.authoring.vocabulary import SIGNATURES

_INTRODUCTION: Final = (
    (
        "организовать получение и учёт сертификатов электронной подписи, вести перечень лиц, "
        "которым предоставлено право подписи"
    ),
    "ознакомить работников с Порядком под подпись в срок до {{ acquaint_due|date }}",
)
_KEEPING: Final = (
    (
        "обеспечить хранение электронных документов и проверку их целостности в соответствии "
        "с Порядком"
    ),
    "включить дела с электронными документами в номенклатуру дел",
)
_PROCEDURE: Final = Path(__file__).parent / "texts" / "edo_procedure.txt"


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(
        document, "О введении электронных документов системы\N{NO-BREAK SPACE}наставничества"
    )
    add_preamble(document, _grounds())
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    _add_procedure(document)
    return document


def _grounds() -> str:
    approved = (
        "по согласованию с {{ founder_approval.founder_ins }} "
        f"({{{{ founder_approval.document }}}} {act('founder_approval')})"
    )
    opinion = defined(
        "trade_union",
        ", с учётом мнения {{ trade_union.body_gen }} (протокол от "
        "{{ trade_union.protocol_date|date }} {{ trade_union.protocol_number|number }})",
    )
    return (
        "В соответствии с частью 8 статьи 28 Федерального закона от 29.12.2012 № 273-ФЗ "
        "«Об образовании в Российской Федерации», Федеральным законом от 06.04.2011 № 63-ФЗ "
        f"«Об электронной подписи», {approved}{opinion}"
    )


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        "Ввести с {{ effective_date|date }} в {{ org.short_name_prep }} использование и хранение "
        "документов системы наставничества педагогических работников в форме электронных "
        "документов без дублирования на бумажном носителе.",
    )
    add_point(
        document,
        numbering.next(),
        "Утвердить прилагаемый Порядок создания, использования и хранения электронных "
        "документов (далее – Порядок).",
    )
    replaces = "replaces is defined"
    with when(document, replaces):
        add_point(
            document,
            numbering.next(replaces),
            f"Признать утратившим силу приказ {act('replaces')} «{{{{ replaces.title }}}}».",
        )
    _add_charges(document, numbering)
    add_control(document, numbering.next())


def _add_charges(document: Document, numbering: Numbering) -> None:
    apart = "archive_keeper is defined"
    number = numbering.next()
    add_point(document, number, f"{charged('responsible')}:", keep_next=True)
    for place, task in enumerate(_INTRODUCTION, start=1):
        ending = if_(apart, ".", ";") if task is _INTRODUCTION[-1] else ";"
        add_point(document, f"{number}.{place}", task + ending)
    with when(document, f"not ({apart})"):
        _add_keeping(document, number, len(_INTRODUCTION) + 1)
    with when(document, apart):
        number = numbering.next(apart)
        add_point(document, number, f"{charged('archive_keeper')}:", keep_next=True)
        _add_keeping(document, number, 1)


def _add_keeping(document: Document, number: str, first: int) -> None:
    for place, task in enumerate(_KEEPING, start=first):
        ending = "." if task is _KEEPING[-1] else ";"
        add_point(document, f"{number}.{place}", task + ending)


def _add_procedure(document: Document) -> None:
    open_approved_annex(document, "m")
    add_title(
        document,
        "ПОРЯДОК",
        "создания, использования и хранения",
        "электронных документов системы наставничества",
        "в {{ org.short_name_prep }}",
    )
    for line in _PROCEDURE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            add_section(document, line.removeprefix("# "))
        elif line == "@signatories":
            _add_signatories(document)
        else:
            add(document, styles.TEXT, line)


def _add_signatories(document: Document) -> None:
    leading = add(
        document,
        styles.TEXT,
        "2.1. Документы подписываются следующими видами подписи:",
        keep_next=True,
    )
    leading.paragraph_format.space_after = Pt(6)
    columns = (
        Column("№\nп/п", 11, "{{ loop.index }}", styles.CELL_CENTERED),
        Column("Документы", 69, "{{ row.documents }}"),
        Column("Кто подписывает", 45, "{{ row.signer }}"),
        Column("Вид подписи", 45, label("row.signature", SIGNATURES)),
    )
    add_grid(document, columns, "row in signatories")
    following = add(
        document,
        styles.TEXT,
        "2.2. Простая электронная подпись применяется только участниками, которые заключили "
        "соглашение о её использовании или приняли правила её использования, установленные "
        "локальным актом образовательной организации.",
    )
    following.paragraph_format.space_before = Pt(6)
