"""Finds the values of a document's data that its text does not say.

The rules are those of docs/adding-a-kind.md, «What a value may look like in print».
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from doc_templates.formats import (
    FormatError,
    capitalize_first,
    date,
    decimal,
    long_date,
    lower_first,
    nbsp_initials,
    rubles,
)
from tests.docx_text import as_typed
from tests.schema_data import Schema, is_met, members, resolve

KEPT: Final = "x-kept"
ONCE: Final = "x-printed-once"


def list_unprinted(kind_schema: Schema, data: Mapping[str, Any], text: str) -> list[str]:
    """Pointers of the values that ``text``, as typed, neither says nor is allowed to leave out."""
    return list(_Search(kind_schema.get("$defs", {}), text).find(kind_schema, data, "#"))


class _Search:
    def __init__(self, definitions: Schema, text: str) -> None:
        self._definitions = definitions
        self._text = text
        self._folded = text.casefold()

    def find(self, schema: Schema, value: object, pointer: str) -> Iterator[str]:
        """Everything below ``value`` that is not printed."""
        if isinstance(value, Mapping):
            yield from self._find_in_object(schema, value, pointer)
        elif isinstance(value, list):
            items = resolve(schema, self._definitions)["items"]
            for item in value:
                yield from self.find(items, item, f"{pointer}/*")
        elif not self._is_printed(resolve(schema, self._definitions), value):
            yield pointer

    def _find_in_object(
        self, schema: Schema, value: Mapping[str, Any], pointer: str
    ) -> Iterator[str]:
        kept = set(self._marks(schema, value, KEPT))
        sets = list(self._marks(schema, value, ONCE))
        fields = dict(members(schema, value, self._definitions))
        for alternatives in sets:
            given = [name for name in alternatives if name in fields and name not in kept]
            if given and not any(self._says_some(fields[one], value[one]) for one in given):
                yield f"{pointer}/{'|'.join(alternatives)}"
        grouped = {name for alternatives in sets for name in alternatives}
        for name, member in fields.items():
            if name not in kept | grouped:
                yield from self.find(member, value[name], f"{pointer}/{name}")

    def _marks(self, schema: Schema, value: Mapping[str, Any], keyword: str) -> Iterator[Any]:
        """What the keyword lists in every schema that applies to ``value``."""
        yield from schema.get(keyword, ())
        if "$ref" in schema:
            target = self._definitions[schema["$ref"].rpartition("/")[2]]
            yield from self._marks(target, value, keyword)
        for branch in schema.get("oneOf", ()):
            if is_met(branch, value, self._definitions):
                yield from self._marks(branch, value, keyword)
        for rule in (schema, *schema.get("allOf", ())):
            if "if" in rule:
                outcome = "then" if is_met(rule["if"], value, self._definitions) else "else"
                yield from rule.get(outcome, {}).get(keyword, ())

    def _says_some(self, schema: Schema, value: object) -> bool:
        """Whether at least one text below ``value`` is printed."""
        if isinstance(value, Mapping):
            fields = members(schema, value, self._definitions)
            return any(self._says_some(member, value[name]) for name, member in fields)
        return self._is_printed(resolve(schema, self._definitions), value)

    def _is_printed(self, schema: Schema, value: object) -> bool:
        if isinstance(value, bool) or value == "" or "const" in schema:
            return True  # they choose the wording
        if titles := {one["const"]: one["title"] for one in schema.get("oneOf", ())}:
            return titles[value].casefold() in self._folded
        return any(form in self._text for form in _forms(schema, value))


def _forms(schema: Schema, value: object) -> Iterator[str]:
    """The ways in which a value may stand in a document."""
    if isinstance(value, str):
        if schema.get("format") == "date":
            yield as_typed(date(value))
            yield as_typed(long_date(value))
            return
        plain = value.replace("\n", "")  # a break between lines is an element, not a letter
        for form in (plain, capitalize_first(plain), lower_first(plain), nbsp_initials(plain)):
            yield as_typed(form)
        yield as_typed(plain).removeprefix("№").strip()
        return
    yield str(value)
    for written in (decimal, rubles):
        try:
            yield as_typed(written(value))
        except FormatError:
            continue
