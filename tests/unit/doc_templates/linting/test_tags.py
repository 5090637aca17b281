"""Tags that Word cut, that nobody closed or that stand where they lose something."""

import pytest

from doc_templates.linting.findings import Area, Report
from tests.assets import docx_packages as packages
from tests.assets.docx_packages import field, paragraph, text_box
from tests.assets.edited_templates import add_part, insert_body, replace_in
from tests.linting import ORDER, codes, first, lint, only, with_text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ curator.fio.nom", "unclosed_tag"),
        ("{{ curator.fio.nom {{ payments }}", "unclosed_tag"),
        ("{% if payments", "unclosed_tag"),
        ("curator.fio.nom }}", "stray_braces"),
        ("endif %}", "stray_braces"),
        ("{ curator }", "single_brace"),
        ("{ { curator.fio.nom }}", "single_brace"),
        ("{{ }}", "broken_tag"),
        ("{{ curator. }}", "broken_tag"),
        ("{{ curator fio }}", "broken_tag"),
        ("{% if %}x{% endif %}", "broken_tag"),
        ("{% for x %}{% endfor %}", "broken_tag"),
        ("{% if payments == «none» %}x{% endif %}", "typographic_sign"),
        ("{% if payments == „none“ %}x{% endif %}", "typographic_sign"),
        ("{%– if payments %}x{% endif %}", "typographic_sign"),
        ("{% if payments == 'none' %}x", "unclosed_block"),
        ("{% for p in pairs %}x", "unclosed_block"),
        ("x{% endif %}", "stray_end"),
        ("x{% else %}", "stray_end"),
        ("{% if payments %}{% endfor %}{% endif %}", "stray_end"),
        ("до {%p if payments %} после", "lost_text"),
        ("{%tr if payments %}", "broken_tag"),
        ("{{ " + "9" * 5000 + " }}", "unclosed_tag"),
        ("{{ " + "(" * 900 + "1" + ")" * 900 + " }}", "broken_tag"),
    ],
)
def test_a_broken_tag_is_found_where_it_is(text: str, code: str) -> None:
    found = first(lint(with_text(text)), code)
    assert (found.place.area, found.place.paragraph) == (Area.BODY, 1)


def test_a_tag_over_two_paragraphs_is_told_in_the_first() -> None:
    docx = insert_body(ORDER.template, paragraph("{{ curator.") + paragraph("fio.nom }}"))
    assert {"unclosed_tag", "stray_braces"} <= codes(lint(docx))


def _cut(*pieces: str, between: str = "") -> bytes:
    runs = between.join(
        f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{piece}</w:t></w:r>'
        for piece in pieces
    )
    return insert_body(ORDER.template, f"<w:p>{runs}</w:p>")


@pytest.mark.parametrize(
    "between",
    [
        "",
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="90" w:name="_GoBack"/><w:bookmarkEnd w:id="90"/>',
        "<w:r><w:lastRenderedPageBreak/></w:r>",
    ],
)
def test_a_tag_that_word_cut_into_runs_is_put_together_silently(between: str) -> None:
    assert lint(_cut("{", "{ cur", "ator.fio.", "nom }", "}", between=between)) == Report(())
    quoted = _cut("{% if payments == ", "“none”", " %}x{% endif %}")
    assert lint(quoted) == Report(())


@pytest.mark.parametrize(
    "between",
    [
        '<w:bookmarkStart w:id="90" w:name="place"/><w:bookmarkEnd w:id="90"/>',
        "<w:r><w:br/></w:r>",
        "<w:r><w:tab/></w:r>",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        "<w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink>",
    ],
)
def test_a_tag_that_cannot_be_put_together_without_loss_is_told(between: str) -> None:
    assert "split_tag" in codes(lint(_cut("{{ curator", "fio.nom }}", between=between)))


def _table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_place_in_a_table_is_told_by_row_and_cell() -> None:
    docx = insert_body(ORDER.template, _table(["а", "б"], ["в", "{{ curatr.fio.nom }}"]))
    found = first(lint(docx), "unknown_variable")
    assert found.place.describe() == "основной текст, таблица 1, строка 2, ячейка 2, абзац 1"
    assert "curatr" in found.place.near


def test_a_row_that_vanishes_with_a_text_in_it_is_told() -> None:
    rows = (["{%tr for p in pairs %}", "итого"], ["{{ loop.index }}", ""], ["{%tr endfor %}", ""])
    found = only(lint(insert_body(ORDER.template, _table(*rows))), "lost_text")
    assert found.place.row == 1


def test_a_block_that_ends_in_another_cell_is_told_with_both_places() -> None:
    docx = insert_body(ORDER.template, _table(["{% if payments %}а", "б{% endif %}"]))
    found = first(lint(docx), "block_across_cells")
    assert found.place.cell == 2
    assert "ячейка 1" in found.message


@pytest.mark.parametrize(
    ("part", "area"),
    [("header", Area.HEADER), ("footer", Area.FOOTER), ("footnotes", Area.FOOTNOTE)],
)
def test_headers_footers_and_footnotes_are_read(part: str, area: Area) -> None:
    name = packages.part_of(part)
    content = packages.story_part(part, paragraph("{{ curatr.fio.nom }}")).decode()
    found = first(lint(add_part(ORDER.template, name, content)), "unknown_variable")
    assert (found.place.area, found.place.part) == (area, name)


def test_text_boxes_and_properties_are_read() -> None:
    boxed = text_box("{{ curatr }}").replace("v:", "w:")
    found = first(lint(insert_body(ORDER.template, boxed)), "unknown_variable")
    assert (found.place.area, found.place.paragraph) == (Area.TEXT_BOX, 1)
    titled = replace_in(ORDER.template, ORDER.title, "{{ curatr }}", part="docProps/core.xml")
    assert first(lint(titled), "unknown_variable").place.area is Area.PROPERTIES


def test_a_tag_where_nothing_is_filled_is_told() -> None:
    name = "word/glossary/document.xml"
    docx = add_part(ORDER.template, name, f"<a>{'{{'} curator {'}}'}</a>")
    assert only(lint(docx), "tag_not_filled").place.part == name


def test_fields_of_word_are_no_tags() -> None:
    assert lint(insert_body(ORDER.template, field("PAGE"))) == Report(())
