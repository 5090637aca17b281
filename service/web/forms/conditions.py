"""When a question makes sense: read from the rules of a schema, and from a hint.

A field that has no place under a condition (`if` – `then` – `else` with `"not": {}`) is not asked
there: page and server go by the same rule. Of a field that is allowed everywhere, but means nothing
there, `"x-when": {"layout": ["monthly", null]}` says so; null stands for no answer. Whatever is
typed in such a field is shown all the same: it is sent, and the server says what to do about it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ITEM = "[]"
"""Stands for any item of a list in a path."""

Path = tuple[str, ...]
Schema = Mapping[str, Any]
Conditions = Mapping[Path, Sequence["Condition"]]


@dataclass(frozen=True)
class Condition:
    """A field is asked while box or group `key` holds one of `values`; anything, without values.

    `wanted` is False when it is asked while that is not so; `empty` says what nothing counts as.
    """

    key: str
    values: tuple[str, ...]
    wanted: bool
    empty: bool


def read_conditions(schema: Schema) -> Conditions:
    """The conditions that follow from the rules of a schema, by the path of the field."""
    found: dict[Path, list[Condition]] = {}
    for rule in (schema, *schema.get("allOf", ())):
        for outcome, wanted in (("then", False), ("else", True)):
            if "if" in rule and outcome in rule:
                condition = _read_condition(rule["if"], wanted=wanted)
                for path in _forbidden(rule[outcome], ()):
                    found.setdefault(path, []).append(condition)
    return found


def read_hint(schema: Schema) -> tuple[Condition, ...]:
    """The conditions that a field has of its own."""
    return tuple(
        Condition(
            key,
            tuple(_box_text(value) for value in values if value is not None),
            wanted=True,
            empty=None in values,
        )
        for key, values in schema.get("x-when", {}).items()
    )


def tell(conditions: Sequence[Condition]) -> str:
    """The conditions for the script of the page."""
    return json.dumps([asdict(condition) for condition in conditions], ensure_ascii=False)


def _read_condition(asked: Schema, *, wanted: bool) -> Condition:
    """The condition of an `if` about one member of the object."""
    required, properties = asked.get("required", ()), asked.get("properties", {})
    (key,) = {*required, *properties}
    rule = properties.get(key, {})
    values = rule.get("enum", [rule["const"]] if "const" in rule else [])
    return Condition(key, tuple(map(_box_text, values)), wanted, empty=key not in required)


def _box_text(value: object) -> str:
    """The value as it stands in a box."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _forbidden(schema: Schema, path: Path) -> Iterator[Path]:
    """Paths of the fields that have no place here."""
    if schema.get("not") == {}:
        yield path
    for key, member in schema.get("properties", {}).items():
        yield from _forbidden(member, (*path, key))
    if "items" in schema:
        yield from _forbidden(schema["items"], (*path, ITEM))
