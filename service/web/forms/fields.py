"""What a form can ask for. A tree of fields says it all; pages only draw it."""

from dataclasses import dataclass

from typing_extensions import override

from service.web.forms.conditions import Condition

CASES = ("nom", "gen", "dat", "acc", "ins", "prep")
_FEW_OPTIONS = 6
_MANY_FIELDS = 4


@dataclass(frozen=True, kw_only=True)
class Field:
    """Anything that can be asked. `key` is the name in the data of the object it belongs to."""

    key: str
    title: str
    help: str
    is_required: bool
    conditions: tuple[Condition, ...] = ()
    """When it is asked; without any, always."""
    is_in_view: bool = False
    """Whether it stands among what everybody fills in, though the schema can do without it."""

    @property
    def shape(self) -> str:
        """Which macro draws it."""
        return type(self).__name__.removesuffix("Field").lower()

    @property
    def is_leaf(self) -> bool:
        """Whether it is a single question."""
        return True


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """A line or, when `is_multiline`, paragraphs. Lengths are in characters."""

    max_length: int | None
    may_be_empty: bool
    is_multiline: bool

    _LONG = 200
    _SHORT = 64

    @property
    def is_long(self) -> bool:
        """Whether one line of a screen will hardly do."""
        return self.is_multiline or self.max_length is None or self.max_length > self._LONG

    @property
    def is_short(self) -> bool:
        """Whether a narrow box is enough."""
        return self.max_length is not None and self.max_length <= self._SHORT


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A calendar day, ISO 8601 in the data."""


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A number; people may write it with a comma and with spaces between thousands."""

    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class FlagField(Field):
    """Yes or no."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One of several values, and what people call it."""

    value: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of several values."""

    options: tuple[Option, ...]

    _BRIEF = 30

    @property
    def is_brief(self) -> bool:
        """Whether all options fit into one line."""
        return sum(len(option.title) for option in self.options) <= self._BRIEF

    @property
    def is_list(self) -> bool:
        """Whether there are too many options to show them all at once."""
        return len(self.options) > _FEW_OPTIONS


@dataclass(frozen=True, kw_only=True)
class ChoicesField(Field):
    """Any of several values, each at most once."""

    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class GroupField(Field):
    """Several questions about one thing."""

    fields: tuple[Field, ...]

    @property
    @override
    def is_leaf(self) -> bool:
        """A group is more than a single question."""
        return False

    @property
    def is_cases(self) -> bool:
        """Whether it asks for one name in the six cases of Russian."""
        return tuple(field.key for field in self.fields) == CASES

    @property
    def is_person(self) -> bool:
        """Whether it asks for somebody who may be in the bank of people."""
        return {"surname", "given_name", "patronymic", "fio"} <= {one.key for one in self.fields}

    @property
    def main(self) -> tuple[Field, ...]:
        """What everybody fills in."""
        extra = self.extra
        return tuple(field for field in self.fields if field not in extra)

    @property
    def extra(self) -> tuple[Field, ...]:
        """Optional single questions of a big group: out of the way until wanted."""
        if len(self.fields) <= _MANY_FIELDS:
            return ()
        return tuple(
            one for one in self.fields if one.is_leaf and not (one.is_required or one.is_in_view)
        )


@dataclass(frozen=True, kw_only=True)
class RepeatedField(Field):
    """The same question several times."""

    item: Field
    min_items: int
    max_items: int
    is_typical: bool = False
    """Whether the rows of the sample may serve anybody as a beginning."""

    @property
    @override
    def is_leaf(self) -> bool:
        """A list is more than a single question."""
        return False


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One of several ways to answer, with the questions it brings along."""

    value: str
    title: str
    group: GroupField


@dataclass(frozen=True, kw_only=True)
class VariantField(Field):
    """A thing of one of several kinds; `tag` is the member of the data that says which."""

    tag: str
    variants: tuple[Variant, ...]

    @property
    @override
    def is_leaf(self) -> bool:
        """A variant is more than a single question."""
        return False
