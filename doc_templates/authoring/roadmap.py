"""The school's roadmap, annex № 2 of the order: the stages from the data or the built-in ones."""

from pathlib import Path
from typing import Final

from docx.document import Document

from doc_templates.authoring import styles
from doc_templates.authoring.jinja import defined, when
from doc_templates.authoring.requisites import add_title
from doc_templates.authoring.tables import Column, add_grid, add_staged_grid

_BUILT_IN: Final = Path(__file__).parent / "texts" / "mentoring_roadmap.txt"
_HEAD: Final = (
    ("№\nп/п", 10.0),
    ("Этап, содержание деятельности", 65.0),
    ("Срок", 28.0),
    ("Ответственный", 34.0),
    ("Ожидаемый результат", 33.0),
)
_CONTENT: Final = (
    "{{ stage.title }}:\n"
    "{%p for line in stage.content %}\n"
    "– {{ line }}{% if loop.last %}.{% else %};{% endif %}\n"
    "{%p endfor %}"
)


def add_roadmap(document: Document) -> None:
    """Append the title and the table of the roadmap."""
    add_title(
        document,
        "ПЛАН МЕРОПРИЯТИЙ",
        "(«дорожная карта») по реализации Положения",
        "о системе наставничества педагогических работников",
        "в {{ org.short_name_prep }}",
        "на {{ school_year }} учебный год",
    )
    with when(document, "roadmap is defined"):
        add_grid(document, _columns(), "stage in roadmap")
    with when(document, "roadmap is not defined"):
        add_staged_grid(document, _HEAD, _BUILT_IN.read_text(encoding="utf-8").splitlines())


def _columns() -> tuple[Column, ...]:
    texts = (
        "{{ loop.index }}",
        _CONTENT,
        "{{ stage.due }}",
        "{{ stage.responsible }}",
        defined("stage.expected_result", "{{ stage.expected_result }}"),
    )
    return tuple(
        Column(head, width, text, styles.CELL if index else styles.CELL_CENTERED)
        for index, ((head, width), text) in enumerate(zip(_HEAD, texts, strict=True))
    )
