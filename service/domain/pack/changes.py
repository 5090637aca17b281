"""How a document differs from the one that it repeats, and how that is said."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.reading import Data, read_object, read_text

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Mark(StrEnum):
    """What became of a part of the data."""

    KEPT = "kept"
    MOVED = "moved"
    REPLACED = "replaced"
    EMPTIED = "emptied"
    LEFT = "left"
    CHECK = "check"


@dataclass(frozen=True)
class Change:
    """What differs from the earlier document at `pointer` (JSON Pointer into the new data).

    `note` says in Russian what to look at; it may name people, so it is for the page alone.
    """

    pointer: str
    mark: Mark
    before: str = ""
    after: str = ""
    note: str = ""

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody has to fill in or to check something."""
        return self.mark in {Mark.EMPTIED, Mark.LEFT, Mark.CHECK}


def short_name(person: Data) -> str:
    """«Гулиа А. Б.»; the full name when its parts are not known, empty for nobody."""
    initials = (read_text(person, key)[:1] for key in ("given_name", "patronymic"))
    surname = read_text(person, "surname")
    if not surname:
        return read_text(read_object(person, "fio"), "nom")
    return " ".join([surname, *(f"{one}." for one in initials if one)]).strip()


def say_text(text: str) -> str:
    """A date as people write it; any other text as it is."""
    return f"{date.fromisoformat(text):%d.%m.%Y}" if _ISO.fullmatch(text) else text


def say_gone(changes: Iterable[Change], pointer: str, ending: str) -> Iterator[Change]:
    """Who is the reason that an item is left out; what was changed in it is of no interest."""
    for change in changes:
        if change.mark is Mark.LEFT:
            said = change.note.partition(":")[0] if ending else change.note
            note = f"{said}: {ending}" if ending else f"{said}: здесь больше не значится"
            yield replace(change, pointer=pointer, note=note)
