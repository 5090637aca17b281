import io
import random
import time
import zipfile

import pytest
from docx import Document

from doc_templates.errors import UnsafeTemplateError
from doc_templates.filling import compile_template
from doc_templates.safety import check_docx
from tests.assets import docx_packages as packages
from tests.assets.dangerous_docx import dangerous_docx
from tests.assets.docx_packages import field, make_docx, make_text_docx, relationship

_CASES = {name: (reason, docx) for name, reason, docx in dangerous_docx()}


@pytest.mark.parametrize("name", _CASES)
def test_a_dangerous_file_is_refused_for_its_own_reason(name: str) -> None:
    reason, docx = _CASES[name]
    with pytest.raises(UnsafeTemplateError) as caught:
        check_docx(docx)
    assert caught.value.reason == reason
    assert caught.value.code == "unsafe_template"
    assert caught.value.message.isprintable()


def test_there_are_enough_ways_to_do_harm() -> None:
    assert len(_CASES) >= 120


def test_a_refusal_names_the_part() -> None:
    _, docx = _CASES["links-image_in_header"]
    with pytest.raises(UnsafeTemplateError) as caught:
        check_docx(docx)
    assert caught.value.part == "word/_rels/header1.xml.rels"
    assert caught.value.part in caught.value.message


def _by_word_processor() -> bytes:
    document = Document()
    document.add_paragraph("{{ name }}").add_run().add_break()
    document.add_table(2, 2).rows[0].cells[0].text = "<&>"
    document.sections[0].header.paragraphs[0].text = "заголовок"
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "docx",
    [
        _by_word_processor(),
        make_text_docx("обычный текст INCLUDETEXT file:///etc/passwd DDEAUTO <!DOCTYPE"),
        make_docx(
            relationships=relationship("hyperlink", "https://example.test/?a=1", external=True)
        ),
        make_docx(relationships=relationship("hyperlink", "mailto:a@example.test", external=True)),
        make_docx(relationships=relationship("image", "media/image1.png", external=False)),
        make_docx(field("PAGE")),
        make_docx(field(" PA", "GE \\* MERGEFORMAT ")),
        make_docx(field('TIME \\@ "HH:mm"')),
        make_docx(field('HYPERLINK "https://example.test/" \\o "подсказка"')),
        make_docx(field('HYPERLINK \\l "закладка"')),
        make_docx(field("= 1 + 1")),
        make_docx(field('TOC \\o "1-3" \\h \\z \\u')),
        make_docx("<!-- замечание --><?pi x?>"),
        make_docx("<w:p><w:r><w:t><![CDATA[<w:altChunk/>]]></w:t></w:r></w:p>"),
        packages.pack({**packages.make_parts(), "word/": b"", "word/media/i.png": b"\x89PNG"}),
        packages.pack({**packages.make_parts(), "customXml/item1.xml": b"\xef\xbb\xbf<a/>"}),
    ],
)
def test_a_plain_document_passes(docx: bytes) -> None:
    check_docx(docx)


def test_a_good_template_is_checked_in_no_time() -> None:
    docx = _by_word_processor()
    started = time.process_time()
    check_docx(docx)
    assert time.process_time() - started < 0.5


def test_a_bomb_is_refused_soon() -> None:
    docx = packages.pack(packages.make_parts("<w:p/>" * 3_000_000), level=0)
    started = time.process_time()
    with pytest.raises(UnsafeTemplateError):
        check_docx(docx)
    assert time.process_time() - started < 5  # 0.6 s on an idle core


def test_any_broken_file_is_refused_and_nothing_else_is_raised() -> None:
    chance = random.Random(7)  # noqa: S311 -- not a secret
    good = make_text_docx("{{ name }}", "текст")
    for _ in range(400):
        broken = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        _check_quietly(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]))


def _check_quietly(docx: bytes) -> None:
    try:
        check_docx(docx)
    except UnsafeTemplateError:
        return
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None


def test_a_filled_document_passes_the_gate_itself() -> None:
    template = compile_template(make_text_docx("{{ name }}"))
    check_docx(template.fill({"name": "<w:altChunk/> {{ x }} http://example.test"}))
