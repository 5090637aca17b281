"""Every template of the library by its code."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.document import Document

from doc_templates.authoring import consent_mentor, order_pairs, program
from doc_templates.authoring.packing import pack

_TEMPLATES: Final[Mapping[str, tuple[Callable[[], Document], str]]] = {
    "order_assign_pairs": (
        order_pairs.build,
        "Приказ о закреплении наставнических пар (групп)",
    ),
    "consent_mentor_participation": (
        consent_mentor.build,
        "Согласие на осуществление наставничества",
    ),
    "personalized_program": (program.build, "Персонализированная программа наставничества"),
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
