"""Fonts: which are not here, which have no Russian letters, and where they are set."""

import pytest

from doc_templates.linting.findings import Report
from tests.assets.edited_templates import add_part, change, replace_in
from tests.linting import ORDER, codes, lint, only, with_font


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
