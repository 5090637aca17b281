"""From what stands in a form to the data it amounts to, and back from a problem to its box."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import singledispatchmethod

from service.web.days import NO_DAY, iso_day
from service.web.forms.fields import (
    ChoicesField,
    DateField,
    Field,
    FlagField,
    GroupField,
    NumberField,
    RepeatedField,
    TextField,
    VariantField,
)
from service.web.forms.state import FormState, child_name, variant_name

_ROOT = "#/data"
_UNREADABLE = frozenset({"pattern", "format"})
_NOT_GIVEN = object()
_LINE_ENDS = re.compile(r"\r\n?")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_SPACES = re.compile(r"\s")


@dataclass(frozen=True)
class Place:
    """A box, or a group of them, and what people call it."""

    name: str
    label: str
    is_day: bool = False

    def say(self, code: str, message: str) -> str:
        """What is wrong with it, in words: days stand in forms as people write them."""
        return NO_DAY if self.is_day and code in _UNREADABLE else message


@dataclass(frozen=True)
class Reading:
    """The data of a form; `places` says for every pointer into it where it was typed."""

    data: Mapping[str, object]
    places: Mapping[str, Place]

    def place(self, pointer: str) -> Place | None:
        """The box of a pointer, or of the nearest group around it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None


@dataclass(frozen=True)
class _Spot:
    """Where the reader is: in the form, in the data, and in people's words."""

    name: str
    pointer: str
    label: str

    def member(self, member: Field) -> "_Spot":
        label = f"{self.label} – {member.title}" if self.label else member.title
        return _Spot(child_name(self.name, member.key), f"{self.pointer}/{member.key}", label)

    def item(self, index: int, *, place: int) -> "_Spot":
        """Group `index` of the form, which becomes item `place` of the data."""
        name = child_name(self.name, index)
        return _Spot(name, f"{self.pointer}/{place}", f"{self.label}, {index + 1}")


def read_form(form: GroupField, state: FormState) -> Reading:
    """The data that was typed: boxes left empty are left out, texts lose outer spaces."""
    reader = _Reader(state)
    data = reader.read_group(form, _Spot("", _ROOT, ""))
    return Reading(data, reader.places)


@dataclass
class _Reader:
    state: FormState
    places: dict[str, Place] = field(default_factory=dict)

    def read(self, asked: Field, spot: _Spot) -> object:
        self.places[spot.pointer] = Place(spot.name, spot.label, isinstance(asked, DateField))
        return self._read(asked, spot)

    def read_group(self, group: GroupField, spot: _Spot) -> dict[str, object]:
        values = {member.key: self.read(member, spot.member(member)) for member in group.fields}
        return {key: value for key, value in values.items() if value is not _NOT_GIVEN}

    @singledispatchmethod
    def _read(self, asked: Field, spot: _Spot) -> object:
        return _read_single(asked, self.state.text(spot.name).strip())

    @_read.register
    def _(self, asked: GroupField, spot: _Spot) -> object:
        if not asked.is_required and self.state.is_blank(spot.name):
            return _NOT_GIVEN
        return self.read_group(asked, spot)

    @_read.register
    def _(self, asked: RepeatedField, spot: _Spot) -> object:
        items: list[object] = []
        for index in range(self.state.count(spot.name, asked)):
            item = spot.item(index, place=len(items))
            if not self.state.is_blank(item.name):
                items.append(self.read(asked.item, item))
        return items if items or asked.is_required else _NOT_GIVEN

    @_read.register
    def _(self, asked: VariantField, spot: _Spot) -> object:
        # A missing choice is a problem of the whole group: there is no box to point at.
        self.places[f"{spot.pointer}/{asked.tag}"] = Place(spot.name, spot.label)
        chosen = self.state.text(child_name(spot.name, asked.tag))
        for variant in asked.variants:
            if variant.value == chosen:
                inner = replace(spot, name=variant_name(spot.name, chosen))
                return {asked.tag: chosen, **self.read_group(variant.group, inner)}
        if not asked.is_required and self.state.is_blank(spot.name):
            return _NOT_GIVEN
        return {}

    @_read.register
    def _(self, asked: ChoicesField, spot: _Spot) -> object:
        chosen = [text for text in self.state.texts(spot.name) if text]
        return chosen if chosen or asked.is_required else _NOT_GIVEN


def list_repeated(form: GroupField, state: FormState) -> Mapping[str, RepeatedField]:
    """Every list that the form shows now, by its name."""
    return dict(_repeated(form, "", state))


def _repeated(asked: Field, name: str, state: FormState) -> Iterator[tuple[str, RepeatedField]]:
    match asked:
        case GroupField():
            for member in asked.fields:
                yield from _repeated(member, child_name(name, member.key), state)
        case VariantField():
            for variant in asked.variants:
                yield from _repeated(variant.group, variant_name(name, variant.value), state)
        case RepeatedField():
            yield name, asked
            for index in range(state.count(name, asked)):
                yield from _repeated(asked.item, child_name(name, index), state)
        case _:
            return


def _read_single(asked: Field, text: str) -> object:
    if text:
        return _read_filled(asked, text)
    is_answer = isinstance(asked, TextField) and asked.is_required and asked.may_be_empty
    return "" if is_answer else _NOT_GIVEN


def _read_filled(asked: Field, text: str) -> object:
    match asked:
        case TextField():
            return _LINE_ENDS.sub("\n", text) if asked.is_multiline else _BREAKS.sub(" ", text)
        case NumberField():
            return _read_number(text, is_whole=asked.is_whole)
        case FlagField():
            return {"true": True, "false": False}.get(text, text)
        case _:
            return iso_day(text) if isinstance(asked, DateField) else text


def _read_number(text: str, *, is_whole: bool) -> object:
    """The number, or the text itself when it is none: the schema will say so."""
    try:
        value = Decimal(_SPACES.sub("", text).replace(",", "."))
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    if is_whole or value == value.to_integral_value():
        return int(value) if value == value.to_integral_value() else text
    return float(value)
