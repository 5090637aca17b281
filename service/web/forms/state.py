"""What stands in a form: flat names and texts, exactly as typed, so that nothing is ever lost.

`pairs.0.mentors.1.surname` is a box, `pairs#count` says how often a group is shown, and the boxes
of a variant carry its value, `payment~fixed.value`, so a change of mind keeps both.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, singledispatch

from service.web.forms.conditions import Condition
from service.web.forms.fields import (
    ChoicesField,
    Field,
    FlagField,
    GroupField,
    RepeatedField,
    VariantField,
)

_COUNT = "#count"
_JOINTS = re.compile(r"[.~]")
_DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class FormState:
    """The boxes of a form with their contents."""

    boxes: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """What stands in the box."""
        found = self.boxes.get(name)
        return found[0] if found else ""

    def texts(self, name: str) -> Sequence[str]:
        """Everything that is ticked."""
        return self.boxes.get(name, ())

    def count(self, name: str, field: RepeatedField) -> int:
        """How many groups are shown; a required list shows at least one."""
        said = self.text(name + _COUNT)
        count = int(said) if _DIGITS.fullmatch(said) else 0
        return min(max(count, int(field.is_required)), field.max_items)

    def is_blank(self, name: str) -> bool:
        """Whether nothing at all was typed in this box or in the group below it."""
        return name not in self._filled

    def asks(self, field: Field) -> bool:
        """Whether a field makes sense beside what was typed elsewhere."""
        return all(self._meets(condition) for condition in field.conditions)

    def _meets(self, condition: Condition) -> bool:
        key, values = condition.key, condition.values
        if self.is_blank(key):
            return condition.empty == condition.wanted
        return (not values or self.text(key) in values) == condition.wanted

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed anywhere."""
        return not self._filled

    @cached_property
    def _filled(self) -> frozenset[str]:
        """Every box with something in it, and the groups around it."""
        found = set()
        for box, texts in self.boxes.items():
            if box.endswith(_COUNT) or not any(text.strip() for text in texts):
                continue
            found.add(box)
            found.update(box[: joint.start()] for joint in _JOINTS.finditer(box))
        return frozenset(found)

    def add(self, name: str, field: RepeatedField) -> "FormState":
        """Show one more group."""
        count = min(self.count(name, field) + 1, field.max_items)
        return FormState({**self.boxes, name + _COUNT: [str(count)]})

    def without(self, names: Iterable[str]) -> "FormState":
        """Empty these boxes."""
        emptied = frozenset(names)
        return FormState({box: texts for box, texts in self.boxes.items() if box not in emptied})

    def swap(self, name: str, first: int, second: int) -> "FormState":
        """Let two groups of a list change places with all that is in them."""
        moved = {first: second, second: first}
        return FormState({_placed(box, name, moved): texts for box, texts in self.boxes.items()})

    def append(self, name: str, field: RepeatedField, items: Sequence[object]) -> "FormState":
        """Put items into the list, in the place of empty groups at its end, up to the limit."""
        count = self.count(name, field)
        while count and self.is_blank(child_name(name, count - 1)):
            count -= 1
        taken = list(items)[: field.max_items - count]
        added = {
            box: texts
            for place, item in enumerate(taken, start=count)
            for box, texts in _boxes(field.item, child_name(name, place), item)
        }
        return FormState({**self.boxes, **added, name + _COUNT: [str(count + len(taken))]})

    def remove(self, name: str, field: RepeatedField, index: int) -> "FormState":
        """Take a group away; the ones after it move up."""
        count = self.count(name, field)
        kept = {
            moved: texts
            for box, texts in self.boxes.items()
            if (moved := _moved(box, name, index)) is not None
        }
        return FormState({**kept, name + _COUNT: [str(max(count - 1, 0))]})


def fill_in(field: Field, data: object) -> FormState:
    """The form in which `data` has been typed."""
    return FormState(dict(_boxes(field, "", data)))


def child_name(name: str, key: str | int) -> str:
    """The name of a box in the group `name`."""
    return f"{name}.{key}" if name else str(key)


def variant_name(name: str, value: str) -> str:
    """The group of boxes that belongs to one variant."""
    return f"{name}~{value}"


def _placed(box: str, name: str, moved: Mapping[int, int]) -> str:
    """The box's name after groups of list `name` have moved."""
    match = re.match(rf"{re.escape(name)}\.(\d+)(.*)", box, re.DOTALL)
    if match is None:
        return box
    place = int(match[1])
    return f"{name}.{moved.get(place, place)}{match[2]}"


def _moved(box: str, name: str, index: int) -> str | None:
    """The box's name after group `index` of list `name` is gone; None when it goes as well."""
    match = re.match(rf"{re.escape(name)}\.(\d+)(.*)", box, re.DOTALL)
    if match is None:
        return box
    place = int(match[1])
    if place == index:
        return None
    return f"{name}.{place - (place > index)}{match[2]}"


Boxes = Iterable[tuple[str, Sequence[str]]]


@singledispatch
def _boxes(_field: Field, name: str, data: object) -> Boxes:
    yield name, [str(data)]


@_boxes.register
def _(group: GroupField, name: str, data: Mapping[str, object]) -> Boxes:
    for member in group.fields:
        if member.key in data:
            yield from _boxes(member, child_name(name, member.key), data[member.key])


@_boxes.register
def _(repeated: RepeatedField, name: str, data: Sequence[object]) -> Boxes:
    yield name + _COUNT, [str(len(data))]
    for index, item in enumerate(data):
        yield from _boxes(repeated.item, child_name(name, index), item)


@_boxes.register
def _(field: VariantField, name: str, data: Mapping[str, object]) -> Boxes:
    value = str(data[field.tag])
    yield child_name(name, field.tag), [value]
    for variant in field.variants:
        if variant.value == value:
            yield from _boxes(variant.group, variant_name(name, value), data)


@_boxes.register
def _(_field: ChoicesField, name: str, data: Sequence[object]) -> Boxes:
    yield name, [str(item) for item in data]


@_boxes.register
def _(_field: FlagField, name: str, data: bool) -> Boxes:  # noqa: FBT001 -- the data itself
    yield name, ["true" if data else "false"]
