import datetime as dt
import io
import threading
import time
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.errors import FillingError, UnsafeTemplateError
from doc_templates.filling import CompiledTemplate, compile_template
from doc_templates.text_rules import is_printable
from doc_templates.typography import NBSP
from tests.assets import docx_packages as packages
from tests.assets.docx_packages import make_docx, make_text_docx, paragraph, unpack
from tests.assets.rich_template import make_rich_template


def _texts(docx: bytes) -> list[str]:
    return [found.text for found in Document(io.BytesIO(docx)).paragraphs]


def _fill(text: str, **context: object) -> str:
    [printed] = _texts(compile_template(make_text_docx(text)).fill(context))
    return printed


def test_another_place_for_one_signature_gets_the_name_that_is_signed_at() -> None:
    marks = "".join(
        f"{{%p if n == {n} %}}".join(["<w:p><w:r><w:t>", "</w:t></w:r></w:p>"])
        + f'<w:p><w:bookmarkStart w:id="{n}" w:name="{name}"/></w:p>'
        + "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
        for n, name in enumerate(("signature_head", "signature_head_2", "table_2"))
    )
    template = compile_template(make_docx(marks))
    for n, name in enumerate(("signature_head", "signature_head", "table_2")):
        body = unpack(template.fill({"n": n}))["word/document.xml"].decode()
        assert body.count("<w:bookmarkStart") == 1
        assert f'w:name="{name}"' in body


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
        "неразрывный\u00a0пробел, мягкий\u00adперенос, тире–—",
        "]]> <!-- --> <?pi?>",
        "Ңәсилә ѣ ӑ ă ῥ ₽ ≥ ½",
        "\\n \\ % $",
        "x" * 10_000,
    ],
)
def test_a_value_comes_out_exactly(value: str) -> None:
    assert _fill("до {{ value }} после", value=value) == f"до {value} после"


_TEXT = st.text(max_size=300).filter(is_printable)


@given(body=_TEXT, header=_TEXT, title=_TEXT)
@settings(max_examples=30, deadline=None)
def test_any_printable_value_comes_out_from_any_part_with_nothing_changed_but_spaces(
    body: str, header: str, title: str
) -> None:
    docx = Document(io.BytesIO(_MIXED.fill({"body": body, "header": header, "title": title})))
    printed = (
        docx.paragraphs[0].text,
        docx.sections[0].header.paragraphs[0].text,
        docx.core_properties.title,
    )
    assert [text.replace(NBSP, " ") for text in printed] == [
        text.replace(NBSP, " ") for text in (body, header, title)
    ]


def test_values_are_typeset_where_they_are_printed() -> None:
    printed = _fill(
        "{{ post }} {{ name }}, {{ '№ ' ~ number }}, {{ place }}",
        post="директору школы № 1",
        name="Мельник О. С.",
        number="48-од",
        place="г. Эталонск, ул. Школьная",
    )

    assert printed.replace(NBSP, "_") == (
        "директору школы №_1 Мельник_О._С., №_48-од, г._Эталонск, ул._Школьная"
    )


def test_what_looks_like_code_is_not_typeset() -> None:
    code = "if a – b: <п. 4> № 1 {{ г. 5 }}"

    assert _fill("{{ code }}", code=code) == code


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


# ------------------------------------------------------------------ the file


def test_the_same_context_gives_the_same_bytes() -> None:
    context = {"head": {"name": "я", "date": dt.date(2025, 9, 5)}, "rows": ["а"]}
    template = make_rich_template()
    first, second = compile_template(template), compile_template(template)
    assert first.fill(context) == first.fill(context) == second.fill(context)


def test_parts_without_tags_are_untouched_and_every_part_is_there_once() -> None:
    template = make_rich_template()
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
    template = compile_template(make_rich_template())
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
