"""Checks every name of a template, and tells which fields of the data it uses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from doc_templates.language import name_of
from doc_templates.linting.expressions import UNKNOWN, Expressions, Notes, Scope, Value
from doc_templates.linting.findings import Finding, error, shorten
from doc_templates.linting.programs import SYNTAX, Program, parse
from doc_templates.linting.shapes import ANY, TEXT, Shape
from doc_templates.linting.wording import Fault, forbidden

_LOOP_NUMBERS: Final = (
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0",
)  # fmt: skip
_LOOP: Final = re.compile(r"\{%-?\s*(?P<loop>for\s+(?P<name>\w+)\s+in\s+[\w.]+)")
_EVERYWHERE: Final = {"range": UNKNOWN, "namespace": UNKNOWN}


@dataclass(frozen=True)
class Reading:
    """What a program says: the paths of the data it uses and what is wrong with its names."""

    used: frozenset[str]
    findings: tuple[Finding, ...]


def find_loops(programs: Iterable[Program]) -> Mapping[str, str]:
    """«for pair in pairs» by the name that it gives."""
    found = (_LOOP.match(tag.text) for program in programs for tag in program.tags)
    return {"loop": "for … in …", **{one["name"]: one["loop"] for one in found if one}}


def read_variables(
    program: Program, roots: Mapping[str, Shape], loops: Mapping[str, str] = MappingProxyType({})
) -> Reading:
    """Read a program whose tags are whole and balanced. `loops` are those that there might be."""
    notes = Notes(loops)
    scope = _EVERYWHERE | {name: Value(shape, name) for name, shape in roots.items()}
    try:
        _Statements(notes).read_all(parse(program.source).body, scope)
    except TemplateSyntaxError as fault:  # «else» twice: whole tags in an impossible order
        tag = program.tags[min(fault.lineno, len(program.tags)) - 1]
        message = f"Метка «{shorten(tag.text)}» стоит не на своём месте. {SYNTAX}"
        return Reading(frozenset(notes.used), (error("broken_tag", message, tag.place),))
    except RecursionError:
        message = "Условия или выражения шаблона вложены слишком глубоко."
        return Reading(frozenset(), (error("broken_tag", message),))
    return Reading(frozenset(notes.used), tuple(_placed(notes, program)))


def _placed(notes: Notes, program: Program) -> Iterator[Finding]:
    for line, fault in notes.faults:
        tag = program.tags[line - 1]
        yield error(fault.code, fault.message, tag.place)


class _Statements:
    """Walks over statements with the names that each of them sees."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._expressions = Expressions(notes)

    def read_all(self, body: list[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._read(node, scope)

    def _read(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                self._output(node, scope)
            case nodes.For():
                self._loop(node, scope)
            case nodes.If():
                self._condition(node, scope)
            case nodes.Assign():
                self._assign(node.target, self._value(node.node, scope), scope)
            case nodes.With():
                self._with(node, scope)
            case _:
                self._notes.fault(node, forbidden(type(node).__name__.lower()))

    def _value(self, node: nodes.Node, scope: Scope) -> Value:
        return self._expressions.read(node, scope)

    def _output(self, node: nodes.Output, scope: Scope) -> None:
        for inner in node.nodes:
            if isinstance(inner, nodes.TemplateData):
                continue
            value = self._value(inner, scope)
            if value.shape.fields is not None or value.shape.item is not None:
                self._notes.fault(inner, _not_printable(inner, value))

    def _loop(self, node: nodes.For, scope: Scope) -> None:
        items = self._value(node.iter, scope)
        if not items.shape.is_open and items.shape.item is None:
            self._notes.fault(node, _not_a_list(node.iter))
        inner = dict(scope)
        each = items.each()
        self._assign(node.target, each, inner)
        inner["loop"] = _loop_value(each.shape)
        if node.test is not None:
            self._value(node.test, inner)
        self.read_all(node.body, inner)
        self.read_all(node.else_, dict(scope))

    def _condition(self, node: nodes.If, scope: Scope) -> None:
        self._value(node.test, scope)
        self.read_all(node.body, scope)
        for branch in node.elif_:
            self._condition(branch, scope)
        self.read_all(node.else_, scope)

    def _with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self._value(value, scope), inner)
        self.read_all(node.body, inner)

    def _assign(self, target: nodes.Node, value: Value, scope: Scope) -> None:
        match target:
            case nodes.Name(name=name):
                scope[name] = value
            case nodes.Tuple(items=items):
                for item in items:
                    self._assign(item, UNKNOWN, scope)
            case _:  # a field of a namespace: whatever is put there
                return


def _loop_value(each: Shape) -> Value:
    numbers = dict.fromkeys(_LOOP_NUMBERS, TEXT)
    return Value(Shape({**numbers, "previtem": each, "nextitem": each, "cycle": ANY}))


def _not_printable(node: nodes.Node, value: Value) -> Fault:
    name = name_of(node)
    if isinstance(node, nodes.Tuple):
        message = "В метке запятая: между именами ставят точку, «doc.number»."
    elif value.shape.item is not None:
        message = f"«{name}» – список: напечатайте его через {{% for %}} или |join(', ')."
    else:
        first = next(iter(value.shape.fields or {}), "…")
        message = f"«{name}» – набор полей: укажите поле, например «{name}.{first}»."
    return Fault("not_printable", message)


def _not_a_list(node: nodes.Node) -> Fault:
    return Fault("not_a_list", f"«{name_of(node)}» – не список: повторять нечего.")
