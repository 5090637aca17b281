"""The text of the Положение, annex № 1: nine sections, the forms and kinds a school has chosen."""

from pathlib import Path
from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import each, if_, label
from doc_templates.authoring.page import add
from doc_templates.authoring.requisites import add_section
from doc_templates.authoring.vocabulary import MENTORING_FORMS

_TEXT: Final = Path(__file__).parent / "texts" / "mentoring_regulation.txt"
_KINDS: Final = {
    "traditional": (
        "традиционное («один на один») – взаимодействие опытного и начинающего работника "
        "в течение определённого продолжительного времени"
    ),
    "group": "групповое – один наставник взаимодействует с группой наставляемых одновременно",
    "virtual": (
        "виртуальное (дистанционное) – взаимодействие с использованием "
        "информационно-коммуникационных технологий"
    ),
    "short_term": (
        "краткосрочное (целеполагающее) – встречи по заранее установленному графику "
        "для постановки конкретных целей, ориентированных на определённые краткосрочные результаты"
    ),
    "reverse": (
        "реверсивное – молодой специалист становится наставником опытного работника "
        "по вопросам новых тенденций и технологий"
    ),
    "situational": (
        "ситуационное – наставник оказывает помощь всякий раз, когда наставляемый в ней нуждается"
    ),
    "speed": (
        "скоростное – однократная встреча наставляемого с наставником более высокого уровня "
        "для построения взаимоотношений, объединённых общими проблемами и интересами"
    ),
    "team": (
        "командное – группа наставников совместно работает с одним наставляемым "
        "или с группой наставляемых"
    ),
}


def add_text(document: Document) -> None:
    """Append the sections; a line of the text is a heading, a paragraph, a tag or a list's name."""
    for line in _TEXT.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            add_section(document, line.removeprefix("# "))
        elif line == "@forms":
            quoted = {code: f"«{form}»" for code, form in MENTORING_FORMS.items()}
            _add_chosen(document, "forms_enabled", quoted)
        elif line == "@kinds":
            _add_chosen(document, "kinds_enabled", _KINDS)
        elif line.startswith("{%p"):
            document.add_paragraph(line)
        else:
            add(document, styles.TEXT, line, keep_next=line.endswith(":"))


def _add_chosen(document: Document, field: str, texts: dict[str, str]) -> None:
    """Append a line for every value of ``field``, or for all when the school chose none."""
    every = ", ".join(f'"{code}"' for code in texts)
    chosen = f"({field} if {field} is defined else [{every}])"
    with each(document, "one", chosen):
        add(document, styles.TEXT, f"– {label('one', texts)}" + if_("loop.last", ".", ";"))
