"""Templates of the library as an office edits them in Word: rows, loops, fonts, what is left over.

Each is opened and saved with python-docx; what the check says, and where, is part of the promise.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Final

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table

from doc_templates.linting.findings import Report, Severity
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, replace_in
from tests.linting import ORDER, codes, first, lint, only, with_text

PAIRS_LOOP: Final = "{%p for pair in pairs %}"


def edit(change: Callable[[Docx], None]) -> bytes:
    document = Document(BytesIO(ORDER.template))
    change(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def pairs_table(document: Docx) -> Table:
    return document.tables[5]


def said(report: Report) -> list[tuple[str, str]]:
    return [(found.code, found.place.describe()) for found in report.findings]


def test_a_template_that_was_only_opened_and_saved_is_fine() -> None:
    assert lint(edit(lambda _: None)) == Report(())


# ------------------------------------------------------------------- tags, as typed


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("{% If payments %}x{% Endif %}", "forbidden_tag", "строчными латинскими буквами: if"),
        ("{% fоr p in pairs %}x{% endfor %}", "forbidden_tag", "латинскими буквами: for"),
        ("{% if payments %}x{% еlse %}y{% endif %}", "forbidden_tag", "буквами: else"),
        ("{%р if payments %}", "forbidden_tag", "{%p … %}"),
        ("{% p if payments %}", "forbidden_tag", "{%p … %}"),
        ("{{ dоc.number }}", "unknown_variable", "русские буквы"),
        ("{{ doc_number }}", "unknown_variable", "«doc.number»"),
        ("{{ org_short_name }}", "unknown_variable", "«org.short_name»"),
        ("{{ doc_date }}", "trial_failed", "«doc.date»"),
        ("{{ doc,number }}", "not_printable", "«doc.number»"),
        ("{{ pairs.mentors }}", "unknown_variable", "{% for … in pairs %}"),
        ("{{ pair.mode }}", "unknown_variable", "{% for pair in pairs %}"),
        ("{{ loop.index }}", "unknown_variable", "внутри повтора"),
        ("{{ doc.number }}}", "stray_braces", "Лишняя закрывающая скобка"),
        ("{{ doc\u2011number }}", "typographic_sign", "«\u2011»"),
        ("{{ doc.\u200bnumber }}", "typographic_sign", "невидимый знак"),
        ("{% if payments == «none» %}x{% endif %}", "typographic_sign", "««»"),
    ],
)
def test_a_tag_typed_wrongly_is_told_with_what_was_meant(text: str, code: str, hint: str) -> None:
    found = first(lint(with_text(text)), code)
    assert hint in found.message
    assert found.place.describe() == "основной текст, абзац 1"
    assert found.place.near == text.replace("\u200b", " ")


@pytest.mark.parametrize(
    "text",
    [
        "{% If payments %}x{% Endif %}",
        "{% For pair in pairs %}{{ pair.mode }}{% Endfor %}",
        "{% if payments == «none» %}x{% endif %}",
        "{% for p in pairs %}{% if p.mode %}x{% endfor %}",
    ],
)
def test_one_mistake_is_told_once_and_not_by_all_that_follows_from_it(text: str) -> None:
    assert len(codes(lint(with_text(text)))) == 1


def test_the_same_fault_is_told_once_for_a_paragraph() -> None:
    only(lint(with_text("{{ pair.mode }} и {{ pair.mode }}, {{ pair.period.start }}")),
         "unknown_variable")  # fmt: skip


def test_faults_come_in_the_order_of_the_document() -> None:
    body = paragraph("{{ curatr.fio.nom }}") + paragraph("{{ x") + paragraph("{{ org.short_nam }}")
    report = lint(insert_body(ORDER.template, body))
    assert [found.place.paragraph for found in report.errors] == [1, 2, 3]


# ------------------------------------------------------------------ loops and rows


def _remove(*elements: BaseOxmlElement) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def _loop_around_pairs(document: Docx) -> list[BaseOxmlElement]:
    """The beginning, the text and the end of the loop in the text of the order."""
    texts = [one.text for one in document.paragraphs]
    begin = texts.index(PAIRS_LOOP)
    return [one._p for one in document.paragraphs[begin : begin + 3]]  # noqa: SLF001 -- its XML


def test_a_loop_whose_tags_were_deleted_is_missed_at_what_it_repeated() -> None:
    def change(document: Docx) -> None:
        begin, _, end = _loop_around_pairs(document)
        _remove(begin, end)

    report = lint(edit(change))
    found = next(one for one in report.findings if one.message.startswith("«pair»"))
    assert found.severity is Severity.ERROR
    assert "{% for pair in pairs %}" in found.message
    assert found.place.describe() == "основной текст, абзац 15"


def test_an_order_that_names_no_pair_any_more_is_not_published() -> None:
    def change(document: Docx) -> None:
        _remove(*_loop_around_pairs(document))
        _remove(*(row._tr for row in list(pairs_table(document).rows)[1:]))  # noqa: SLF001 -- its XML

    errors = lint(edit(change)).errors
    assert {found.code for found in errors} == {"unused_field"}
    named = " ".join(found.message for found in errors)
    assert all(name in named for name in ("pairs.mentors", "pairs.mentees", "pairs.period"))


TABLE: Final = "основной текст, таблица 6, строка"


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        (3, "unclosed_block", f"{TABLE} 2, ячейка 1, абзац 1"),
        (1, "unknown_variable", f"{TABLE} 2, ячейка 1, абзац 1"),
    ],
)
def test_a_deleted_row_of_a_repeated_one_is_told_in_the_table(
    row: int, code: str, place: str
) -> None:
    def change(document: Docx) -> None:
        _remove(pairs_table(document).rows[row]._tr)  # noqa: SLF001 -- its XML

    assert said(lint(edit(change)))[0] == (code, place)


def test_a_deleted_end_of_a_row_is_told_alone() -> None:
    def change(document: Docx) -> None:
        _remove(pairs_table(document).rows[3]._tr)  # noqa: SLF001 -- its XML

    only(lint(edit(change)), "unclosed_block")


@pytest.mark.parametrize(
    ("row", "cell", "text", "code", "place"),
    [
        (1, 1, "Итого", "lost_text", f"{TABLE} 2, ячейка 1, абзац 1"),
        (1, 0, "{% for pair in pairs %}", "mixed_block", f"{TABLE} 4, ячейка 1, абзац 1"),
        (3, 0, "{%p endfor %}", "mixed_block", f"{TABLE} 4, ячейка 1, абзац 1"),
        (1, 0, "{% tr for pair in pairs %}", "forbidden_tag", f"{TABLE} 2, ячейка 1, абзац 1"),
        (1, 0, "{%Tr for pair in pairs %}", "forbidden_tag", f"{TABLE} 2, ячейка 1, абзац 1"),
        (2, 4, "{{ pair.period.strt }}", "unknown_variable", f"{TABLE} 3, ячейка 5, абзац 1"),
    ],
)
def test_a_spoilt_cell_is_told_by_row_and_cell(
    row: int, cell: int, text: str, code: str, place: str
) -> None:
    def change(document: Docx) -> None:
        pairs_table(document).rows[row].cells[cell].text = text

    assert (code, place) in said(lint(edit(change)))


@pytest.mark.parametrize(
    "texts",
    [
        ["{%p for p in pairs %}", "{{ p.mode }}{% endfor %}"],
        ["{% if payments %}нет", "{%p endif %}"],
        ["{%p if payments %}", "а", "{% else %}", "б", "{%p endif %}"],
    ],
)
def test_a_beginning_and_an_end_of_different_sorts_are_told(texts: list[str]) -> None:
    docx = insert_body(ORDER.template, "".join(map(paragraph, texts)))
    found = first(lint(docx), "mixed_block")
    assert "пишут одинаково" in found.message


def test_a_condition_may_begin_and_end_inside_of_two_paragraphs() -> None:
    texts = ("до {% if payments %}нет", "да{% endif %} после")
    assert lint(insert_body(ORDER.template, "".join(map(paragraph, texts)))) == Report(())


def test_rows_without_tr_are_told_at_their_end() -> None:
    def change(document: Docx) -> None:
        rows = pairs_table(document).rows
        rows[1].cells[0].text = "{% for pair in pairs %}"
        rows[3].cells[0].text = "{% endfor %}"

    found = only(lint(edit(change)), "block_across_cells")
    assert found.place.describe() == f"{TABLE} 4, ячейка 1, абзац 1"
    assert f"начато здесь: {TABLE} 2" in found.message


# ------------------------------------------------------------------- what Word leaves


def test_a_tag_that_word_cut_into_letters_with_spelling_marks_is_fine() -> None:
    def change(document: Docx) -> None:
        one = next(p for p in document.paragraphs if "{{ doc.number" in p.text)
        letters = one.text
        _remove(*(run._r for run in one.runs))  # noqa: SLF001 -- its XML
        for letter in letters:
            mark = OxmlElement("w:proofErr")
            mark.set(qn("w:type"), "spellStart")
            one.add_run(letter)._r.addprevious(mark)  # noqa: SLF001 -- its XML

    assert lint(edit(change)) == Report(())


@pytest.mark.parametrize(
    "xml",
    [
        '<w:p><w:ins w:id="9" w:author="a"><w:r><w:t>новое</w:t></w:r></w:ins></w:p>',
        '<w:p><w:del w:id="9"><w:r><w:delText>старое</w:delText></w:r></w:del></w:p>',
        '<w:p><w:moveFrom w:id="9" w:author="a"><w:r><w:t>ушло</w:t></w:r></w:moveFrom></w:p>',
        '<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="a"/></w:rPr></w:pPr></w:p>',
        '<w:p><w:pPr><w:pPrChange w:id="3" w:author="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>',
    ],
)
def test_tracked_changes_are_told_in_their_paragraph(xml: str) -> None:
    docx = insert_body(ORDER.template, paragraph("первый") + xml)
    found = only(lint(docx), "tracked_changes")
    assert found.place.describe() == "основной текст, абзац 2"


def test_many_changes_of_one_paragraph_are_told_once() -> None:
    inserted = '<w:ins w:id="9" w:author="a"><w:r><w:t>слово </w:t></w:r></w:ins>'
    only(lint(insert_body(ORDER.template, f"<w:p>{inserted * 9}</w:p>")), "tracked_changes")


def test_a_row_that_was_inserted_with_changes_tracked_is_told_in_the_table() -> None:
    def change(document: Docx) -> None:
        properties = pairs_table(document).rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 -- its XML
        mark = OxmlElement("w:ins")
        mark.set(qn("w:id"), "77")
        properties.append(mark)

    assert said(lint(edit(change))) == [("tracked_changes", f"{TABLE} 1, ячейка 1, абзац 1")]


def test_a_comment_is_told_in_its_paragraph() -> None:
    def change(document: Docx) -> None:
        document.add_comment(document.paragraphs[8].runs, text="проверить", author="Завуч")

    found = only(lint(edit(change)), "comments_left")
    assert found.place.describe() == "основной текст, абзац 9"
    assert found.place.near == "{{ doc.place }}"


# ---------------------------------------------------------------- signatures, title


def _bookmarks(document: Docx) -> list[BaseOxmlElement]:
    marks = document.element.iter(qn("w:bookmarkStart"))
    return [one for one in marks if str(one.get(qn("w:name"))).startswith("signature_head")]


def test_a_missing_bookmark_is_told_once_with_its_place_in_the_builtin_template() -> None:
    found = only(lint(edit(lambda document: _remove(*_bookmarks(document)))), "missing_bookmark")
    assert found.severity is Severity.ERROR
    assert "Во встроенном шаблоне она здесь: основной текст, таблица 2, строка 1" in found.message


def _move_bookmarks(document: Docx, paragraph_number: int) -> None:
    marks = _bookmarks(document)
    _remove(*marks)
    document.paragraphs[paragraph_number]._p.append(marks[0])  # noqa: SLF001 -- its XML


def test_a_bookmark_in_a_paragraph_that_vanishes_is_an_error_there() -> None:
    report = lint(edit(lambda document: _move_bookmarks(document, 0)))
    found = first(report, "missing_bookmark")
    assert found in report.errors
    assert found.place.describe() == "основной текст, абзац 1"


def test_a_bookmark_moved_to_another_paragraph_is_a_warning_there() -> None:
    found = only(lint(edit(lambda document: _move_bookmarks(document, 9))), "moved_bookmark")
    assert found.severity is Severity.WARNING
    assert found.place.describe() == "основной текст, абзац 10"
    assert "Отметка о подписи появится здесь" in found.message


def test_a_title_with_letters_set_apart_is_a_title() -> None:
    assert lint(replace_in(ORDER.template, ">ПРИКАЗ<", ">П Р И К А З<")) == Report(())
    other = lint(replace_in(ORDER.template, ">ПРИКАЗ<", ">ПРИКАЗНОЕ<"))
    only(other, "missing_title")


# ---------------------------------------------------------------------- the look


def _set_font(document: Docx, name: str) -> None:
    for one in document.paragraphs[4:8]:
        for run in one.runs:
            run.font.name = name


def test_a_font_that_is_not_here_is_told_where_it_begins_and_how_often() -> None:
    report = lint(edit(lambda document: _set_font(document, "Comic Sans MS")))
    found = only(report, "font_not_here")
    assert "«Comic Sans MS»" in found.message
    assert "«Liberation Sans»" in found.message
    assert "Абзацев: 4." in found.message
    assert found.place.describe() == "основной текст, абзац 5"


def _with_font_table(scripts: str) -> bytes:
    """As Word saves it: with what it knows of a font that the office has installed."""
    docx = edit(lambda document: _set_font(document, "School Script"))
    known = (
        f'<w:font w:name="School Script"><w:sig w:usb0="{scripts}" w:usb1="00000000" '
        'w:usb2="00000000" w:usb3="00000000" w:csb0="00000001" w:csb1="00000000"/></w:font>'
    )
    part = "word/fontTable.xml"
    return replace_in(docx, "</w:fonts>", f"{known}</w:fonts>", part=part)


@pytest.mark.parametrize(
    ("scripts", "code"),
    [
        ("00000003", "font_without_cyrillic"),
        ("E0000AFF", "font_not_here"),
        ("00000000", "font_not_here"),
        ("nonsense", "font_not_here"),
    ],
)
def test_what_word_knows_of_a_font_tells_whether_it_has_russian_letters(
    scripts: str, code: str
) -> None:
    only(lint(_with_font_table(scripts)), code)


@pytest.mark.parametrize("font", ["Bauhaus 93", "Showcard Gothic", "Forte"])
def test_fonts_known_to_have_no_russian_letters_need_no_font_table(font: str) -> None:
    report = lint(edit(lambda document: _set_font(document, font)))
    assert not report.is_publishable
    assert only(report, "font_without_cyrillic").place.paragraph == 5


def test_margins_of_one_centimetre_are_told_side_by_side() -> None:
    def change(document: Docx) -> None:
        for section in document.sections:
            section.left_margin = section.right_margin = Mm(10)
            section.top_margin = section.bottom_margin = Mm(10)

    messages = [found.message for found in lint(edit(change)).findings]
    assert [message.split(",")[0] for message in messages] == [
        "Поле левое 10 мм",
        "Поле верхнее 10 мм",
        "Поле нижнее 10 мм",
    ]


# ---------------------------------------------------------------------- consents


@pytest.mark.parametrize(
    "texts",
    [
        ["Настоящим даю согласие:", "на обработку моих персональных данных"],
        ["Согласие на обработку персональных данных даю добровольно."],
        ["Выражаю согласие на обработку, включая сбор и хранение, моих персональных данных"],
        ["С обработкой моих персональных данных согласна"],
        ["Я, нижеподписавшийся, согласен на обработку ПДн"],
    ],
)
def test_a_consent_however_worded_stands_in_no_order(texts: list[str]) -> None:
    docx = insert_body(ORDER.template, "".join(map(paragraph, texts)))
    assert only(lint(docx), "consent_inside").place.describe() == "основной текст, абзац 1"


@pytest.mark.parametrize(
    "text",
    [
        "Куратору обеспечить сбор согласий на обработку персональных данных.",
        "Согласия на обработку персональных данных хранить в личных делах.",
        "Даю поручение. Согласие на обработку персональных данных прилагается.",
    ],
)
def test_an_order_to_collect_consents_is_none(text: str) -> None:
    assert lint(with_text(text)) == Report(())


def test_a_hostile_text_about_consent_does_not_take_long() -> None:
    text = "даю согласие обработку " * 4_000
    assert lint(with_text(text)) == Report(())
