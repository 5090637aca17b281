"""A document of an earlier school year as it would be said in this one.

What follows from the year moves with it: dates, periods, the school year itself. What an event of
the new year decides is taken from the journals of the new year, or left empty until it is there:
references to orders, dates of consents, protocols. What is true in any year stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from service.domain.pack.bank import Bank
from service.domain.pack.changes import Change, Mark, say_gone, say_text, short_name
from service.domain.pack.facts import PackDocument, Shelf
from service.domain.pack.journal_year import Journal, Reference
from service.domain.pack.orders import REFERENCES
from service.domain.pack.rollover import (
    move_day,
    move_doc_date,
    move_working_day,
    years_between,
)
from service.domain.pack.school_year import SchoolYear, school_year_of
from service.domain.reading import (
    Data,
    Person,
    escape,
    read_date,
    read_object,
    read_person,
    read_text,
)


@dataclass(frozen=True)
class ThisYear:
    """What is known of the school year in which a document is said again.

    `due` is the deadline of the roadmap, `head` who signs today (`person_ref`), `documents` what
    is registered.
    """

    year: SchoolYear
    today: date
    due: date | None = None
    head: Data | None = None
    documents: Shelf = field(default_factory=Shelf)
    bank: Bank = field(default_factory=Bank)


@dataclass(frozen=True)
class Repetition:
    """The data of the new document, and how it differs."""

    data: Data
    changes: tuple[Change, ...]


def repeat(source: PackDocument, this_year: ThisYear) -> Repetition:
    """Say a document of an earlier year in this one."""
    return _Repeater(source, this_year).repeat()


_GONE: Final = object()
_AT_TOP: Final = 2
"""So many slashes has the pointer of a field of the document itself: `#/data/curator`."""
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTIES: Final = frozenset({"mentors", "mentees", "mentor", "person"})
"""Without one of them an item of a list is about nobody."""
_CIVIL: Final = frozenset({"contract", "subject_id", "representative"})
"""Papers of people: no school year changes them."""
_OF_THE_EVENT: Final[Mapping[str, str]] = {
    "deputy_consent_date": "впишите дату согласия этого года",
    "agreed_on": "впишите дату согласования этого года",
    "agreements": "впишите согласования этого года",
    "protocol_date": "впишите дату протокола этого года",
    "protocol_number": "впишите номер протокола этого года",
    "diagnostics_on": "впишите дату диагностики этого года",
    "report": "отчёт пишут по окончании программы",
    "actual_result": "результат впишут по итогам",
    "mentor_mark": "отметку ставят по итогам",
}
_ENDINGS: Final[Mapping[str, str]] = {
    "pairs": "пары нет",
    "programs": "программы нет",
    "rows": "строки нет",
}
_WHO: Final[Mapping[str, tuple[str, str]]] = {
    "mentors": ("Наставник", "Наставник"),
    "mentor": ("Наставник", "Наставник"),
    "mentees": ("Наставляемый", "Наставляемая"),
    "mentee": ("Наставляемый", "Наставляемая"),
}


class _Repeater:
    """Walks through the data of one document and writes down what it changes."""

    def __init__(self, source: PackDocument, this_year: ThisYear) -> None:
        self._source, self._now = source, this_year
        self._then = school_year_of(source.doc_date)
        self._years = years_between(self._then, this_year.year)
        self._day = move_doc_date(source.doc_date, self._years, this_year.due)
        self._journal = Journal(this_year.documents, this_year.year, self._day)
        self._changes: list[Change] = []

    def repeat(self) -> Repetition:
        self._note_doc_date()
        said = self._object(self._source.data, "#/data")
        data = {"doc_date": self._day.isoformat(), **said}
        return Repetition(data, tuple(self._changes))

    def _note_doc_date(self) -> None:
        self._moved("#/data/doc_date", self._source.doc_date, self._day)
        if self._day < self._now.today:
            note = "этот день уже прошёл: укажите день, когда документ подписывают"
            self._note(Change("#/data/doc_date", Mark.CHECK, note=note))

    def _object(self, data: Data, pointer: str) -> dict[str, object]:
        members = (
            (key, self._member(data, key, f"{pointer}/{escape(key)}"))
            for key in data
            if key != "doc_date"
        )
        return {key: said for key, said in members if said is not _GONE}

    def _member(self, around: Data, key: str, pointer: str) -> object:
        """A field by its rule; `around` is the object that it stands in."""
        value, is_at_top = around[key], pointer.count("/") == _AT_TOP
        is_reference = key in REFERENCES and bool(read_text(_mapping(value), "number"))
        rules = (
            (key in _OF_THE_EVENT and "/deadlines/" not in pointer, self._of_the_event),
            (is_at_top and key in {"signer", "addressee"}, self._head),
            (key == "replaces", self._replaced),
            (is_reference, self._reference),
            (Journal.knows(key), self._paper),
        )
        rule = next((rule for applies, rule in rules if applies), self._usual)
        return value if key in _CIVIL else rule(around, key, pointer)

    def _usual(self, around: Data, key: str, pointer: str) -> object:
        return self._value(key, around[key], pointer)

    def _of_the_event(self, around: Data, key: str, pointer: str) -> object:
        said = around[key]
        before = say_text(said) if isinstance(said, str) else ""
        self._note(Change(pointer, Mark.EMPTIED, before, note=_OF_THE_EVENT[key]))
        return _GONE

    def _value(self, key: str, value: object, pointer: str) -> object:
        if isinstance(value, Mapping):
            if {"date", "number"} <= value.keys():
                return value  # an act from elsewhere, or an agreement with somebody else
            person = read_person(value) if "surname" in value or "fio" in value else None
            return (
                self._person(key, value, person, pointer)
                if person
                else self._object(value, pointer)
            )
        if isinstance(value, list | tuple):
            return self._list(key, value, pointer)
        return self._text(key, value, pointer) if isinstance(value, str) else value

    def _list(self, key: str, items: list[object] | tuple[object, ...], pointer: str) -> object:
        kept: list[object] = []
        for item in items:
            seen = len(self._changes)
            said = self._value(key, item, f"{pointer}/{len(kept)}")
            if isinstance(item, Mapping) and isinstance(said, Mapping):
                lost = item.keys() - said.keys()
                said = _GONE if lost & _PARTIES else said
            if said is not _GONE:
                kept.append(said)
                continue
            gone = self._changes[seen:]
            self._changes[seen:] = say_gone(gone, pointer, _ENDINGS.get(key, ""))
        return kept if kept or not items else _GONE

    def _person(self, key: str, value: Data, person: Person, pointer: str) -> object:
        name, bank = short_name(value), self._now.bank
        if bank.has_left(person):
            note = f"{_who(key, person)}{name} больше не в банке"
            self._note(Change(pointer, Mark.LEFT, name, note=note))
            return _GONE
        known = bank.find(person)
        if known is None and bank.is_kept and key in {*_PARTIES, "mentee", "employee"}:
            note = f"{_who(key, person)}{name}: в банке людей нет, проверьте"
            self._note(Change(pointer, Mark.CHECK, note=note))
        position = read_text(read_object(value, "position"), "nom")
        if known and position and known.card.position.casefold() != position.casefold():
            note = f"{name}: в банке другая должность – {known.card.position}"
            self._note(Change(pointer, Mark.CHECK, note=note))
        if pointer.count("/") == _AT_TOP:  # «Куратор: тот же»
            self._note(Change(pointer, Mark.KEPT, name, name, _say_same(person)))
        return value

    def _head(self, around: Data, key: str, pointer: str) -> object:
        then = _mapping(around[key])
        before, head = short_name(then), self._now.head
        if head is None:
            note = f"{before}: кто подписывает в этом году, не записано, проверьте"
            self._note(Change(pointer, Mark.CHECK, note=note))
            return then
        if _is_same_head(then, head):
            self._note(Change(pointer, Mark.KEPT, before, before, _say_same(read_person(then))))
            return then
        before, after = (f"{short_name(one)}, {_position(one)}" for one in (then, head))
        self._note(Change(pointer, Mark.REPLACED, before, after))
        return head

    def _reference(self, around: Data, key: str, pointer: str) -> object:
        value = _mapping(around[key])
        found = self._journal.find_latest(REFERENCES[key])
        before = Reference.read(value).say()
        if found is not None:
            self._note(Change(pointer, Mark.REPLACED, before, found.say()))
            return {**value, **found.data()}
        cited = read_date(value, "date")
        if cited is not None and cited < self._then.begins:
            note = f"{before}: документ прежних лет, проверьте, действует ли он"
            self._note(Change(pointer, Mark.CHECK, note=note))
            return value
        note = "документ этого года ещё не зарегистрирован"
        self._note(Change(pointer, Mark.EMPTIED, before, note=note))
        return _GONE

    def _replaced(self, around: Data, key: str, pointer: str) -> object:
        """What loses its force is no longer what was before, but what is repeated here."""
        value = _mapping(around[key])
        own = Reference(self._source.doc_date, self._source.number)
        self._note(Change(pointer, Mark.REPLACED, Reference.read(value).say(), own.say()))
        self._note(Change(pointer, Mark.CHECK, note="проверьте, этот ли приказ утрачивает силу"))
        return {**value, **own.data()}

    def _paper(self, around: Data, key: str, pointer: str) -> object:
        value, found = around[key], self._journal.find_paper(key, around)
        if found is None:
            before = value if isinstance(value, str) else Reference.read(_mapping(value)).say()
            note = "в журнале этого года ещё нет"
            self._note(Change(pointer, Mark.EMPTIED, say_text(before), note=note))
            return _GONE
        if isinstance(value, str):
            self._moved(pointer, date.fromisoformat(value), found.day)
            return found.day.isoformat()
        self._note(
            Change(pointer, Mark.REPLACED, Reference.read(_mapping(value)).say(), found.say())
        )
        return {**_mapping(value), **found.data()}

    def _text(self, key: str, text: str, pointer: str) -> str:
        if _ISO.fullmatch(text):
            return self._date(key, date.fromisoformat(text), pointer).isoformat()
        said = text.replace(self._then.title, self._now.year.title)
        if said != text:
            self._note(Change(pointer, Mark.MOVED, self._then.title, self._now.year.title))
        elif re.search(rf"\b({self._then.first}|{self._then.first + 1})\b", text):
            note = "в тексте назван прошлый год, исправьте"
            self._note(Change(pointer, Mark.CHECK, note=note))
        return said

    def _date(self, key: str, day: date, pointer: str) -> date:
        if day < self._then.begins:
            return day
        is_deadline = key.endswith("due") or key == "entered_on" or "/deadlines/" in pointer
        moved = (move_working_day if is_deadline else move_day)(day, self._years)
        self._moved(pointer, day, moved)
        return moved

    def _moved(self, pointer: str, before: date, after: date) -> None:
        texts = (f"{day:%d.%m.%Y}" for day in (before, after))
        self._note(Change(pointer, Mark.MOVED, *texts))

    def _note(self, change: Change) -> None:
        self._changes.append(change)


def _who(key: str, person: Person) -> str:
    words = _WHO.get(key)
    return f"{words[person.gender == 'f']} " if words else ""


def _say_same(person: Person | None) -> str:
    return "та же" if person and person.gender == "f" else "тот же"


def _is_same_head(then: Data, head: Data) -> bool:
    one, other = read_person(then), read_person(head)
    is_same = one is not None and other is not None and one.is_same(other)
    return is_same and _position(then).casefold() == _position(head).casefold()


def _position(person: Data) -> str:
    return read_text(read_object(person, "position"), "nom")


def _mapping(value: object) -> Data:
    return value if isinstance(value, Mapping) else {}
