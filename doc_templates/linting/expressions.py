"""Reads the expressions of a template against the tree of what it may name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from jinja2 import nodes

from doc_templates.language import METHODS, name_of
from doc_templates.linting.shapes import A_LIST, ANY, TEXT, Shape
from doc_templates.linting.wording import (
    Fault,
    field_of_list,
    forbidden,
    out_of_loop,
    unknown_filter,
    unknown_name,
)
from doc_templates.sandbox import FILTER_NAMES, TEST_NAMES

_FUNCTIONS: Final = frozenset({"range", "namespace"})
_SAME_LIST: Final = frozenset(
    {"list", "sort", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"}
)
_ONE_ITEM: Final = frozenset({"first", "last", "min", "max"})
_BY_FIRST: Final = frozenset({"selectattr", "rejectattr", "groupby"})
_PASSING: Final = frozenset({"default", "d"})
_OPAQUE_LISTS: Final = frozenset({"groupby", "dictsort", "items"})


@dataclass(frozen=True)
class Value:
    """What an expression gives: its shape, and its path in the data, empty when it has none."""

    shape: Shape
    path: str = ""

    def of(self, name: str) -> "Value | None":
        """A field, or None when there is none of this name."""
        if self.shape.is_open:
            return UNKNOWN
        inner = (self.shape.fields or {}).get(name)
        return None if inner is None else Value(inner, f"{self.path}.{name}" if self.path else "")

    def each(self) -> "Value":
        """An item of a list."""
        return Value(self.shape.item or ANY, f"{self.path}[]" if self.path else "")


UNKNOWN: Final = Value(ANY)
PLAIN: Final = Value(TEXT)
Scope = dict[str, Value]


@dataclass
class Notes:
    """What reading has brought up: paths of the data that are used, and faults by line.

    `loops` are the loops of this and of the usual template by the names that they give.
    """

    loops: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def fault(self, node: nodes.Node, fault: Fault) -> Value:
        """Write a fault down; the value that is read instead."""
        self.faults.append((node.lineno, fault))
        return UNKNOWN


class Expressions:
    """Evaluates expressions to shapes; every name on the way is checked and noted."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._readers: Mapping[type[nodes.Node], Callable[..., Value]] = {
            nodes.Name: self._name,
            nodes.Getattr: self._attribute,
            nodes.Getitem: self._item,
            nodes.Filter: self._filter,
            nodes.Test: self._test,
            nodes.Call: self._call,
            nodes.CondExpr: self._choice,
            nodes.List: self._list,
            nodes.Tuple: self._list,
            nodes.And: self._either,
            nodes.Or: self._either,
            nodes.Add: self._either,
        }

    def read(self, node: nodes.Node, scope: Scope) -> Value:
        """The value of an expression."""
        reader = self._readers.get(type(node))
        if reader is not None:
            return reader(node, scope)
        for child in node.iter_child_nodes():
            self.read(child, scope)
        return UNKNOWN if isinstance(node, nodes.Dict | nodes.Pair | nodes.NSRef) else PLAIN

    def _use(self, value: Value) -> Value:
        if value.path:
            self._notes.used.add(value.path)
        return value

    def _name(self, node: nodes.Name, scope: Scope) -> Value:
        if node.name in scope:
            return self._use(scope[node.name])
        loop = self._notes.loops.get(node.name)
        if loop is not None:
            return self._notes.fault(node, out_of_loop(node.name, loop))
        known = [name for name in scope if name not in _FUNCTIONS]
        dotted = {f"{name}.{inner}" for name in known for inner in scope[name].shape.fields or {}}
        return self._notes.fault(node, unknown_name(node.name, node.name, known, dotted))

    def _attribute(self, node: nodes.Getattr, scope: Scope) -> Value:
        return self._field(node, self.read(node.node, scope), node.attr)

    def _field(self, node: nodes.Node, owner: Value, name: str) -> Value:
        found = owner.of(name)
        if found is not None:
            return self._use(found)
        known = owner.shape.fields or {}
        if owner.shape.item is not None and owner.path:
            return self._notes.fault(node, field_of_list(name_of(node), owner.path))
        return self._notes.fault(node, unknown_name(name_of(node), name, known))

    def _item(self, node: nodes.Getitem, scope: Scope) -> Value:
        owner = self.read(node.node, scope)
        match node.arg:
            case nodes.Const(value=str(name)) if owner.shape.item is None:
                return self._field(node, owner, name)
            case nodes.Slice():
                self.read(node.arg, scope)
                return owner
            case _:
                self.read(node.arg, scope)
                return owner.each() if owner.shape.item is not None else UNKNOWN

    def _filter(self, node: nodes.Filter, scope: Scope) -> Value:
        value = UNKNOWN if node.node is None else self.read(node.node, scope)
        named: dict[str, nodes.Expr] = {str(word.key): word.value for word in node.kwargs}
        for argument in (*node.args, *named.values()):
            self.read(argument, scope)
        if node.name not in FILTER_NAMES:
            return self._notes.fault(node, unknown_filter(node.name))
        inner = named.get("attribute")
        if inner is None and node.name in _BY_FIRST and node.args:
            inner = node.args[0]
        attribute = self._by_attribute(node, value, inner)
        return _filtered(node.name, value, attribute, is_by_name="attribute" in named)

    def _by_attribute(self, node: nodes.Filter, value: Value, name: nodes.Expr | None) -> Value:
        """The field of every item that a filter looks at."""
        found = value.each()
        if isinstance(name, nodes.Const) and isinstance(name.value, str):
            for step in name.value.split("."):
                owner, fields = found, found.shape.fields or {}
                inner = owner.of(step)
                if inner is None:
                    return self._notes.fault(node, unknown_name(name.value, step, fields))
                found = self._use(inner)
        return found

    def _test(self, node: nodes.Test, scope: Scope) -> Value:
        for child in (node.node, *node.args):
            self.read(child, scope)
        if node.name not in TEST_NAMES:
            self._notes.fault(node, forbidden(f"проверка «is {node.name}»"))
        return PLAIN

    def _call(self, node: nodes.Call, scope: Scope) -> Value:
        for argument in (*node.args, *(word.value for word in node.kwargs)):
            self.read(argument, scope)
        match node.node:
            case nodes.Name(name=name) if name in _FUNCTIONS:
                return UNKNOWN
            case nodes.Getattr(node=owner, attr=method) if method in METHODS:
                self.read(owner, scope)
                return UNKNOWN
            case _:
                return self._notes.fault(node, forbidden(f"вызов «{name_of(node.node)}(…)»"))

    def _choice(self, node: nodes.CondExpr, scope: Scope) -> Value:
        self.read(node.test, scope)
        first = self.read(node.expr1, scope)
        second = PLAIN if node.expr2 is None else self.read(node.expr2, scope)
        return first if first.shape is not TEXT else second

    def _list(self, node: nodes.List | nodes.Tuple, scope: Scope) -> Value:
        values = [self.read(item, scope) for item in node.items]
        return Value(Shape(item=values[0].shape if values else ANY))

    def _either(self, node: nodes.BinExpr, scope: Scope) -> Value:
        left, right = self.read(node.left, scope), self.read(node.right, scope)
        return left if left.shape is not TEXT else right


def _filtered(name: str, value: Value, attribute: Value, *, is_by_name: bool) -> Value:
    if name in _SAME_LIST or name in _PASSING:
        return value
    if name in _ONE_ITEM:
        return value.each()
    if name == "map":
        return Value(Shape(item=attribute.shape)) if is_by_name else Value(A_LIST)
    return Value(A_LIST) if name in _OPAQUE_LISTS else PLAIN
