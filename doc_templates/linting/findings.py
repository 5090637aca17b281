"""What a check of a template finds: stable codes, Russian words, and where it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

_MAX_NEAR: Final = 60
MAX_FINDINGS: Final = 200
"""More are not told: whoever has so many begins again with the template of the kind."""


class Severity(StrEnum):
    """An error keeps a template from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Area(StrEnum):
    """Where in a document a paragraph stands; the values are stable."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    TEXT_BOX = "text_box"
    PROPERTIES = "properties"
    FILE = "file"


AREA_TITLES: Final[Mapping[Area, str]] = {
    Area.BODY: "основной текст",
    Area.HEADER: "верхний колонтитул",
    Area.FOOTER: "нижний колонтитул",
    Area.FOOTNOTE: "сноски",
    Area.ENDNOTE: "концевые сноски",
    Area.TEXT_BOX: "надпись",
    Area.PROPERTIES: "свойства документа",
    Area.FILE: "весь файл",
}


@dataclass(frozen=True)
class Place:
    """A place that a person can find in Word; everything counts from one.

    `paragraph` counts in the cell when there is one, otherwise in the area, empty ones included.
    `part` is the file inside the docx, `near` some of the text around.
    """

    area: Area = Area.FILE
    part: str = ""
    table: int | None = None
    row: int | None = None
    cell: int | None = None
    paragraph: int | None = None
    near: str = ""

    def describe(self) -> str:
        """«основной текст, таблица 2, строка 3, ячейка 1, абзац 1», without the text around."""
        numbers = (
            ("таблица", self.table),
            ("строка", self.row),
            ("ячейка", self.cell),
            ("абзац", self.paragraph),
        )
        steps = [f"{name} {number}" for name, number in numbers if number is not None]
        return ", ".join([AREA_TITLES[self.area], *steps])

    def container(self) -> tuple[Area, str, int | None, int | None, int | None]:
        """What two places of one cell, or of one area outside of tables, have in common."""
        return self.area, self.part, self.table, self.row, self.cell


@dataclass(frozen=True)
class Finding:
    """One thing wrong. `message` says it in Russian and what to do; it may quote the template."""

    code: str
    severity: Severity
    message: str
    place: Place = Place()


@dataclass(frozen=True)
class Report:
    """Everything found, errors first; `hidden` counts what there was no room for."""

    findings: tuple[Finding, ...]
    hidden: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the template from being published."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def is_publishable(self) -> bool:
        """Whether nothing stands against using the template."""
        return not self.errors


def error(code: str, message: str, place: Place = Place()) -> Finding:
    """A finding that keeps the template from being published."""
    return Finding(code, Severity.ERROR, message, place)


def warning(code: str, message: str, place: Place = Place()) -> Finding:
    """A finding to think about."""
    return Finding(code, Severity.WARNING, message, place)


def make_report(findings: Iterable[Finding]) -> Report:
    """Every finding once for a paragraph, errors first, in the order in which they were found."""
    by_paragraph: dict[Finding, Finding] = {}
    for found in findings:
        by_paragraph.setdefault(replace(found, place=replace(found.place, near="")), found)
    once = list(by_paragraph.values())
    ordered = sorted(once, key=lambda found: found.severity is not Severity.ERROR)
    return Report(tuple(ordered[:MAX_FINDINGS]), max(len(once) - MAX_FINDINGS, 0))


def shorten(text: str, around: int = 0) -> str:
    """Some of ``text`` on one line, with the character number ``around`` in it."""
    begin = max(around - _MAX_NEAR // 2, 0)
    piece = text[begin : begin + _MAX_NEAR]
    shown = "".join(sign if sign.isprintable() else " " for sign in piece).strip()
    before = "…" if begin else ""
    after = "…" if begin + _MAX_NEAR < len(text) else ""
    return f"{before}{shown}{after}"


def report_lines(report: Report) -> Iterator[str]:
    """The report as a person reads it at a terminal."""
    titles = {Severity.ERROR: "Ошибка", Severity.WARNING: "Предупреждение"}
    for found in report.findings:
        yield f"{titles[found.severity]} [{found.code}]: {found.message}"
        near = f" – «{found.place.near}»" if found.place.near else ""
        yield f"    {found.place.describe()}{near}"
    if report.hidden:
        yield f"И ещё замечаний: {report.hidden}."
