"""From the JSON Schema of a kind to the questions of its form.

It reads the part of JSON Schema 2020-12 that the library uses; a test holds every kind against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from service.web.forms.conditions import (
    ITEM,
    Condition,
    Conditions,
    Path,
    read_conditions,
    read_hint,
)
from service.web.forms.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    FlagField,
    GroupField,
    NumberField,
    Option,
    RepeatedField,
    TextField,
    Variant,
    VariantField,
)

_LOCAL = "#/$defs/"
_MAX_ITEMS = 200
Schema = Mapping[str, Any]


class UnknownShapeError(ValueError):
    """The schema asks for something that no form can ask yet. The text names the field only."""


def read_schema(schema: Schema) -> GroupField:
    """The questions of a form, in the order of the schema. Raises UnknownShapeError."""
    form = _Reader(schema.get("$defs", {})).read_group(schema, "", is_required=True)
    return _group_under(form, (), read_conditions(schema))


def _group_under(group: GroupField, path: Path, conditions: Conditions) -> GroupField:
    """The group with its conditions and those of everything in it."""
    members = (_under(member, (*path, member.key), conditions) for member in group.fields)
    return replace(group, fields=tuple(members), conditions=_joined(group, path, conditions))


def _under(field: Field, path: Path, conditions: Conditions) -> Field:
    match field:
        case GroupField():
            return _group_under(field, path, conditions)
        case RepeatedField():
            field = replace(field, item=_under(field.item, (*path, ITEM), conditions))
        case _:
            pass
    return replace(field, conditions=_joined(field, path, conditions))


def _joined(field: Field, path: Path, conditions: Conditions) -> tuple[Condition, ...]:
    """What a field says of itself, and what the rules say of it."""
    return (*field.conditions, *conditions.get(path, ()))


class _Reader:
    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions

    def read(self, schema: Schema, key: str, *, is_required: bool) -> Field:
        schema = self._resolve(schema)
        match schema.get("type"):
            case "object" if "oneOf" in schema:
                return self._read_variant(schema, key, is_required=is_required)
            case "object":
                return self.read_group(schema, key, is_required=is_required)
            case "array":
                return self._read_list(schema, key, is_required=is_required)
            case _:
                return _read_single(schema, key, is_required=is_required)

    def read_group(self, schema: Schema, key: str, *, is_required: bool) -> GroupField:
        return GroupField(
            fields=tuple(self._members(schema)), **_about(schema, key, is_required=is_required)
        )

    def _members(self, schema: Schema, *, without: str = "") -> Iterator[Field]:
        required = schema.get("required", ())
        for key, member in schema.get("properties", {}).items():
            if key != without:
                yield self.read(member, key, is_required=key in required)

    def _read_list(self, schema: Schema, key: str, *, is_required: bool) -> Field:
        item = self.read(schema["items"], "", is_required=True)
        about = _about(schema, key, is_required=is_required)
        if isinstance(item, ChoiceField) and schema.get("uniqueItems"):
            return ChoicesField(options=item.options, **about)
        return RepeatedField(
            item=item,
            min_items=schema.get("minItems", 0),
            max_items=schema.get("maxItems", _MAX_ITEMS),
            is_typical=bool(schema.get("x-typical")),
            **about,
        )

    def _read_variant(self, schema: Schema, key: str, *, is_required: bool) -> VariantField:
        branches = [self._resolve(branch) for branch in schema["oneOf"]]
        tag = _common_constant(branches, key)
        variants = tuple(
            Variant(
                value=branch["properties"][tag]["const"],
                title=branch.get("title", ""),
                group=GroupField(
                    key="",
                    title=branch.get("title", ""),
                    help=branch.get("description", ""),
                    is_required=True,
                    fields=tuple(self._members(branch, without=tag)),
                ),
            )
            for branch in branches
        )
        return VariantField(
            tag=tag, variants=variants, **_about(schema, key, is_required=is_required)
        )

    def _resolve(self, schema: Schema) -> Schema:
        """Replace a reference; what stands beside it wins (JSON Schema 2020-12 §7.7.1)."""
        beside = dict(schema)
        reference = beside.pop("$ref", None)
        if reference is None:
            return schema
        return {**self._resolve(self._definitions[reference.removeprefix(_LOCAL)]), **beside}


def _read_single(schema: Schema, key: str, *, is_required: bool) -> Field:
    about = _about(schema, key, is_required=is_required)
    if options := tuple(_options(schema)):
        return ChoiceField(options=options, **about)
    match schema.get("type"):
        case "string":
            return _read_text(schema, about)
        case "number" | "integer" as shape:
            return NumberField(is_whole=shape == "integer", **about)
        case "boolean":
            return FlagField(**about)
        case _:
            message = f"no form field for {key or 'an item'}"
            raise UnknownShapeError(message)


def _read_text(schema: Schema, about: dict[str, Any]) -> Field:
    if schema.get("format") == "date":
        return DateField(**about)
    return TextField(
        max_length=schema.get("maxLength"),
        may_be_empty=not schema.get("minLength") and "pattern" not in schema,
        is_multiline=bool(schema.get("x-multiline")),
        **about,
    )


def _about(schema: Schema, key: str, *, is_required: bool) -> dict[str, Any]:
    return {
        "key": key,
        "title": schema.get("title", key),
        "help": schema.get("description", ""),
        "is_required": is_required,
        "conditions": read_hint(schema),
        "is_in_view": bool(schema.get("x-in-view")),
    }


def _options(schema: Schema) -> Iterator[Option]:
    for value in schema.get("enum", ()):
        yield Option(value=value, title=value)
    for branch in schema.get("oneOf", ()):
        yield Option(value=branch["const"], title=branch.get("title", branch["const"]))


def _common_constant(branches: list[Schema], key: str) -> str:
    """The member by which the branches differ."""
    for name, member in branches[0]["properties"].items():
        if "const" in member and all(name in branch["properties"] for branch in branches):
            return str(name)
    message = f"the alternatives of {key} have no member to tell them apart"
    raise UnknownShapeError(message)
