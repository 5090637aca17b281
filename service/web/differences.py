"""Differences of two texts as a page shows them: paragraphs with their changed words marked."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from doc_templates.template_changes import Change

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.5
_LONG = 400
_MOST = 200


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph; `is_changed` when the other text has something else there."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class ShownChange:
    """A place, and the paragraphs that went and that came, cut into pieces."""

    place: str
    removed: Sequence[Sequence[Piece]]
    added: Sequence[Sequence[Piece]]


def show_changes(changes: Sequence[Change]) -> list[ShownChange]:
    """Changes with their words compared, one paragraph with the other in its place."""
    shown = [_show(change) for change in changes[:_MOST]]
    if len(changes) > _MOST:
        shown.append(ShownChange(f"И ещё отличий: {len(changes) - _MOST}", (), ()))
    return shown


def _show(change: Change) -> ShownChange:
    place = change.place[0].upper() + change.place[1:]
    if len(change.removed) != len(change.added):
        return ShownChange(place, [*map(_whole, change.removed)], [*map(_whole, change.added)])
    pairs = [_compare(*pair) for pair in zip(change.removed, change.added, strict=True)]
    return ShownChange(place, [was for was, _ in pairs], [now for _, now in pairs])


def _whole(text: str) -> Sequence[Piece]:
    return (Piece(text),)


def _compare(was: str, now: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Both texts in pieces; two that have little in common are not compared word by word."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if max(len(old), len(new)) > _LONG or matcher.ratio() < _ALIKE:
        return _whole(was), _whole(now)
    steps = matcher.get_opcodes()
    return (
        list(_pieces(old, ((kind, first, last) for kind, first, last, _, _ in steps))),
        list(_pieces(new, ((kind, first, last) for kind, _, _, first, last in steps))),
    )


def _pieces(words: Sequence[str], steps: Iterable[tuple[str, int, int]]) -> Iterator[Piece]:
    for kind, first, last in steps:
        if first < last:
            yield Piece("".join(words[first:last]), is_changed=kind != "equal")
