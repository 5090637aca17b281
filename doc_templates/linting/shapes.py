"""What a template may name: the fields of a schema and of given values, as trees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = "#/$defs/"
_DEEP: Final = 16
_CASES: Final = "nom"  # a name or a position in its six cases


@dataclass(frozen=True, eq=False)
class Shape:
    """A value: an object has `fields`, a list an `item`; of an open one anything may be asked."""

    fields: Mapping[str, "Shape"] | None = None
    item: "Shape | None" = None
    is_open: bool = False
    required: frozenset[str] = frozenset()
    title: str = ""


ANY: Final = Shape(is_open=True)
TEXT: Final = Shape()
A_LIST: Final = Shape(item=ANY)


def shape_of_schema(schema: Mapping[str, object]) -> Shape:
    """The tree of a self-contained JSON schema."""
    return _shape(schema, _mapping(schema.get("$defs")), _DEEP)


def shape_of_value(value: object) -> Shape:
    """The tree of a value that templates get beside the data: `org`, `doc`, `law`."""
    if isinstance(value, Mapping):
        return Shape({str(key): shape_of_value(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return Shape(item=shape_of_value(value[0]) if value else ANY)
    return TEXT


def is_declined(shape: Shape) -> bool:
    """Whether it is a name or a position in its six cases: one thing to whoever prints it."""
    return _CASES in (shape.fields or {})


def required_paths(shape: Shape, path: str = "") -> Iterator[tuple[str, Shape]]:
    """Everything that data must have by its path, an object before what is in it.

    The cases of one name are one thing: a template prints the one it needs.
    """
    if shape.item is not None:
        yield from required_paths(shape.item, f"{path}[]")
    if shape.fields is None or is_declined(shape):
        return
    for name, inner in shape.fields.items():
        inside = f"{path}.{name}" if path else name
        if name in shape.required:
            yield inside, inner
        yield from required_paths(inner, inside)


def _shape(schema: object, shared: Mapping[str, object], deep: int) -> Shape:
    if not isinstance(schema, Mapping) or deep == 0:
        return ANY
    reference = schema.get("$ref")
    title = str(schema.get("title", ""))
    branches = [*_branches(schema)]
    if isinstance(reference, str):
        branches.append(shared.get(reference.removeprefix(_LOCAL)))
    inner = [_shape(branch, shared, deep - 1) for branch in branches]
    own = _own(schema, shared, deep)
    return _merge([own, *inner], title) if branches else own


def _own(schema: Mapping[str, object], shared: Mapping[str, object], deep: int) -> Shape:
    title = str(schema.get("title", ""))
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(properties, Mapping):
        fields = {str(k): _shape(v, shared, deep - 1) for k, v in properties.items()}
        return Shape(fields, required=frozenset(_present(schema, properties)), title=title)
    if items is not None or schema.get("type") == "array":
        return Shape(item=_shape(items or {}, shared, deep - 1), title=title)
    is_scalar = "type" in schema or "const" in schema or "enum" in schema
    return Shape(title=title) if is_scalar and schema.get("type") != "object" else ANY


def _present(schema: Mapping[str, object], properties: Mapping[object, object]) -> Iterator[str]:
    """What a template always finds: the required, and the forms and initials that are completed."""
    names = schema.get("required")
    yield from map(str, names) if isinstance(names, list) else ()
    for name, inner in properties.items():
        if "x-forms" in schema or "x-initials" in _mapping(inner):
            yield str(name)


def _branches(schema: Mapping[str, object]) -> Iterator[object]:
    for word in ("allOf", "anyOf", "oneOf"):
        found = schema.get(word)
        yield from found if isinstance(found, list) else ()
    for word in ("then", "else"):
        if word in schema:
            yield schema[word]


def _merge(shapes: list[Shape], title: str) -> Shape:
    """What any of the shapes has; required is what one of them, not an alternative, asks for."""
    with_fields = [shape for shape in shapes if shape.fields is not None]
    with_items = [shape for shape in shapes if shape.item is not None]
    title = title or next((shape.title for shape in shapes if shape.title), "")
    if with_fields:
        fields: dict[str, Shape] = {}
        for shape in with_fields:
            for name, inner in (shape.fields or {}).items():
                known = fields.get(name)
                fields[name] = _wider(known, inner) if known else inner
        return Shape(fields, required=with_fields[0].required, title=title)
    if with_items:
        return Shape(item=with_items[0].item, title=title)
    return Shape(is_open=all(shape.is_open for shape in shapes), title=title)


def _wider(known: Shape, other: Shape) -> Shape:
    """Of two descriptions of one field, what both allow to ask."""
    if known.is_open or (known.fields is None and known.item is None):
        return other if not other.is_open else known
    if other.fields is None and other.item is None:
        return known
    return _merge([known, other], known.title)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
