"""Reads what is wanted out of a document's data, whatever the data turns out to be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

Data = Mapping[str, object]
Value = TypeVar("Value")
_NOTHING: Data = {}
_OBJECT = (dict, Mapping)
"""Nearly always the first, which is told in no time."""


@dataclass(frozen=True)
class Person:
    """Who is meant: a code when there is one, else the full name and the gender.

    Two namesakes with different codes are two people.
    """

    code: str
    name: str
    gender: str

    def is_same(self, other: "Person") -> bool:
        """Whether both are one person as far as can be known."""
        if self.code and other.code:
            return self.code == other.code
        return (self.name, self.gender) == (other.name, other.gender)


@dataclass
class PersonIndex(Generic[Value]):
    """Values by person, found without comparing everybody with everybody."""

    _by_code: dict[str, list[Value]] = field(default_factory=dict)
    _without_code: dict[tuple[str, str], list[Value]] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], list[Value]] = field(default_factory=dict)

    def add(self, person: Person, value: Value) -> None:
        """Remember a value of a person."""
        name = (person.name, person.gender)
        self._by_name.setdefault(name, []).append(value)
        if person.code:
            self._by_code.setdefault(person.code, []).append(value)
        else:
            self._without_code.setdefault(name, []).append(value)

    def find(self, person: Person) -> list[Value]:
        """The values of everybody who may be this person."""
        name = (person.name, person.gender)
        if not person.code:
            return self._by_name.get(name, [])
        return [*self._by_code.get(person.code, ()), *self._without_code.get(name, ())]


def read_object(data: Data, key: str) -> Data:
    """The object under `key`; an empty one when there is none."""
    value = data.get(key)
    return value if isinstance(value, _OBJECT) else _NOTHING


def read_items(data: Data, key: str) -> list[Data]:
    """The objects of the list under `key`; what is not an object is passed over as an empty one."""
    value = data.get(key)
    if not isinstance(value, list | tuple):
        return []
    return [item if isinstance(item, _OBJECT) else _NOTHING for item in value]


def read_text(data: Data, key: str) -> str:
    """The text under `key`, or an empty one."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def read_date(data: Data, key: str) -> date | None:
    """The date under `key` (ISO 8601); None when there is none."""
    try:
        return date.fromisoformat(read_text(data, key))
    except ValueError:
        return None


def read_person(data: Data) -> Person | None:
    """The person that an object describes; None when it is no person."""
    name = read_full_name(data)
    code = read_text(data, "person_id")
    if not name and not code:
        return None
    return Person(code, normal_name(name), read_text(data, "gender"))


def read_full_name(data: Data) -> str:
    """The full name of the person that an object describes, as written; "" when there is none."""
    parts = (read_text(data, key) for key in ("surname", "given_name", "patronymic"))
    return read_text(read_object(data, "fio"), "nom") or " ".join(part for part in parts if part)


def read_people(data: Data, key: str) -> list[Person]:
    """The people of the list under `key`."""
    return [person for item in read_items(data, key) if (person := read_person(item))]


def list_names(data: Data) -> list[str]:
    """The full names of everybody whom the data names, each once."""
    names = (read_text(read_object(value, "fio"), "nom") for value in list_objects(data))
    return list(dict.fromkeys(name for name in names if name))


def normal_name(name: str) -> str:
    """A name for comparing: case, ё and spaces do not matter."""
    return " ".join(name.casefold().replace("ё", "е").split())


def walk(value: object, pointer: str = "#") -> Iterator[tuple[str, object]]:
    """Everything inside a value with its JSON Pointer, the value itself included."""
    yield pointer, value
    if isinstance(value, _OBJECT):
        for key, inner in value.items():
            yield from walk(inner, f"{pointer}/{escape(str(key))}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from walk(inner, f"{pointer}/{place}")


def list_objects(value: object) -> Iterator[Data]:
    """Every object inside a value, the value itself included."""
    if isinstance(value, _OBJECT):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            if not isinstance(inner, str):
                yield from list_objects(inner)


def list_texts(value: object) -> list[str]:
    """Every text inside a value, in no order that means anything."""
    found, left = list[str](), [value]
    while left:
        inner = left.pop()
        if isinstance(inner, str):
            found.append(inner)
        elif isinstance(inner, _OBJECT):
            left.extend(inner.values())
        elif isinstance(inner, list | tuple):
            left.extend(inner)
    return found


def escape(key: str) -> str:
    """A name as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def normal_number(number: str) -> str:
    """A registration number for comparing: spaces, case and kinds of dashes do not matter."""
    plain = "".join(number.split()).removeprefix("№").casefold()
    return re.sub("[\N{HYPHEN}-\N{EM DASH}\N{MINUS SIGN}]", "-", plain)
