"""Every template of the library by its code."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.document import Document

from doc_templates.authoring import (
    acquaintance,
    consent_mentee,
    consent_mentor,
    monitoring,
    order_curator,
    order_pairs,
    order_programs,
    order_regulation,
    pd_consent,
    program,
    registry,
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
    "consent_mentor_participation": (
        consent_mentor.build,
        "Согласие на осуществление наставничества",
    ),
    "consent_mentee_participation": (
        consent_mentee.build,
        "Согласие на участие в системе наставничества",
    ),
    "pd_consent": (pd_consent.build, "Согласие на обработку персональных данных"),
    "personalized_program": (program.build, "Персонализированная программа наставничества"),
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
