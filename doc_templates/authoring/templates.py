"""Every template of the library by its code."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.document import Document

from doc_templates.authoring import (
    acquaintance,
    agreement_sheet,
    consent_curator,
    consent_mentee,
    consent_mentor,
    monitoring,
    order_curator,
    order_edo,
    order_extend,
    order_pairs,
    order_programs,
    order_regulation,
    order_responsible,
    order_terminate,
    pairs_proposal,
    pd_consent,
    pd_destruction,
    pd_distribution,
    pd_withdrawal,
    program,
    program_report,
    registry,
    supplement,
    survey,
)
from doc_templates.authoring.packing import pack

_TEMPLATES: Final[Mapping[str, tuple[Callable[[], Document], str]]] = {
    "order_approve_regulation": (
        order_regulation.build,
        "Приказ об утверждении Положения о системе наставничества",
    ),
    "order_appoint_curator": (
        order_curator.build,
        "Приказ о возложении обязанностей куратора",
    ),
    "order_assign_pairs": (
        order_pairs.build,
        "Приказ о закреплении наставнических пар (групп)",
    ),
    "order_approve_programs": (
        order_programs.build,
        "Приказ об утверждении персонализированных программ наставничества",
    ),
    "order_terminate_pair": (
        order_terminate.build,
        "Приказ о прекращении деятельности наставнической пары (группы)",
    ),
    "order_extend_pair": (
        order_extend.build,
        "Приказ о продлении срока деятельности наставнической пары (группы)",
    ),
    "municipal_order_responsible": (
        order_responsible.build,
        "Приказ об ответственном за наставничество в муниципалитете",
    ),
    "edo_introduction_order": (order_edo.build, "Приказ о введении электронных документов"),
    "consent_mentor_participation": (
        consent_mentor.build,
        "Согласие на осуществление наставничества",
    ),
    "consent_mentee_participation": (
        consent_mentee.build,
        "Согласие на участие в системе наставничества",
    ),
    "consent_extra_duties_curator": (
        consent_curator.build,
        "Согласие на выполнение обязанностей куратора",
    ),
    "employment_supplement_mentoring": (
        supplement.build,
        "Дополнительное соглашение к трудовому договору о наставничестве",
    ),
    "pd_consent": (pd_consent.build, "Согласие на обработку персональных данных"),
    "pd_consent_distribution": (
        pd_distribution.build,
        "Согласие на распространение персональных данных",
    ),
    "pd_consent_withdrawal": (
        pd_withdrawal.build,
        "Отзыв согласия на обработку персональных данных",
    ),
    "pd_destruction_act": (
        pd_destruction.build,
        "Акт об уничтожении персональных данных",
    ),
    "personalized_program": (program.build, "Персонализированная программа наставничества"),
    "program_agreement_sheet": (
        agreement_sheet.build,
        "Лист согласования персонализированной программы наставничества",
    ),
    "program_completion_report": (
        program_report.build,
        "Отчёт о реализации персонализированной программы наставничества",
    ),
    "pairs_proposal": (
        pairs_proposal.build,
        "Представление о формировании наставнических пар (групп)",
    ),
    "acquaintance_sheet_720": (
        acquaintance.build_for_heads,
        "Лист ознакомления руководителей с приказом № 720",
    ),
    "acquaintance_sheet": (acquaintance.build, "Лист ознакомления с приказом"),
    "municipal_mentoring_registry": (
        registry.build_registry,
        "Реестр наставнических пар (групп)",
    ),
    "mentees_bank": (registry.build_mentees_bank, "Банк данных наставляемых"),
    "mentors_bank": (registry.build_mentors_bank, "Банк данных наставников"),
    "survey_form": (survey.build_form, "Анкета участника наставничества"),
    "survey_summary": (survey.build_summary, "Сводка результатов анкетирования"),
    "monitoring_report": (monitoring.build, "Отчёт о мониторинге системы наставничества"),
}

CODES: Final = tuple(_TEMPLATES)


def build_template(code: str) -> bytes:
    """Return the bytes of the docx of the kind ``code``: the same on every machine."""
    build, title = _TEMPLATES[code]
    return pack(build(), title)


def write_templates(library: Path) -> None:
    """Write ``<kind>/template.docx`` of every kind under ``library``."""
    for code in CODES:
        folder = library / code
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "template.docx").write_bytes(build_template(code))
