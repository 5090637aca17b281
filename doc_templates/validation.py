"""Checks data against a schema and says, in Russian, what to do about every problem.

Messages never repeat what was submitted: they travel into logs, tickets and other people's screens.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final, Never, Protocol

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from doc_templates.errors import FieldProblem, InvalidDataError
from doc_templates.text_rules import (
    MAX_TEXT,
    child,
    find_structure_problem,
    find_text_problems,
)
from doc_templates.validation_messages import MESSAGES, Wording, missing_field

_MAX_PROBLEMS: Final = 1_000
_FORMATS: Final = FormatChecker(("date", "email"))
_UNKNOWN_FIELD: Final = "Такого поля в этом виде документа нет: удалите его."


class Explainer(Protocol):
    """A schema, compiled to say everything that is wrong."""

    def iter_errors(self, instance: Any) -> Iterable[ValidationError]:  # noqa: ANN401 -- JSON
        """All violations, in no particular order."""


class Validator:
    """A self-contained schema of JSON Schema 2020-12, compiled twice. Nothing is ever fetched.

    Nearly all data is right, and the judge says so several hundred times faster than the explainer;
    it is asked first, and is never the milder one. Beside the standard, a string is one line unless
    its schema says ``"x-multiline": true``; the explainer alone knows that.
    """

    def __init__(self, schema: Mapping[str, object]) -> None:
        """Compile. Raises ValueError for what is not a schema or refers to something outside."""
        self._schema = schema
        self._judge = jsonschema_rs.Draft202012Validator(
            dict(schema),
            validate_formats=True,
            formats={"date": _is_date},  # its own knows a year 0000
            retriever=_fetch_nothing,
            pattern_options=jsonschema_rs.RegexOptions(),  # in linear time
        )

    def accepts(self, data: object) -> bool:
        """Whether ``data`` is right beyond doubt; after a no the explainer decides."""
        return not _has_line_feed(data) and self._judge.is_valid(data)

    @cached_property
    def explainer(self) -> Explainer:
        """What finds the violations, compiled when something first seems wrong."""
        return _Draft(self._schema, format_checker=_FORMATS, registry=Registry())


def check_data(validator: Validator, data: object) -> None:
    """Raise InvalidDataError with everything that is wrong with ``data`` (up to 1000 problems)."""
    if fatal := find_structure_problem(data):
        raise InvalidDataError([fatal])
    in_texts = list(islice(find_text_problems(data), _MAX_PROBLEMS))
    if not in_texts and validator.accepts(data):
        return
    short = _without_long_texts(data) if _has_long(in_texts) else data
    errors = validator.explainer.iter_errors(short)
    by_schema = list(islice(_schema_problems(errors), _MAX_PROBLEMS))
    if problems := _without_echoes(in_texts, by_schema):
        raise InvalidDataError(sorted(problems, key=_place))


def _is_date(text: str) -> bool:
    return _FORMATS.conforms(text, "date")


def _fetch_nothing(address: str) -> Never:
    raise ValueError(address)


def _has_line_feed(value: object) -> bool:
    if isinstance(value, str):
        return "\n" in value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_has_line_feed, inner))


def _without_echoes(
    in_texts: list[FieldProblem], by_schema: list[FieldProblem]
) -> list[FieldProblem]:
    """Leave out what follows from another problem of the same field, and what says the same."""
    refused = {problem.pointer for problem in in_texts}
    mistyped = {problem.pointer for problem in by_schema if problem.code == "type"}
    # A date has a format and a pattern: one fault, two violations, the same words.
    problems = {(problem.pointer, problem.message): problem for problem in in_texts}
    for problem in by_schema:
        follows = problem.pointer in mistyped and problem.code != "type"
        if problem.pointer not in refused and not follows:
            problems.setdefault((problem.pointer, problem.message), problem)
    return list(problems.values())


def _type_and_lines(
    validator: Any,  # noqa: ANN401 -- the class that `extend` makes has no type
    types: object,
    instance: object,
    schema: Mapping[str, object],
) -> Iterator[ValidationError]:
    """The keyword `type`, and the rule of one line."""
    yield from Draft202012Validator.VALIDATORS["type"](validator, types, instance, schema)
    if isinstance(instance, str) and "\n" in instance and not schema.get("x-multiline"):
        yield ValidationError("more than one line", validator="x-multiline")


def _unique_items(
    _validator: object, wanted: object, instance: object, _schema: object
) -> Iterator[ValidationError]:
    """The keyword `uniqueItems` in linear time: jsonschema's compares every item with every one."""
    if wanted and isinstance(instance, list):
        seen = {json.dumps(item, sort_keys=True, default=repr) for item in instance}
        if len(seen) < len(instance):
            yield ValidationError("repeated items")


_Draft: Final[Callable[..., Explainer]] = extend(  # type: ignore[no-untyped-call]  # upstream
    Draft202012Validator, {"type": _type_and_lines, "uniqueItems": _unique_items}
)


def _place(problem: FieldProblem) -> list[tuple[int, str]]:
    """Sort by place, item 10 after item 9."""
    steps = problem.pointer.split("/")
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in steps]


def _has_long(problems: Iterable[FieldProblem]) -> bool:
    return any(problem.code == "too_long" for problem in problems)


def _without_long_texts(value: object) -> object:
    """A copy that no regular expression of a schema can be slow on."""
    if isinstance(value, dict):
        return {key: _without_long_texts(inner) for key, inner in value.items() if _short(key)}
    if isinstance(value, list):
        return [_without_long_texts(inner) for inner in value]
    return value if _short(value) else ""


def _short(value: object) -> bool:
    return not isinstance(value, str) or len(value) <= MAX_TEXT


def _schema_problems(errors: Iterable[ValidationError]) -> Iterator[FieldProblem]:
    for error in errors:
        pointer = "#"
        for step in error.absolute_path:
            pointer = child(pointer, step)
        yield from _TRANSLATORS.get(str(error.validator), _one)(error, pointer)


def _one(error: ValidationError, pointer: str) -> Iterator[FieldProblem]:
    wording = MESSAGES.get(str(error.validator), Wording("invalid", "Проверьте это поле."))
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    yield FieldProblem(pointer, wording.code, wording.text(error.validator_value, schema))


def _required(error: ValidationError, pointer: str) -> Iterator[FieldProblem]:
    properties = _mapping(_mapping(error.schema).get("properties"))
    given = _mapping(error.instance)
    for name in error.validator_value:  # type: ignore[union-attr]  # a list: schemas are checked
        if name not in given:
            message = missing_field(properties.get(name))
            yield FieldProblem(f"{pointer}/{name}", "required", message)


def _unknown(error: ValidationError, pointer: str) -> Iterator[FieldProblem]:
    known = _mapping(_mapping(error.schema).get("properties"))
    for name in _mapping(error.instance):
        if name not in known:
            yield FieldProblem(child(pointer, name), "unknown_field", _UNKNOWN_FIELD)


def _choice(error: ValidationError, pointer: str) -> Iterator[FieldProblem]:
    """Violations inside the one alternative that was meant; otherwise the choice itself."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [inners for inners in branches.values() if not any(map(_is_mismatch, inners))]
    if len(meant) == 1 and len(branches) > 1:
        yield from _schema_problems(meant[0])
    else:
        yield from _one(error, pointer)


def _is_mismatch(error: ValidationError) -> bool:
    """Whether a violation means that an alternative was not meant at all."""
    return error.validator in {"const", "enum"} or (
        error.validator == "type" and not error.relative_path
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


_TRANSLATORS: Final[Mapping[str, Callable[[ValidationError, str], Iterator[FieldProblem]]]] = {
    "required": _required,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "oneOf": _choice,
    "anyOf": _choice,
}
