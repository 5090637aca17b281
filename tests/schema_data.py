"""Data that a schema accepts, made up by hypothesis: for tests that hold for any data.

Reads the part of JSON Schema 2020-12 that the library uses. Texts are hard ones, and each ends in a
word of its own, so that a text found in a document is found where it was put.
"""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]

#: What people type and what breaks programs that print it.
TEXTS: Final = (
    "Слово",
    "ёж «в кавычках „внутри“»",
    'a "b" <c> & d',
    "&amp;&lt;w:p/&gt;",
    "{{ org.inn }}",
    "{% if doc %}{# нет #}",
    "№ 5-а/б от 01.02.2025 г.",
    "ул. Садовая, д. 1, кв. 2",
    "О.С. Мельник и Скляр Л.К.",
    "рентгеноэлектрокардиографического-человеконенавистнического",
    "10 %, т. д. – и т. п. — 2025/2026",
    "два  пробела",
    "None undefined",
)
_LETTERS: Final = string.ascii_letters + string.digits + string.punctuation + "АЯаяЁё "
_FIRST_DAY: Final = date(2025, 9, 1)
_DAYS: Final = 400
_MANY: Final = 6
"""Items of an outer list at most: enough for the templates that print a long one in another way."""


@st.composite
def data_of(draw: st.DrawFn, schema: Schema) -> dict[str, Any]:
    """Data of a document: an object that ``schema``, which is self-contained, accepts."""
    made: dict[str, Any] = _Maker(draw, schema.get("$defs", {})).make(schema, depth=0)
    made.setdefault("doc_date", draw(_DATES))  # a document without a date gets today's
    return made


def resolve(schema: Schema, definitions: Schema) -> Schema:
    """Replace a reference; what stands beside it wins (JSON Schema 2020-12, 7.7.1)."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target = resolve(definitions[reference.rpartition("/")[2]], definitions)
    return merge(target, {key: value for key, value in schema.items() if key != "$ref"})


def merge(schema: Schema, more: Schema) -> dict[str, Any]:
    """The schema of what both schemas accept, as far as keywords can be put side by side."""
    merged = {**schema, **more}
    for key in schema.keys() & more.keys():
        if isinstance(schema[key], Mapping) and isinstance(more[key], Mapping):
            merged[key] = merge(schema[key], more[key])
        elif key == "required":
            merged[key] = [*schema[key], *more[key]]
    return merged


_DATES: Final = st.integers(0, _DAYS).map(lambda days: f"{_FIRST_DAY + timedelta(days)}")


@dataclass
class _Maker:
    draw: st.DrawFn
    definitions: Schema
    words: Iterator[int] = field(default_factory=lambda: count(1))

    def make(self, schema: Schema, depth: int) -> Any:  # noqa: ANN401 -- JSON
        schema = resolve(schema, self.definitions)
        if choices := _list_choices(schema):
            return self.draw(st.sampled_from(choices))
        if "oneOf" in schema:
            branch = self.draw(st.sampled_from(schema["oneOf"]))
            base = {key: value for key, value in schema.items() if key != "oneOf"}
            return self.make({**base, **branch}, depth)
        return self._make_typed(schema, depth)

    def _make_typed(self, schema: Schema, depth: int) -> Any:  # noqa: ANN401 -- JSON
        match schema.get("type"):
            case "object":
                return self._make_object(schema, depth)
            case "array":
                return self._make_list(schema, depth)
            case "integer" | "number" as shape:
                return self._make_number(schema, is_whole=shape == "integer")
            case _:
                return self._make_text(schema)

    def _make_object(self, schema: Schema, depth: int) -> dict[str, Any]:
        properties, required = schema.get("properties", {}), schema.get("required", ())
        made = {
            key: self.make(member, depth + 1)
            for key, member in properties.items()
            if key in required or self._is_completed(schema, member) or self.draw(st.booleans())
        }
        for rule in (schema, *schema.get("allOf", ())):
            self._obey(rule, properties, made, depth)
        return made

    def _is_completed(self, schema: Schema, member: Schema) -> bool:
        """Whether what is left out would be filled in before the document is."""
        return "x-forms" in schema or "x-initials" in resolve(member, self.definitions)

    def _obey(self, rule: Schema, properties: Schema, made: dict[str, Any], depth: int) -> None:
        """Add and remake what `if` – `then` – `else` asks of the object ``made``."""
        if "if" not in rule:
            return
        outcome = "then" if is_met(rule["if"], made, self.definitions) else "else"
        asked = rule.get(outcome, {})
        changed = asked.get("properties", {})
        for key in {*asked.get("required", ()), *(changed.keys() & made.keys())}:
            wanted = changed.get(key, {})
            if wanted.get("not") == {}:  # the field has no place here
                made.pop(key, None)
                continue
            known = resolve(properties[key], self.definitions)
            both = merge(known, resolve(wanted, self.definitions))
            made[key] = self.make(both, depth + 1)

    def _make_list(self, schema: Schema, depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", _MANY), _MANY if depth <= 1 else least + 1)
        size = self.draw(st.sampled_from((least, min(least + 1, most), most)))
        items = [self.make(schema["items"], depth + 1) for _ in range(size)]
        if not schema.get("uniqueItems"):
            return items
        unique = [item for index, item in enumerate(items) if item not in items[:index]]
        assume(len(unique) >= least)
        return unique

    def _make_number(self, schema: Schema, *, is_whole: bool) -> float:
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        whole = self.draw(st.integers(int(least), int(schema["maximum"])))
        if is_whole or whole == schema["maximum"]:
            return whole
        return self.draw(st.sampled_from((whole, whole + 0.5, whole + 0.25)))

    def _make_text(self, schema: Schema) -> str:
        if schema.get("format") == "date":
            return self.draw(_DATES)
        if "pattern" in schema:
            pattern: str = schema["pattern"]
            found = self.draw(st.from_regex(pattern, fullmatch=True, alphabet=_LETTERS))
            assume(len(found) <= schema.get("maxLength", len(found)))
            return found
        return self._fit(self.draw(st.sampled_from(TEXTS)), schema)

    def _fit(self, text: str, schema: Schema) -> str:
        """End ``text`` in a word of its own and keep to the limits of length."""
        word = f"слово{next(self.words):03}"
        longest = schema.get("maxLength", 10_000)
        if longest < len(word):
            return word[-longest:]
        whole = f"{text} {word}" if len(text) + 1 + len(word) <= longest else word
        return whole.ljust(schema.get("minLength", 0), "ъ")


def _list_choices(schema: Schema) -> Sequence[Any]:
    """The values of a schema that lists them."""
    if "const" in schema:
        return (schema["const"],)
    return (False, True) if schema.get("type") == "boolean" else schema.get("enum", ())


def is_met(schema: Schema, value: object, definitions: Schema) -> bool:
    """Whether ``value`` is what a part of a schema asks for."""
    return Draft202012Validator({"$defs": definitions, **schema}).is_valid(value)


def members(schema: Schema, value: object, definitions: Schema) -> Sequence[tuple[str, Schema]]:
    """The fields of the object ``value`` with their schemas, those of the meant alternative too."""
    schema = resolve(schema, definitions)
    assert isinstance(value, Mapping)
    found = dict(schema.get("properties", {}))
    for branch in schema.get("oneOf", ()):
        if is_met(branch, value, definitions):
            found.update(branch.get("properties", {}))
    return [(key, found[key]) for key in value if key in found]
