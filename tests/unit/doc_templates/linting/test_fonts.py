"""Fonts: which are not here, which have no Russian letters, and where they are set."""

import pytest
from docx.document import Document as Docx

from doc_templates.linting.findings import Report
from tests.assets.edited_templates import add_part, change, replace_in
from tests.linting import ORDER, codes, lint, only, with_font
from tests.office import edit


@pytest.mark.parametrize(
    ("font", "better"),
    [
        ("Calibri", "Liberation Sans"),
        ("Cambria", "Liberation Serif"),
        ("PT Astra Serif", "Liberation Serif"),
        ("Consolas", "Liberation Mono"),
    ],
)
def test_a_font_that_is_not_here_is_told_with_one_to_take(font: str, better: str) -> None:
    report = lint(with_font(font))
    found = only(report, "font_not_here")
    assert font in found.message
    assert f"«{better}»" in found.message
    assert report.is_publishable


@pytest.mark.parametrize("font", ["Times New Roman", "Arial", "Courier New", "DejaVu Sans"])
def test_a_font_with_a_stand_in_of_the_same_widths_is_fine(font: str) -> None:
    assert lint(with_font(font)) == Report(())


@pytest.mark.parametrize("font", ["Wingdings", "Algerian", "Brush Script MT"])
def test_a_font_without_russian_letters_is_an_error(font: str) -> None:
    assert not lint(with_font(font)).is_publishable
    assert "font_without_cyrillic" in codes(lint(with_font(font)))


def test_a_font_of_signs_may_print_signs() -> None:
    assert lint(with_font("Wingdings", "\uf0fe")) == Report(())


def test_fonts_of_styles_of_defaults_and_of_the_theme_are_looked_up() -> None:
    styles = "word/styles.xml"
    by_style = change(
        ORDER.template, lambda xml: xml.replace('"Liberation Serif"', '"Calibri"'), part=styles
    )
    assert "Calibri" in only(lint(by_style), "font_not_here").message
    themed = change(
        ORDER.template,
        lambda xml: xml.replace('w:ascii="Liberation Serif"', 'w:asciiTheme="minorHAnsi"'),
        part=styles,
    )
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:themeElements><a:fontScheme><a:minorFont><a:latin typeface="Aptos"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    assert (
        "Aptos"
        in only(lint(add_part(themed, "word/theme/theme1.xml", theme)), "font_not_here").message
    )


def test_a_style_that_nobody_uses_may_have_any_font() -> None:
    unused = (
        '<w:style w:type="paragraph" w:styleId="Old"><w:rPr><w:rFonts w:ascii="Calibri"/></w:rPr>'
        "</w:style></w:styles>"
    )
    docx = replace_in(ORDER.template, "</w:styles>", unused, part="word/styles.xml")
    assert lint(docx) == Report(())


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
