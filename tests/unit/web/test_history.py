"""The history of a document: every event has a word of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

from service.web.history import WORDS

PRODUCT = Path(__file__).parents[3] / "service"
ABOUT_DOCUMENTS, ABOUT_STEPS = "document:", "document:signature:"


def _actions() -> Iterator[str]:
    """The names of events about documents, wherever the product writes them."""
    for path in PRODUCT.rglob("*.py"):
        if path != PRODUCT / "web" / "history.py":
            for node in ast.walk(ast.parse(path.read_text())):
                yield from _actions_in(node)


def _actions_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text.startswith(ABOUT_DOCUMENTS):
            if not text.endswith(":") and " " not in text:
                yield text
        case ast.Call(
            func=ast.Name(id="store_steps"),
            args=[*_, ast.Tuple(elts=[ast.Constant(value=str(verb)), _])],
        ):
            yield f"{ABOUT_STEPS}{verb}"
        case _:
            pass


def test_every_event_about_a_document_has_a_word_in_its_history() -> None:
    actions = set(_actions())
    assert {"document:read", "document:file:added", f"{ABOUT_STEPS}confirmed"} <= actions
    assert actions - WORDS.keys() == set()
