"""docxtpl is the reference: what it makes slowly is made here quickly, element for element."""

import datetime as dt
import io
import json
import re
from collections.abc import Mapping

import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from doc_templates.acts import law_on
from doc_templates.catalogue import LIBRARY, Kind, load_catalogue
from doc_templates.filling import compile_template
from doc_templates.formats import FILTERS
from doc_templates.typography import typeset
from tests.assets import docx_packages as packages
from tests.assets.docx_packages import paragraph, unpack
from tests.assets.rich_template import make_rich_template


def _by_docxtpl(template: bytes, context: Mapping[str, object]) -> bytes:
    environment = Environment(autoescape=True, finalize=_typeset)
    environment.filters.update(FILTERS)
    docx = DocxTemplate(io.BytesIO(template))
    docx.render(dict(context), environment)
    written = io.BytesIO()
    docx.save(written)
    return written.getvalue()


def _typeset(value: object) -> object:
    return typeset(value) if isinstance(value, str) else value


def _canonical(docx: bytes, part: str) -> bytes:
    return etree.tostring(etree.fromstring(unpack(docx)[part]), method="c14n")


@pytest.mark.parametrize(
    "rows",
    [
        ["одна"],
        ["а", "б", "в"],
        ["с\nпереносом", "<&>\"'", "{{ x }}", "г", "д", "е"],
        [],
    ],
    ids=["one", "three", "odd", "none"],
)
def test_a_filled_document_equals_the_one_of_docxtpl(rows: list[str]) -> None:
    template = make_rich_template()
    context = {"head": {"name": "О. & С.", "date": "2025-09-05"}, "rows": rows}
    ours, theirs = compile_template(template).fill(context), _by_docxtpl(template, context)
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        assert _canonical(ours, part) == _canonical(theirs, part), part


def test_footnotes_and_drawings_equal_the_ones_of_docxtpl() -> None:
    drawing = '<w:p><w:r><wp:docPr id="7" name="{{ a }}"/></w:r></w:p>'
    parts = packages.make_parts(
        f"<w:p><w:r><w:t>{{%p for x in [1, 2] %}}</w:t></w:r></w:p>{drawing}"
        "<w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>"
    )
    parts["word/footnotes.xml"] = packages.story_part("footnotes", paragraph("{{ a }}"))
    template = packages.pack(parts)
    context = {"a": 'имя "<&>'}
    ours, theirs = compile_template(template).fill(context), _by_docxtpl(template, context)
    for part in ("word/document.xml", "word/footnotes.xml"):
        assert _canonical(ours, part) == _canonical(theirs, part), part


def test_merged_and_coloured_cells_equal_the_ones_of_docxtpl() -> None:
    document = Document()
    table = document.add_table(4, 3)
    table.rows[0].cells[0].text = "{% colspan n %}{{ a }}"
    table.rows[1].cells[0].text = "{% cellbg c %}{{ a }}"
    table.rows[2].cells[0].merge(table.rows[2].cells[1]).text = "{{ a }}"
    nested = table.rows[3].cells[0].add_table(1, 5)
    nested.rows[0].cells[4].text = "{{ a }}"
    written = io.BytesIO()
    document.save(written)
    template, context = written.getvalue(), {"n": 2, "c": "FF0000", "a": "я"}
    ours, theirs = compile_template(template).fill(context), _by_docxtpl(template, context)
    assert _canonical(ours, "word/document.xml") == _canonical(theirs, "word/document.xml")


#: A second place for a signature is numbered in a template, and not in what is filled.
SECOND_PLACE = re.compile(rb'(w:name="signature_[a-z]+)_\d"')


@pytest.mark.parametrize("kind", load_catalogue().list_kinds(), ids=lambda kind: kind.code)
def test_every_kind_of_the_library_is_filled_like_docxtpl_does(kind: Kind) -> None:
    organisation = json.loads((LIBRARY / "organisation.json").read_text("utf-8"))
    doc = {"number": "48-од", "date": dt.date(2025, 9, 5), "place": "с. Тестово"}
    law = law_on(dt.date(2025, 9, 5)).as_context()
    signing: dict[str, list[str]] = {"by_key": [], "by_link": [], "names": []}
    given = {"org": organisation, "doc": doc, "law": law, "signing": signing}
    context = {**kind.sample, **given}
    filled = compile_template(kind.template).fill(context)
    by_docxtpl = _by_docxtpl(kind.template, context)
    for part in ("word/document.xml", "word/header1.xml"):
        theirs = SECOND_PLACE.sub(rb'\1"', _canonical(by_docxtpl, part))
        assert _canonical(filled, part) == theirs, part
