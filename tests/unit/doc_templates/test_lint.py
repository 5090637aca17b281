"""What an office may do to a template in Word, and what the check says about it."""

import random
from dataclasses import replace

import pytest

from doc_templates.catalogue import Kind, Retention, validate
from doc_templates.linting.findings import MAX_FINDINGS, Area, Report, report_lines
from doc_templates.linting.trial import FULL, LEAST, samples
from tests.assets import docx_packages as packages
from tests.assets.dangerous_docx import dangerous_docx
from tests.assets.docx_packages import field, paragraph, text_box
from tests.assets.edited_templates import (
    add_part,
    change,
    insert_body,
    remove_all,
    replace_in,
)
from tests.linting import CATALOGUE, CONSENT, ORDER, codes, first, lint, only, with_text


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_the_library_has_nothing_to_be_told(kind: Kind) -> None:
    assert lint(kind.template, kind) == Report(())


# ------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("{{ curatr.fio.nom }}", "curatr", "curator"),
        ("{{ Curator.fio.nom }}", "Curator", "curator"),
        ("{{ curator.foi.nom }}", "curator.foi", "curator.fio"),
        ("{{ org.short_nam }}", "org.short_nam", "org.short_name"),
        ("{{ doc.numer }}", "doc.numer", "doc.number"),
        ("{{ law.mentoring_artcle }}", "law.mentoring_artcle", "law.mentoring_article"),
        ("{% for p in pairs %}{{ p.perod.start }}{% endfor %}", "p.perod", "p.period"),
        (
            "{% for p in pairs %}{% for m in p.mentors %}{{ m.fio.non }}{% endfor %}{% endfor %}",
            "m.fio.non",
            "m.fio.nom",
        ),
        ("{{ pairs[0].mentors[0].fio.nam }}", "mentors[0].fio.nam", "fio.nom"),
        ("{{ curator['positon'] }}", "curator[positon]", "position"),
        ("{% if controler is defined %}{% endif %}", "controler", "controller"),
        ("{{ pairs|selectattr('mod', 'equalto', 'group')|list|length }}", "mod", "mode"),
        ("{{ pairs|map(attribute='period.strt')|join }}", "period.strt", "period.start"),
        ("{{ сurator.fio.nom }}", "сurator", "русские буквы"),
    ],
)
def test_a_misspelt_name_is_found_and_the_right_one_suggested(
    text: str, written: str, meant: str
) -> None:
    found = first(lint(with_text(text)), "unknown_variable")
    assert written in found.message
    assert meant in found.message
    assert (found.place.area, found.place.paragraph) == (Area.BODY, 1)


def test_a_name_like_no_other_brings_the_names_that_there_are() -> None:
    message = first(lint(with_text("{{ curator.zzz }}")), "unknown_variable").message
    assert "Здесь есть: fio, gender" in message


def test_a_name_of_another_kind_of_document_is_unknown_here() -> None:
    report = lint(with_text("{{ mentee.fio.nom }}"))
    assert codes(report) == {"unknown_variable"}
    assert lint(with_text("{{ mentee.fio.nom }}", CONSENT), CONSENT) == Report(())


@pytest.mark.parametrize(
    "text",
    [
        "{% set boss = curator %}{{ boss.fio.nom }}",
        "{% with who = curator %}{{ who.fio.nom }}{% endwith %}",
        "{% set ns = namespace(n=0) %}{% for p in pairs %}{% set ns.n = loop.index %}{% endfor %}",
        "{% for p in pairs %}{{ loop.index }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{{ pairs|map(attribute='period.start')|first|date }}",
        "{{ {'supplements': 'а', 'separate_order': 'б', 'none': 'в'}[payments] }}",
        "{{ 'а' if pairs|length > 1 else 'б' }}",
        "{{ (pairs|first).period.start|long_date }}",
        "{% for p in pairs if p.mode == 'group' %}{{ p.period.end|date }}{% else %}нет{% endfor %}",
        "{% for n in range(3) %}{{ n + 1 }}{% endfor %}",
        "{{ controller.fio.acc if controller is defined else '' }}",
        "{# замечание {{ нет такого }} #}",
        "{_{ скобки }_} и { одна",
    ],
)
def test_what_is_in_the_language_is_not_complained_about(text: str) -> None:
    assert lint(with_text(text)) == Report(())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ curator }}", "not_printable"),
        ("{{ pairs }}", "not_printable"),
        ("{% for x in curator %}{% endfor %}", "not_a_list"),
        ("{% for x in program_due %}{% endfor %}", "not_a_list"),
        ("{{ curator.fio.nom|dat }}", "unknown_filter"),
        ("{{ curator.fio.nom|safe }}", "forbidden_filter"),
        ("{{ curator.fio.nom|attr('x') }}", "forbidden_filter"),
        ("{{ curator.fio.nom.upper() }}", "forbidden_call"),
        ("{{ lipsum() }}", "forbidden_call"),
        ("{{ curator is strange }}", "forbidden_call"),
        ("{% macro m() %}", "forbidden_tag"),
        ("{% include 'x' %}", "forbidden_tag"),
        ("{% raw %}", "forbidden_tag"),
        ("{% vm %}", "forbidden_tag"),
    ],
)
def test_what_is_not_in_the_language_is_an_error(text: str, code: str) -> None:
    found = first(lint(with_text(text)), code)
    assert found in lint(with_text(text)).errors
    assert found.place.paragraph == 1


def test_a_filter_that_is_nearly_right_is_suggested() -> None:
    found = first(lint(with_text("{{ program_due|long_dat }}")), "unknown_filter")
    assert "long_date" in found.message


# -------------------------------------------------------------------------- tags


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


# -------------------------------------------------------------------- requisites


@pytest.mark.parametrize("name", ["doc.number", "doc.date"])
def test_number_and_date_cannot_be_left_out(name: str) -> None:
    found = only(
        lint(remove_all(ORDER.template, rf"\{{\{{ {name}[^}}]*\}}\}}")), "missing_requisite"
    )
    assert f"{{{{ {name} }}}}" in found.message
    assert found in lint(remove_all(ORDER.template, rf"\{{\{{ {name}[^}}]*\}}\}}")).errors


def test_the_name_of_the_kind_of_document_cannot_be_left_out() -> None:
    found = only(lint(replace_in(ORDER.template, ">ПРИКАЗ<", "><")), "missing_title")
    assert "«ПРИКАЗ»" in found.message


def test_the_bookmark_of_a_signer_cannot_be_left_out() -> None:
    report = lint(remove_all(ORDER.template, r'<w:bookmarkStart[^>]*"signature_head(_\d)?"/>'))
    assert codes(report) == {"missing_bookmark"}
    assert "signature_head" in report.errors[0].message


def test_a_bookmark_of_somebody_who_need_not_sign_is_only_missed() -> None:
    docx = remove_all(CONSENT.template, r'<w:bookmarkStart[^>]*signature_representative"/>')
    report = lint(docx, CONSENT)
    assert only(report, "missing_bookmark") not in report.errors


@pytest.mark.parametrize("name", ["signature_head", "signature_head_2"])
def test_a_bookmark_in_one_branch_only_is_missed_in_the_other(name: str) -> None:
    docx = remove_all(ORDER.template, rf'<w:bookmarkStart[^>]*"{name}"/>')
    report = lint(docx)
    assert codes(report) == {"missing_bookmark"}
    assert "signature_head_2" in report.errors[0].message
    assert not report.is_publishable


def test_one_place_for_a_signature_outside_of_conditions_is_enough() -> None:
    docx = remove_all(ORDER.template, r'<w:bookmarkStart[^>]*"signature_head(_\d)?"/>')
    signer = "<w:r><w:t>{{ signer.initials_before }}</w:t></w:r>"
    place = f'<w:p><w:bookmarkStart w:id="77" w:name="signature_head"/>{signer}</w:p>'
    assert lint(insert_body(docx, place)) == Report(())


def test_a_bookmark_away_from_its_signer_is_asked_about() -> None:
    docx = remove_all(ORDER.template, r'<w:bookmarkStart[^>]*"signature_head(_\d)?"/>')
    place = '<w:p><w:bookmarkStart w:id="77" w:name="signature_head"/></w:p>'
    found = only(lint(insert_body(docx, place)), "moved_bookmark")
    assert "signature_head" in found.message
    assert "signer." in found.message
    assert found.place.paragraph == 1
    assert lint(insert_body(docx, place)).is_publishable


def test_two_places_for_one_signature_are_told() -> None:
    twice = '<w:p><w:bookmarkStart w:id="77" w:name="signature_head"/></w:p>'
    assert codes(lint(insert_body(ORDER.template, twice))) == {"repeated_bookmark"}


def test_a_required_field_that_the_kind_prints_cannot_be_left_out() -> None:
    report = lint(replace_in(ORDER.template, "program_due", "curator.fio.nom"))
    found = first(report, "unused_field")
    assert "program_due" in found.message
    assert found in report.errors


def test_a_part_of_a_required_field_may_be_left_out_with_a_warning() -> None:
    report = lint(
        change(ORDER.template, lambda xml: xml.replace("regulation.number", "doc.number"))
    )
    found = only(report, "unused_field")
    assert "regulation.number" in found.message
    assert report.is_publishable


def test_an_office_may_print_a_name_in_another_form() -> None:
    assert lint(replace_in(ORDER.template, "signer.initials_before", "signer.fio.nom")) == Report(
        ()
    )


def test_a_name_of_the_organisation_typed_by_hand_is_asked_about() -> None:
    docx = change(ORDER.template, lambda xml: xml.replace("{{ org.", "{{ doc.place or doc."))
    docx = remove_all(docx, r"\{%p if org\..*?\{%p endif %\}")
    report = lint(change(docx, lambda xml: xml.replace("org.", "doc.")))
    assert "missing_requisite" in codes(report)


# ------------------------------------------------------------------ the law


@pytest.mark.parametrize(
    "text",
    [
        "Даю согласие на обработку моих персональных данных.",
        "Настоящим я даю своё согласие на автоматизированную обработку персональных данных",
        "С приказом ознакомлен, согласна на обработку своих персональных данных",
    ],
)
def test_a_consent_to_the_processing_of_data_stands_in_no_other_document(text: str) -> None:
    found = only(lint(with_text(text)), "consent_inside")
    assert "152-ФЗ" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Обработка персональных данных осуществляется в соответствии с законодательством.",
        "Согласие на участие в наставничестве даю.",
        "Ответственный за обработку персональных данных – заместитель директора.",
    ],
)
def test_other_words_about_data_are_no_consent(text: str) -> None:
    assert lint(with_text(text)) == Report(())


def test_the_consent_itself_may_say_so() -> None:
    kind = CATALOGUE.get_kind("pd_consent")
    docx = with_text("Даю согласие на обработку моих персональных данных.", kind)
    assert lint(docx, kind) == Report(())


# ----------------------------------------------------------------------- the look


@pytest.mark.parametrize(
    ("side", "twips", "is_error"),
    [("left", 1134, True), ("left", 1650, True), ("right", 300, False), ("top", 900, False)],
)
def test_a_margin_that_is_too_narrow_is_told_in_millimetres(
    side: str, twips: int, *, is_error: bool
) -> None:
    docx = change(ORDER.template, lambda xml: _with_margin(xml, side, twips))
    found = only(lint(docx), "margin_too_narrow")
    assert f"{twips / 56.7:.0f} мм" in found.message
    assert lint(docx).is_publishable is not is_error


def _with_margin(xml: str, side: str, twips: int) -> str:
    before, name, after = xml.partition("<w:pgMar ")
    start, _, rest = after.partition(f'w:{side}="')
    return f'{before}{name}{start}w:{side}="{twips}"{rest[rest.index(chr(34)) + 1 :]}'


@pytest.mark.parametrize(
    ("retention", "least"),
    [
        (Retention("19а", "постоянно"), 30),
        (Retention("435", "50 лет", 50), 30),
        (Retention("200", "5 лет, ЭПК"), 20),
        (Retention("441", "3 года", 3), 20),
        (Retention("1", "10 лет", 10), 20),
    ],
)
def test_what_is_kept_longer_than_ten_years_has_room_to_be_sewn(
    retention: Retention, least: int
) -> None:
    kind = replace(CONSENT, retention=retention)
    narrow = change(CONSENT.template, lambda xml: _with_margin(xml, "left", 1000))
    assert f"не меньше {least} мм" in first(lint(narrow, kind), "margin_too_narrow").message
    assert ("margin_too_narrow" in codes(lint(CONSENT.template, kind))) is (least == 30)


def test_the_gutter_counts_as_margin() -> None:
    docx = change(ORDER.template, lambda xml: _with_margin(xml, "left", 1134))
    assert lint(replace_in(docx, 'w:gutter="0"', 'w:gutter="567"')) == Report(())


def test_paper_of_another_size_is_told() -> None:
    docx = replace_in(ORDER.template, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')
    assert only(lint(docx), "page_size").message.startswith("Лист не A4")


def test_a_sheet_may_lie_on_its_side() -> None:
    docx = replace_in(ORDER.template, 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"')
    assert lint(docx) == Report(())


def _set_in(font: str, text: str = "Текст") -> bytes:
    run = (
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t></w:r>'
    )
    return insert_body(ORDER.template, f"<w:p>{run}</w:p>")


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
    report = lint(_set_in(font))
    found = only(report, "font_not_here")
    assert font in found.message
    assert f"«{better}»" in found.message
    assert report.is_publishable


@pytest.mark.parametrize("font", ["Times New Roman", "Arial", "Courier New", "DejaVu Sans"])
def test_a_font_with_a_stand_in_of_the_same_widths_is_fine(font: str) -> None:
    assert lint(_set_in(font)) == Report(())


@pytest.mark.parametrize("font", ["Wingdings", "Algerian", "Brush Script MT"])
def test_a_font_without_russian_letters_is_an_error(font: str) -> None:
    assert not lint(_set_in(font)).is_publishable
    assert "font_without_cyrillic" in codes(lint(_set_in(font)))


def test_a_font_of_signs_may_print_signs() -> None:
    assert lint(_set_in("Wingdings", "\uf0fe")) == Report(())


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


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<w:p><w:ins><w:r><w:t>новое</w:t></w:r></w:ins></w:p>", "tracked_changes"),
        ("<w:p><w:del><w:r><w:delText>старое</w:delText></w:r></w:del></w:p>", "tracked_changes"),
        ("<w:p><w:pPr><w:pPrChange/></w:pPr></w:p>", "tracked_changes"),
        ('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>', "comments_left"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r></w:p>", "hidden_text"),
    ],
)
def test_what_word_leaves_behind_is_told(xml: str, code: str) -> None:
    found = only(lint(insert_body(ORDER.template, xml)), code)
    assert found.place.part == "word/document.xml"


# -------------------------------------------------------------------- the trial


@pytest.mark.parametrize(
    "text",
    [
        "{{ controller.fio.nom }}",
        "{{ registry_due|date }}",
        "{% for p in pairs %}{{ p.external_basis.number }}{% endfor %}",
    ],
)
def test_an_optional_field_without_a_condition_fails_the_trial(text: str) -> None:
    found = only(lint(with_text(text)), "trial_failed")
    assert "is defined" in found.message
    assert found.place.paragraph == 1


def test_a_detail_that_only_an_optional_person_may_lack_is_tried_as_well() -> None:
    text = "{% if controller is defined %}{{ controller.workplace_gen }}{% endif %}"
    assert "trial_failed" in codes(lint(with_text(text)))


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_every_kind_is_tried_with_less_than_its_sample(kind: Kind) -> None:
    tried = samples(kind)
    assert tried[FULL] == kind.sample
    assert tried[LEAST].keys() < kind.sample.keys()
    for data in tried.values():
        validate(kind, data)


def test_as_little_as_possible_is_found_where_one_field_asks_for_another() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string"},
            "list": {"type": "array", "items": {"type": "object", "properties": {"c": {}}}},
        },
        "required": ["list"],
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    sample = {"a": "1", "b": "2", "list": [{"c": 1}, {"c": 2}]}
    kind = replace(ORDER, schema=schema, sample=sample)
    assert samples(kind)[LEAST] == {"b": "2", "list": [{}, {}]}


def test_a_filter_that_does_not_suit_its_value_fails_the_trial() -> None:
    found = only(lint(with_text("{{ payments|date }}")), "trial_failed")
    assert "payments" in found.message


def test_a_template_that_never_ends_fails_the_trial() -> None:
    endless = "{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}"
    assert "слишком долго" in only(lint(with_text(endless)), "trial_failed").message


# ------------------------------------------------------------------- any file


def test_a_dangerous_file_is_refused_by_its_reason_and_opened_no_further() -> None:
    for name, reason, docx in dangerous_docx():
        report = lint(docx)
        assert [found.code for found in report.findings] == [reason], name


def test_a_docx_that_is_no_template_at_all_has_a_report() -> None:
    report = lint(packages.make_text_docx("просто текст"))
    assert {"missing_title", "missing_requisite", "missing_bookmark", "unused_field"} <= codes(
        report
    )


def test_no_broken_template_breaks_the_check() -> None:
    chance = random.Random(11)  # noqa: S311 -- not a secret
    xml = packages.unpack(ORDER.template)["word/document.xml"].decode()
    pieces = ("{{", "}}", "{%", "%}", "if", "for", '"', ".", "|", "end")
    for _ in range(40):
        broken = xml
        for _ in range(chance.randint(1, 30)):
            piece = chance.choice(pieces)
            places = broken.split(piece)
            cut = chance.randrange(1, len(places)) if len(places) > 1 else 0
            if cut:
                broken = piece.join(places[:cut]) + piece.join(places[cut:])
        lint(
            packages.pack({**packages.unpack(ORDER.template), "word/document.xml": broken.encode()})
        )


def test_a_report_has_an_end() -> None:
    docx = insert_body(ORDER.template, "".join(paragraph(f"{{{{ x{n} }}}}") for n in range(300)))
    report = lint(docx)
    assert len(report.findings) == MAX_FINDINGS
    assert report.hidden >= 100
    assert list(report_lines(report))[-1] == f"И ещё замечаний: {report.hidden}."


def test_a_report_reads_like_a_list_of_things_to_do() -> None:
    lines = list(report_lines(lint(with_text("Куратор {{ curatr.fio.nom }} назначен"))))
    assert lines[0].startswith("Ошибка [unknown_variable]: Поля «curatr» у этого вида")
    assert lines[1] == "    основной текст, абзац 1 – «Куратор {{ curatr.fio.nom }} назначен»"


def test_errors_come_before_warnings() -> None:
    docx = insert_body(_set_in("Calibri"), paragraph("{{ curatr }}"))
    severities = [found.severity for found in lint(docx).findings]
    assert severities == sorted(severities)
    assert len(set(severities)) == 2


def test_fields_of_word_are_no_tags() -> None:
    assert lint(insert_body(ORDER.template, field("PAGE"))) == Report(())
