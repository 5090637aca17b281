"""«О прекращении деятельности наставнической пары (группы)»."""

from typing import Final

from docx.document import Document

from doc_templates.authoring.jinja import act, by_number, if_, listing, post_and_name, when
from doc_templates.authoring.numbering import Numbering
from doc_templates.authoring.page import LONG_KEPT, start_document
from doc_templates.authoring.requisites import (
    add_control,
    add_letterhead,
    add_order_head,
    add_point,
    add_preamble,
)
from doc_templates.authoring.signatures import add_acquaintance, add_head_signature
from doc_templates.authoring.working_pairs import (
    MENTEES_GEN,
    MENTEES_INS,
    MENTORS_GEN,
    PAIR_GEN,
    TITLE_PAIR_GEN,
    add_curators_duties,
    assigned,
    grounds,
    members,
    mentors_charged,
)

_DATED: Final = "от {{ notice_date|date }}"
_PAPER_GEN: Final = if_('basis == "notice"', "уведомления", "заявления")
_MENTORS: Final = MENTORS_GEN + " " + listing("mentor", "mentors", "{{ mentor.fio.gen }}")
_MENTEES: Final = MENTEES_GEN + " " + listing("mentee", "mentees", "{{ mentee.fio.gen }}")


def build() -> Document:
    """Compose the template."""
    document = start_document(LONG_KEPT)
    add_letterhead(document)
    add_order_head(document, f"О прекращении деятельности {TITLE_PAIR_GEN}")
    add_preamble(document, f"{grounds()}, {_reason()}")
    _add_points(document)
    add_head_signature(document)
    add_acquaintance(document)
    return document


def _reason() -> str:
    """Print who ended it and by which paper: статья 351.8, статья 60.2, part four."""
    warned = by_number("mentors", "наставник предупреждён", "наставники предупреждены")
    reasons = {
        "employer": (
            "в связи с досрочной отменой поручения об осуществлении наставничества, о которой "
            f"{warned} не менее чем за три рабочих дня (уведомление {_DATED}),"
        ),
        "mentor": (
            f"на основании {_PAPER_GEN} {_MENTORS} {_DATED} о досрочном отказе "
            "от осуществления наставничества"
        ),
        "mentee": (
            f"на основании {_PAPER_GEN} {_MENTEES} {_DATED} о прекращении участия "
            "в персонализированной программе наставничества"
        ),
        "both": (
            f"на основании совместного {_PAPER_GEN} {_MENTORS} и {_MENTEES} {_DATED} "
            "о досрочном прекращении наставничества по обоюдному решению"
        ),
    }
    return "".join(if_(f'initiator == "{who}"', text) for who, text in reasons.items())


def _add_points(document: Document) -> None:
    numbering = Numbering()
    add_point(
        document,
        numbering.next(),
        f"Прекратить деятельность {assigned()}: {members()}. Последний день осуществления "
        "наставничества – {{ effective_date|date }}.",
    )
    has_program = "programs_order is defined"
    with when(document, has_program):
        add_point(
            document,
            numbering.next(has_program),
            "Считать реализацию персонализированной программы наставничества, утверждённой "
            f"приказом {act('programs_order')}, завершённой досрочно.",
        )
    _add_supplements(document, numbering)
    _add_handing_over(document, numbering.next())
    _add_curator(document, numbering.next())
    add_control(document, numbering.next())


def _add_supplements(document: Document, numbering: Numbering) -> None:
    agreed = "supplements is defined"
    with when(document, agreed):
        ended = by_number("supplements", "дополнительного соглашения", "дополнительных соглашений")
        contracts = by_number(
            "mentors", "трудовому договору с наставником", "трудовым договорам с наставниками"
        )
        add_point(
            document,
            numbering.next(agreed),
            f"Прекратить действие {ended} {listing('one', 'supplements', act('one'))} "
            f"об осуществлении наставничества к {contracts}. Выплату за наставничество "
            "производить по {{ effective_date|date }} включительно.",
        )


def _add_handing_over(document: Document, number: str) -> None:
    receiver = if_(
        "receiver is defined", post_and_name("receiver", "dat"), post_and_name("curator", "dat")
    )
    due = "в срок до {{ handover_due|date }}"
    add_point(document, number, f"{mentors_charged()} {due}:", keep_next=True)
    add_point(
        document,
        f"{number}.1",
        f"передать {receiver} документы {PAIR_GEN}: персонализированную программу "
        "наставничества, материалы диагностики и мониторинга;",
    )
    add_point(
        document,
        f"{number}.2",
        "представить отчёт о реализации персонализированной программы с указанием "
        "достигнутых и не достигнутых результатов.",
    )


def _add_curator(document: Document, number: str) -> None:
    another = "find_new_mentor is defined and find_new_mentor"
    with when(document, another):
        add_curators_duties(
            document,
            number,
            f"подготовить предложения о закреплении за {MENTEES_INS} другого наставника",
        )
    with when(document, f"not ({another})"):
        add_curators_duties(document, number)
