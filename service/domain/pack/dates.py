"""Rules about days off: V16."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from service.domain.pack.calendar import is_working_day, name_day_off, previous_working_day
from service.domain.pack.facts import Facts, Finding, Findings, warning
from service.domain.reading import Data, read_date, read_object

_DEADLINES: Final = (
    "acquaint_due",
    "publish_due",
    "program_due",
    "registry_due",
    "report_due",
    "handover_due",
    "supplement_due",
)


def check_days_off(facts: Facts) -> Findings:
    """V16: a document is dated, and its deadlines are set, on working days."""
    document = facts.subject
    if not is_working_day(document.doc_date):
        message = (
            f"Дата документа – {name_day_off(document.doc_date)}. Проверьте её: в этот день "
            "организация обычно не работает."
        )
        yield warning("V16", message, "#/data/doc_date")
    for pointer, day in _deadlines(document.data):
        if (found := check_deadline(day, pointer)) is not None:
            yield found


def check_deadline(day: date, pointer: str = "#") -> Finding | None:
    """V16 for one deadline: there is no rule that moves «до …» to a later day."""
    if is_working_day(day):
        return None
    earlier = previous_working_day(day)
    message = (
        f"Срок {day:%d.%m.%Y} – {name_day_off(day)}. Успейте к {earlier:%d.%m.%Y}: "
        "позже срок не переносится."
    )
    return warning("V16", message, pointer)


def _deadlines(data: Data) -> Iterator[tuple[str, date]]:
    for key in _DEADLINES:
        if (day := read_date(data, key)) is not None:
            yield f"#/data/{key}", day
    deadlines = read_object(data, "deadlines")
    for key in deadlines:
        if (day := read_date(deadlines, key)) is not None:
            yield f"#/data/deadlines/{key}", day
