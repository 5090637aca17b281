"""What a document's files were made with: all of a rebuild that is not among its own data."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

GRIF_VERSION: Final = "0.1.0"
"""As in pyproject.toml, which is not there when Grif runs."""


@dataclass(frozen=True)
class MadeWith:
    """The programs and fonts that made a document's docx and PDF, and the template's name.

    `fonts` are those that the PDF holds: PostScript name, and SHA-256 (hex) of the font's file (of
    several files of that name, all of them with commas between; of an unknown one, nothing).
    `offered_fonts_sha256` is one digest over every font the engine could choose from: a font that
    is added or removed may change the choice without being in the PDF.
    """

    grif: str
    kind_version: int
    template_sha256: str
    engine: str
    libreoffice: str
    offered_fonts_sha256: str
    fonts: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def list_changes(then: MadeWith, now: MadeWith) -> list[str]:
    """What is different today, a Russian line for each thing; empty when nothing is."""
    return [*_changed_programs(then, now), *_changed_fonts(then, now)]


def _changed_programs(then: MadeWith, now: MadeWith) -> Iterator[str]:
    for title, was, is_now in (
        ("версия Грифа", then.grif, now.grif),
        ("LibreOffice", then.libreoffice, now.libreoffice),
        ("движок LibreOffice", then.engine, now.engine),
    ):
        if was != is_now:
            yield f"{title}: было {was}, сейчас {is_now}"


def _changed_fonts(then: MadeWith, now: MadeWith) -> Iterator[str]:
    for name in sorted({*then.fonts, *now.fonts}):
        if name not in now.fonts:
            yield f"шрифт {name}: был в PDF, сейчас его нет"
        elif name not in then.fonts:
            yield f"шрифт {name}: в PDF его не было"
        elif then.fonts[name] != now.fonts[name]:
            yield f"шрифт {name}: файл шрифта другой"
    if then.offered_fonts_sha256 != now.offered_fonts_sha256:
        yield "набор шрифтов, из которых выбирает LibreOffice, другой"
