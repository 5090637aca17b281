"""What is written into a form is read in the document: nothing is dropped without a word."""

import copy
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from doc_templates.catalogue import Kind, validate
from tests.filling import CATALOGUE, fill, fill_docx
from tests.printed_values import KEPT, ONCE, list_unprinted
from tests.schema_data import data_of

EVERY_KIND = pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FEW = settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@EVERY_KIND
@FEW
@given(data=st.data())
def test_every_value_is_printed_or_said_to_be_kept(kind: Kind, data: st.DataObject) -> None:
    made = data.draw(data_of(kind.schema))
    validate(kind, made)

    assert list_unprinted(kind.schema, made, fill(kind.code, made)) == []


@EVERY_KIND
@settings(FEW, max_examples=10)
@given(data=st.data())
def test_every_cell_of_a_table_has_a_paragraph(kind: Kind, data: st.DataObject) -> None:
    """A cell whose only paragraph depends on the data would leave its row one cell short."""
    docx = fill_docx(kind.code, data.draw(data_of(kind.schema)))
    with zipfile.ZipFile(BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml"))

    assert [cell for cell in body.iter(f"{WORD}tc") if cell.find(f"{WORD}p") is None] == []


@EVERY_KIND
def test_every_value_of_the_sample_is_printed(kind: Kind) -> None:
    assert list_unprinted(kind.schema, kind.sample, fill(kind.code, kind.sample)) == []


@EVERY_KIND
def test_a_field_that_no_template_prints_is_noticed(kind: Kind) -> None:
    schema = copy.deepcopy(dict(kind.schema))
    properties: Any = schema["properties"]
    properties["remark"] = {"title": "Заметка", "type": "string", "maxLength": 50}
    data = {**kind.sample, "remark": "никем не напечатано"}

    assert list_unprinted(schema, data, fill(kind.code, data)) == ["#/remark"]


@EVERY_KIND
def test_what_is_kept_or_printed_once_is_a_field(kind: Kind) -> None:
    definitions: Any = kind.schema["$defs"]
    marked = 0
    for node in list_objects(kind.schema):
        known = set(node.get("properties", ()))
        if reference := node.get("$ref"):
            known |= set(definitions[reference.rpartition("/")[2]].get("properties", ()))
        named = list(list_marked(node)) if known else []
        assert set(named) <= known, node
        marked += len(named)
    assert marked


def list_marked(node: dict[str, Any]) -> Iterator[str]:
    """The names in the marks of an object, the conditional ones too."""
    yield from node.get(KEPT, ())
    yield from (name for alternatives in node.get(ONCE, ()) for name in alternatives)
    for rule in (node, *node.get("allOf", ())):
        for outcome in ("then", "else"):
            yield from rule.get(outcome, {}).get(KEPT, ())


def list_objects(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from list_objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from list_objects(inner)
