"""Fills a template for trial: with the sample of the kind, and with as little as it allows."""

from collections.abc import Iterator, Mapping
from typing import Final

from doc_templates.catalogue import Kind, validate
from doc_templates.errors import FillingError, InvalidDataError, TemplateError
from doc_templates.filling import compile_template
from doc_templates.linting.findings import Finding, Place, error
from doc_templates.linting.passages import Package
from doc_templates.linting.programs import Program
from doc_templates.linting.requisites import bookmark_places, check_filled_bookmarks
from doc_templates.linting.shapes import Shape, shape_of_schema

FULL, LEAST, SPARSE = (
    "образец данных",
    "только обязательные поля",
    "без необязательных подробностей",
)
_WAYS: Final = {"by_key": "подписи ключами", "by_link": "подписи по ссылкам"}
_CODE: Final = "trial_failed"
_EACH: Final = "[]"
_MOST_TRIES: Final = 500


def samples(kind: Kind) -> Mapping[str, Mapping[str, object]]:
    """Data for trials by name; what the schema does not accept is left out.

    Where a schema asks for one field because of another, as little as possible is found by trying.
    """
    shape = shape_of_schema(kind.schema)
    least = _reduced(kind.sample, shape, keep_groups=False)
    wanted = {
        FULL: kind.sample,
        LEAST: least if _is_valid(kind, least) else _thinned(kind, shape),
        SPARSE: _reduced(kind.sample, shape, keep_groups=True),
    }
    return {name: data for name, data in wanted.items() if _is_valid(kind, data)}


def check_trials(
    docx: bytes, kind: Kind, given: Mapping[str, object], programs: Mapping[str, Program]
) -> Iterator[Finding]:
    """What goes wrong when the template is really used. ``given`` is `org`, `doc` and the like."""
    try:
        compiled = compile_template(docx)
    except TemplateError as fault:
        yield _failed(fault, "", programs, given)
        return
    set_at = bookmark_places(Package(docx))  # one that is missing altogether is told already
    keyed = {signer.bookmark for signer in kind.signers if signer.method == "server_key"}
    on_server = {name: place for name, place in set_at.items() if name in keyed}
    failed: dict[str, list[str]] = {}
    faults: dict[str, TemplateError] = {}
    for name, context in _list_contexts(kind, given):
        try:
            filled = compiled.fill(context)
        except TemplateError as fault:
            failed.setdefault(str(fault), []).append(name)
            faults[str(fault)] = fault
        else:
            yield from check_filled_bookmarks(Package(filled).body.root, on_server)
    for key, names in failed.items():
        yield _failed(faults[key], ", ".join(names), programs, given)


def _list_contexts(
    kind: Kind, given: Mapping[str, object]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What to fill in, by name: every sample as usual, by keys and by links."""
    roles = [signer.role for signer in kind.signers]
    nobody: Mapping[str, object] = {"by_key": [], "by_link": [], "names": []}
    for name, data in samples(kind).items():
        usual = {**data, **given}
        yield name, usual
        for way, title in _WAYS.items():
            yield f"{name}, {title}", {**usual, "signing": {**nobody, way: roles}}


def _failed(
    fault: TemplateError, when: str, programs: Mapping[str, Program], given: Mapping[str, object]
) -> Finding:
    data = f" Данные: {when}." if when else ""
    message = f"Пробное заполнение не удалось. {fault.message}{data}"
    place = Place()
    if isinstance(fault, FillingError):
        place = _place(fault, programs.get(fault.part))
        dotted = fault.variable.replace("_", ".", 1)
        if dotted in _given_fields(given):
            message += f" Возможно, нужно «{dotted}»."
        elif fault.variable:
            message += " Если поле необязательное, поставьте условие: {% if … is defined %}."
    return error(_CODE, message, place)


def _given_fields(given: Mapping[str, object]) -> set[str]:
    """«doc.date», «org.short_name»: what is there without being asked for."""
    groups = {name: value for name, value in given.items() if isinstance(value, Mapping)}
    return {f"{name}.{inner}" for name, fields in groups.items() for inner in fields}


def _place(fault: FillingError, program: Program | None) -> Place:
    """The first tag that names what is missing."""
    if program is None:
        return Place(part=fault.part)
    named = [tag.place for tag in program.tags if fault.variable and fault.variable in tag.text]
    return named[0] if named else Place(part=fault.part)


def _reduced(value: object, shape: Shape, *, keep_groups: bool) -> dict[str, object]:
    reduced = _without_optional(value, shape, keep_groups=keep_groups)
    return reduced if isinstance(reduced, dict) else {}


def _without_optional(value: object, shape: Shape, *, keep_groups: bool) -> object:
    """A copy without what the schema does not ask for; `keep_groups` spares objects and lists."""
    if isinstance(value, Mapping) and shape.fields is not None:
        return {
            name: _without_optional(inner, shape.fields[name], keep_groups=keep_groups)
            for name, inner in value.items()
            if name in shape.fields
            and (name in shape.required or (keep_groups and isinstance(inner, dict | list)))
        }
    if isinstance(value, list) and shape.item is not None:
        return [_without_optional(item, shape.item, keep_groups=keep_groups) for item in value]
    return value


def _thinned(kind: Kind, shape: Shape) -> Mapping[str, object]:
    """The sample without every optional field whose loss the schema bears, one after another."""
    data: Mapping[str, object] = kind.sample
    for steps in list(_optional(shape, ()))[:_MOST_TRIES]:
        thinner = _without(data, steps)
        if isinstance(thinner, dict) and thinner != data and _is_valid(kind, thinner):
            data = thinner
    return data


def _optional(shape: Shape, steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to all fields that need not be there, an object before what is in it."""
    if shape.item is not None:
        yield from _optional(shape.item, (*steps, _EACH))
    for name, inner in (shape.fields or {}).items():
        if name not in shape.required:
            yield (*steps, name)
        yield from _optional(inner, (*steps, name))


def _without(value: object, steps: tuple[str, ...]) -> object:
    step, *rest = steps
    if step == _EACH and isinstance(value, list):
        return [_without(item, tuple(rest)) for item in value]
    if not isinstance(value, Mapping) or step not in value:
        return value
    if not rest:
        return {name: inner for name, inner in value.items() if name != step}
    return {**value, step: _without(value[step], tuple(rest))}


def _is_valid(kind: Kind, data: Mapping[str, object]) -> bool:
    try:
        validate(kind, data)
    except InvalidDataError:
        return False
    return True
