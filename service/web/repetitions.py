"""How a document differs from the one of last year that it repeats, in words for the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from doc_templates.catalogue import Kind
from service.domain.errors import NotFoundError
from service.domain.ids import DocumentId
from service.domain.pack.changes import Change, Mark
from service.http.exchange import principal, services
from service.operations.rollover import Repeated
from service.web.drafts import form_of
from service.web.forms.reading import Reading, read_form
from service.web.forms.state import fill_in

_NUMBERING: Final = re.compile(r", \d+(?= – |$)")


@dataclass(frozen=True)
class Line:
    """A difference in words; `times` when the same is so in several places of the document."""

    label: str
    text: str
    times: int = 1


@dataclass(frozen=True)
class Differences:
    """What has to be looked at, and what changed by itself."""

    repeated: Repeated
    to_check: Sequence[Line]
    changed: Sequence[Line]


def find_repeated(kind: Kind) -> Repeated | None:
    """The document that `?from=` names, said anew. Raises NotFoundError, ConflictError."""
    source = request.args.get("from", "")
    if not source:
        return None
    repeated = services().rollover.repeat(principal(), DocumentId(source))
    if repeated.kind.code != kind.code:
        raise NotFoundError
    return repeated


def say_repeated(kind: Kind) -> Differences | None:
    """The differences of the form that is shown; they stay until the form is sent."""
    repeated = find_repeated(kind)
    return say_differences(repeated) if repeated else None


def say_differences(repeated: Repeated) -> Differences:
    """The differences in the order of the document, the same ones together."""
    form = form_of(repeated.kind)
    said = repeated.repetition
    reading = read_form(form, fill_in(form, said.data))
    titles = {field.key: field.title for field in form.fields}
    unfit = (
        Line(titles.get(key, key), "форма изменилась, заполните заново") for key in repeated.unfit
    )
    look = (_say(change, reading) for change in said.changes if change.needs_a_look)
    found = (
        Line(_label(finding.pointer, reading), finding.message) for finding in repeated.findings
    )
    changed = (_say(change, reading) for change in said.changes if not change.needs_a_look)
    return Differences(repeated, _together([*unfit, *look, *found]), _together(changed))


def _say(change: Change, reading: Reading) -> Line:
    label = _label(change.pointer, reading)
    match change.mark:
        case Mark.KEPT:
            return Line(label, f"{change.note}, {change.after}")
        case Mark.MOVED | Mark.REPLACED:
            return Line(label, f"{change.before} → {change.after}")
        case Mark.EMPTIED if change.before:
            return Line(label, f"было {change.before}, {change.note}")
        case _:
            return Line(label, change.note)


def _label(pointer: str, reading: Reading) -> str:
    """What people call the place, without the numbers of pairs: they tell nothing here."""
    place = reading.place(pointer)
    return _NUMBERING.sub("", place.label) if place else ""


def _together(lines: Iterator[Line] | Sequence[Line]) -> list[Line]:
    counted: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line.label, line.text)
        counted[key] = counted.get(key, 0) + 1
    return [Line(label, text, times) for (label, text), times in counted.items()]
