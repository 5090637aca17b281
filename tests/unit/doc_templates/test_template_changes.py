import pytest

from doc_templates.catalogue import load_catalogue
from doc_templates.errors import UnsafeTemplateError
from doc_templates.linting.findings import Area
from doc_templates.template_changes import Change, change_lines, find_changes
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import change, insert_body, remove_all, replace_in

TEMPLATE = load_catalogue().get_kind("order_assign_pairs").template


def compare_templates(old: bytes, new: bytes) -> list[str]:
    return list(change_lines(find_changes(old, new)))


def test_a_change_knows_its_area_its_place_and_both_texts() -> None:
    edited = replace_in(TEMPLATE, "ПРИКАЗЫВАЮ:", "ОБЯЗЫВАЮ:")
    place = "основной текст, абзац 12"
    assert find_changes(TEMPLATE, edited) == [
        Change(Area.BODY, place, ("ПРИКАЗЫВАЮ:",), ("ОБЯЗЫВАЮ:",))
    ]


def test_equal_templates_have_no_differences() -> None:
    assert compare_templates(TEMPLATE, TEMPLATE) == ["Различий нет."]


def test_a_changed_paragraph_is_shown_before_and_after() -> None:
    assert compare_templates(TEMPLATE, replace_in(TEMPLATE, "ПРИКАЗЫВАЮ:", "ОБЯЗЫВАЮ:")) == [
        "Основной текст:",
        "  основной текст, абзац 12",
        "  - ПРИКАЗЫВАЮ:",
        "  + ОБЯЗЫВАЮ:",
    ]


def test_a_new_paragraph_does_not_change_the_ones_after_it() -> None:
    lines = compare_templates(TEMPLATE, insert_body(TEMPLATE, paragraph("Новое")))
    assert lines == ["Основной текст:", "  основной текст, абзац 1", "  + Новое"]
    back = compare_templates(insert_body(TEMPLATE, paragraph("Новое")), TEMPLATE)
    assert back == ["Основной текст:", "  основной текст, абзац 1", "  - Новое"]


def test_cells_and_headers_are_compared() -> None:
    in_table = compare_templates(TEMPLATE, replace_in(TEMPLATE, "Должность", "Кем работает"))
    assert "  основной текст, таблица 5, строка 1, ячейка 2, абзац 1" in in_table
    part = "word/header1.xml"
    header = replace_in(TEMPLATE, "<w:t>2</w:t>", "<w:t>Лист 2</w:t>", part=part)
    assert compare_templates(TEMPLATE, header)[0] == "Верхний колонтитул:"


def test_margins_paper_fonts_and_bookmarks_are_compared() -> None:
    edited = change(TEMPLATE, lambda xml: xml.replace('w:left="1701"', 'w:left="1134"'))
    edited = replace_in(edited, 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"')
    edited = remove_all(edited, r'<w:bookmarkStart[^>]*w:id="0"[^>]*/>')
    edited = change(
        edited,
        lambda xml: xml.replace('"Liberation Serif"', '"Times New Roman"'),
        part="word/styles.xml",
    )
    assert compare_templates(TEMPLATE, edited) == [
        "Раздел 1, поле левое: 30 мм → 20 мм",
        "Раздел 1, лист: 210×297 мм → 297×210 мм",
        "Шрифты: Liberation Serif → Times New Roman",
        "Закладки:",
        "  - signature_head",
    ]


def test_a_dangerous_file_is_not_opened() -> None:
    with pytest.raises(UnsafeTemplateError):
        find_changes(TEMPLATE, b"PK")
