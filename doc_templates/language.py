"""The part of Jinja's grammar that templates may use, decided when a template is compiled.

The rewriting gives every printed value, loop and filter the name under which the template's author
knows it, so that an error can say which field is missing.
"""

from collections.abc import Sequence
from typing import Final

from jinja2 import nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.visitor import NodeTransformer

from doc_templates.formats import FILTERS

_FORBIDDEN: Final = (
    # Can call themselves or each other, so their work has no bound.
    nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Block, nodes.Extends, nodes.Include,
    nodes.Import, nodes.FromImport,
    # Would make text that is not escaped.
    nodes.AssignBlock, nodes.EvalContextModifier, nodes.MarkSafe, nodes.MarkSafeIfAutoescape,
)  # fmt: skip
_FUNCTIONS: Final = frozenset({"range", "namespace"})
METHODS: Final = frozenset({"cycle", "changed", "startswith", "endswith"})
"""Methods of a loop and of a text that templates may call."""

MAX_BLOCKS: Final = 12
MAX_DEPTH: Final = 50
"""How deep blocks, and anything, may lie in each other: far from what Python's compiler refuses.

When it refuses, it looks for a file with the name of the source, to quote it: «<template>».
"""

_TOLERANT: Final = frozenset({"default", "d"})


def restrict(template: nodes.Template) -> nodes.Template:
    """Refuse what is not in the language and put the checks of the sandbox in.

    Raises TemplateAssertionError with the line and, in English, what is refused.
    """
    _check_depth(template)
    for node in template.find_all(_FORBIDDEN):
        _refuse(type(node).__name__.lower(), node)
    for loop in template.find_all(nodes.For):
        if loop.recursive:
            _refuse("recursive loop", loop)
    for call in template.find_all(nodes.Call):
        if not _is_allowed(call.node):
            _refuse(f"call of {name_of(call.node)}", call)
    rewritten = _Rewriter().visit(template)
    assert isinstance(rewritten, nodes.Template)  # noqa: S101 -- for the type checker
    return rewritten


def name_of(node: nodes.Node) -> str:  # noqa: PLR0911 -- one return per kind of node
    """What the template's author calls a value: «employee.fio.gen»."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{name_of(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{name_of(node.node)}[{name_of(node.arg)}]"
        case nodes.Filter() if node.node is not None:
            return name_of(node.node)
        case nodes.CondExpr():
            return name_of(node.expr1)
        case nodes.Const():
            return str(node.value)[:64]
        case _:
            return type(node).__name__.lower()


def _check_depth(template: nodes.Template) -> None:
    """Refuse what is nested too deeply; without recursion, which has its own limit."""
    waiting: list[tuple[nodes.Node, int, int]] = [(template, 0, 0)]
    while waiting:
        node, blocks, depth = waiting.pop()
        blocks += isinstance(node, nodes.For | nodes.If | nodes.With)
        if blocks > MAX_BLOCKS or depth > MAX_DEPTH:
            _refuse("nesting this deep", node)
        waiting += [(child, blocks, depth + 1) for child in node.iter_child_nodes()]


def _is_allowed(callee: nodes.Node) -> bool:
    if isinstance(callee, nodes.Getattr):
        return callee.attr in METHODS
    return isinstance(callee, nodes.Name) and callee.name in _FUNCTIONS


def _refuse(what: str, node: nodes.Node) -> None:
    message = f"not in the language of templates: {what}"
    raise TemplateAssertionError(message, node.lineno)


class _Rewriter(NodeTransformer):
    """Replaces expressions by the same expressions under the checks of the sandbox."""

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 -- Jinja's names
        names = [name_of(inner) for inner in node.nodes]
        self.generic_visit(node)
        node.nodes = [
            inner if isinstance(inner, nodes.TemplateData) else _call("printed", inner, [name])
            for inner, name in zip(node.nodes, names, strict=True)
        ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        name = name_of(node.iter)
        self.generic_visit(node)
        node.iter = _call("counted", node.iter, [name])
        turn = _call("timed", nodes.Const(None, lineno=node.lineno), [])
        node.body.insert(0, nodes.ExprStmt(turn, lineno=node.lineno))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        self.generic_visit(node)
        node.expr = _call("timed", node.expr, [])
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Test:  # noqa: N802
        self.generic_visit(node)
        if node.args:  # compares, unlike «is defined»
            node.node = _call("timed", node.node, [])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        names = [name_of(inner) for inner in node.nodes]
        self.generic_visit(node)
        return _call("concatenated", nodes.List(node.nodes, lineno=node.lineno), names)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:  # noqa: N802
        name = name_of(node)
        self.generic_visit(node)
        if node.node is None or node.name in _TOLERANT:
            return node
        if node.name not in FILTERS:
            node.node = _call("present", node.node, [name])
            return node
        wrapped = _call("formatted", node.node, [node.name, name])
        wrapped.args += node.args
        wrapped.kwargs = node.kwargs
        return wrapped


def _call(check: str, value: nodes.Node, arguments: Sequence[str]) -> nodes.Filter:
    line = value.lineno
    constants: list[nodes.Expr] = [nodes.Const(text, lineno=line) for text in arguments]
    return nodes.Filter(value, check, constants, [], None, None, lineno=line)
