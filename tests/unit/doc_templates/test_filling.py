import datetime as dt
import io
import threading
import time
import zipfile
from collections.abc import Mapping
from functools import cache

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import etree

from doc_templates.errors import FillingError, UnsafeTemplateError
from doc_templates.filling import CompiledTemplate, compile_template
from doc_templates.formats import FILTERS
from doc_templates.text_rules import is_printable
from tests.assets import docx_packages as packages
from tests.assets.docx_packages import make_docx, make_text_docx, paragraph, unpack

_FILES_AS_DOCXTPL = (
    "word/document.xml",
    "word/header1.xml",
    "word/footer1.xml",
    "word/footnotes.xml",
)


def _texts(docx: bytes) -> list[str]:
    return [found.text for found in Document(io.BytesIO(docx)).paragraphs]


def _fill(text: str, **context: object) -> str:
    [printed] = _texts(compile_template(make_text_docx(text)).fill(context))
    return printed


# ------------------------------------------------------------------ exact values


@pytest.mark.parametrize(
    "value",
    [
        "ООО «Ромашка» & <Ко>",
        "</w:t></w:r></w:p>",
        "{{ 7 * 7 }} {% if %} {# нет #} {{{",
        "{_{ x }_} {_% y %_}",
        "\"двойные\" 'одинарные' &amp; &#34;",
        "первая\nвторая\n\nчетвёртая",
        "  пробелы  по  краям  ",
        "неразрывный\u00a0пробел, мягкий\u00adперенос, тире – —",
        "]]> <!-- --> <?pi?>",
        "עברית العربية देवनागरी 中文 ѣ ӑ",
        "\\n \\ % $",
        "x" * 10_000,
    ],
)
def test_a_value_comes_out_exactly(value: str) -> None:
    assert _fill("до {{ value }} после", value=value) == f"до {value} после"


_TEXT = st.text(max_size=300).filter(is_printable)


@given(body=_TEXT, header=_TEXT, title=_TEXT)
@settings(max_examples=30, deadline=None)
def test_any_printable_value_comes_out_exactly_from_any_part(
    body: str, header: str, title: str
) -> None:
    docx = Document(io.BytesIO(_MIXED.fill({"body": body, "header": header, "title": title})))
    assert docx.paragraphs[0].text == body
    assert docx.sections[0].header.paragraphs[0].text == header
    assert docx.core_properties.title == title


def _mixed() -> CompiledTemplate:
    parts = packages.make_parts(paragraph("{{ body }}"), title="{{ title }}")
    header = packages.story_part("header", paragraph("{{ header }}"))
    return compile_template(packages.pack({**parts, packages.part_of("header"): header}))


_MIXED = _mixed()


@given(value=st.text(max_size=50).filter(lambda text: not is_printable(text)))
@settings(max_examples=30, deadline=None)
def test_a_value_that_would_be_lost_is_refused(value: str) -> None:
    with pytest.raises(FillingError) as caught:
        _MIXED.fill({"body": value, "header": "", "title": ""})
    assert caught.value.variable == "body"


def test_line_feeds_become_breaks_inside_the_same_run() -> None:
    docx = compile_template(make_text_docx("{{ a }}")).fill({"a": "1\n2"})
    xml = unpack(docx)["word/document.xml"].decode()
    assert '1</w:t><w:br/><w:t xml:space="preserve">2' in xml


def test_a_tag_cut_into_runs_by_word_is_still_one_tag() -> None:
    runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("{", "{ na", "me }", "}"))
    docx = compile_template(make_docx(f"<w:p>{runs}</w:p>")).fill({"name": "Цой"})
    assert _texts(docx) == ["Цой"]


def test_comparisons_and_quotes_of_a_tag_survive_xml() -> None:
    text = "{% if n < 3 and n > 1 and name != \"а&б\" %}да «{{ 'x & y' }}»{% endif %}"
    assert _fill(text, n=2, name="в") == "да «x & y»"


# ------------------------------------------------------------------ same as docxtpl


@cache
def _rich_template() -> bytes:
    document = Document()
    document.add_paragraph("{{ head.name }}, {{ head.date|date }} и {_{ скобки }_}")
    split = document.add_paragraph()
    for piece in ("{{ he", "ad.na", "me }", "}"):
        split.add_run(piece).bold = True
    for text in ("{%p for x in rows %}", "пункт {{ loop.index }}: {{ x }}", "{%p endfor %}"):
        document.add_paragraph(text)
    for text in ("{%p if rows|length > 2 %}", "много", "{%p else %}", "мало", "{%p endif %}"):
        document.add_paragraph(text)
    document.add_paragraph("слитно {%- if head.name %} и условие{% endif -%}")
    document.add_paragraph("конец\tтабуляции")
    rows = document.add_table(3, 2)
    rows.rows[0].cells[0].text = "{%tr for x in rows %}"
    rows.rows[1].cells[0].text = "{{ loop.index }}"
    rows.rows[1].cells[1].text = "{{ x }}"
    rows.rows[2].cells[0].text = "{%tr endfor %}"
    columns = document.add_table(2, 3)
    for cell, text in zip(
        columns.rows[0].cells, ("{%tc for x in rows %}", "{{ x }}", "{%tc endfor %}"), strict=True
    ):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "{{ head.name }}"
    document.sections[0].footer.paragraphs[0].text = "{% for x in rows %}{{ x }};{% endfor %}"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _by_docxtpl(template: bytes, context: Mapping[str, object]) -> bytes:
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    docx = DocxTemplate(io.BytesIO(template))
    docx.render(dict(context), environment)
    written = io.BytesIO()
    docx.save(written)
    return written.getvalue()


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
    template = _rich_template()
    context = {"head": {"name": "О. & С.", "date": "2025-09-05"}, "rows": rows}
    ours, theirs = compile_template(template).fill(context), _by_docxtpl(template, context)
    for part in _FILES_AS_DOCXTPL[:3]:
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


# ------------------------------------------------------------------ the file


def test_the_same_context_gives_the_same_bytes() -> None:
    context = {"head": {"name": "я", "date": dt.date(2025, 9, 5)}, "rows": ["а"]}
    template = _rich_template()
    first, second = compile_template(template), compile_template(template)
    assert first.fill(context) == first.fill(context) == second.fill(context)


def test_parts_without_tags_are_untouched_and_every_part_is_there_once() -> None:
    template = _rich_template()
    filled = compile_template(template).fill(
        {"head": {"name": "я", "date": "2025-09-05"}, "rows": ["а"]}
    )
    before, after = unpack(template), unpack(filled)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert changed == {"word/document.xml", "word/header1.xml", "word/footer1.xml"}
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert len(archive.namelist()) == len(before)
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_one_template_fills_in_many_threads() -> None:
    template = compile_template(_rich_template())
    contexts = [
        {"head": {"name": str(n), "date": "2025-09-05"}, "rows": [str(n)] * n} for n in range(8)
    ]
    expected = [template.fill(context) for context in contexts]
    got: dict[int, bytes] = {}

    def work(number: int) -> None:
        for _ in range(5):
            got[number] = template.fill(contexts[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [got[number] for number in range(8)] == expected


def test_a_filling_takes_about_a_millisecond() -> None:
    text = "Я, {{ a.fio }}, {{ a.position }}, даю согласие на {{ a.what }} до {{ a.until|date }}."
    template = compile_template(make_text_docx(*[text] * 25))
    context = {"a": {"fio": "Цой", "position": "учитель", "what": "всё", "until": "2026-05-29"}}
    took = []
    for _ in range(20):
        start = time.process_time()
        template.fill(context)
        took.append(time.process_time() - start)
    assert min(took) < 0.002  # 0.6 ms on an idle core


# ------------------------------------------------------------------ faults


def test_a_missing_value_is_named_with_its_part() -> None:
    with pytest.raises(FillingError) as caught:
        compile_template(make_text_docx("{{ employee.fio.gen }}")).fill({"employee": {"fio": {}}})
    assert caught.value.variable == "employee.fio.gen"
    assert caught.value.part == "word/document.xml"
    assert "employee.fio.gen" in caught.value.message


@pytest.mark.parametrize(
    "text", ["{{ a", "{% if a %}", "{% endfor %}", "{{ a|nosuch }}", "{%p x %}"]
)
def test_a_wrong_tag_is_found_when_the_template_is_compiled(text: str) -> None:
    with pytest.raises(FillingError) as caught:
        compile_template(make_text_docx(text))
    assert caught.value.part == "word/document.xml"


def test_a_condition_that_tears_a_table_is_refused_when_it_does() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('{% endif %}')}</w:tc></w:tr></w:tbl>"
    template = compile_template(make_docx(paragraph("{% if a %}{{ a }}") + cell))
    assert template.fill({"a": "Тайный"})
    with pytest.raises(FillingError) as caught:
        template.fill({"a": ""})
    assert caught.value.part == "word/document.xml"
    assert caught.value.__cause__ is None  # libxml2 quotes the text around a fault


def test_an_unsafe_template_is_refused_before_it_is_opened() -> None:
    with pytest.raises(UnsafeTemplateError):
        compile_template(b"")
    with pytest.raises(UnsafeTemplateError):
        compile_template(make_docx(packages.field("INCLUDETEXT /etc/passwd")))
