import io
from typing import Any

import docx
import pytest
from docx.shared import Mm
from lxml import etree

from doc_templates.catalogue import load_catalogue
from doc_templates.filling import compile_template
from doc_templates.qr_code import MM, SIDE, modules_of, place_code
from doc_templates.safety import check_docx

URL = "https://grif.example/check/rtq7mwfk2xeb5nzd3vhj6ucg"
A4_WIDTH, A4_HEIGHT = 210, 297


def make(bottom: float = 20, top: float = 20) -> Any:  # noqa: ANN401 -- python-docx
    document = docx.Document()
    document.add_paragraph("Приказ")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(A4_WIDTH), Mm(A4_HEIGHT)
    section.bottom_margin, section.top_margin = Mm(bottom), Mm(top)
    section.right_margin = Mm(10)
    return document


def place(document: Any) -> tuple[float, float] | None:  # noqa: ANN401 -- python-docx
    """Where the code is put, in mm from the upper left corner of the sheet."""
    tree = document.element
    if not place_code(tree, URL):
        assert not list(tree.iter("{*}drawing"))
        return None
    left, top = (float(one.text) / MM for one in tree.iter("{*}posOffset"))
    return round(left, 1), round(top, 1)


def test_the_code_stands_in_the_lower_right_corner_of_the_sheet() -> None:
    assert place(make()) == (A4_WIDTH - 10 - SIDE, 278.7)


def test_a_footer_of_the_template_sends_it_to_the_upper_corner() -> None:
    document = make()
    document.sections[0].footer.paragraphs[0].text = "Исполнитель"
    assert place(document) == (A4_WIDTH - 10 - SIDE, 4.3)


def test_a_footer_of_later_sheets_alone_is_not_in_the_way() -> None:
    document = make()
    document.sections[0].footer.paragraphs[0].text = "Исполнитель"
    document.sections[0].different_first_page_header_footer = True
    assert place(document) == (A4_WIDTH - 10 - SIDE, 278.7)


def test_a_narrow_lower_margin_sends_it_to_the_upper_corner() -> None:
    assert place(make(bottom=15)) == (A4_WIDTH - 10 - SIDE, 4.3)


def test_without_any_room_there_is_no_code() -> None:
    document = make()
    document.sections[0].footer.paragraphs[0].text = "Исполнитель"
    document.sections[0].header.paragraphs[0].text = "Школа"
    assert place(document) is None
    assert place(make(bottom=15, top=15)) is None


def test_a_sheet_without_a_size_has_no_code() -> None:
    document = make()
    section = document.element.body.sectPr
    section.remove(section.find("{*}pgSz"))
    assert place(document) is None


def test_the_sheet_of_the_first_section_decides() -> None:
    document = make(bottom=10, top=10)
    document.add_section()
    document.sections[1].bottom_margin = Mm(30)
    assert place(document) is None


def test_a_template_that_begins_with_a_table_has_the_code_as_well() -> None:
    document = make()
    table = document.add_table(1, 1)
    document.element.body.insert(0, table._element)  # noqa: SLF001 -- python-docx moves nothing
    assert place(document) == (A4_WIDTH - 10 - SIDE, 278.7)
    assert document.tables[0].cell(0, 0).paragraphs[0].runs


@pytest.mark.parametrize("address", ["http://127.0.0.1:8600/check/a", "https://" + "x" * 120])
def test_the_path_is_the_code_of_the_address(address: str) -> None:
    document = make()
    assert place_code(document.element, address)
    (path,) = document.element.iter("{*}path")
    expected = modules_of(address)
    assert path.get("w") == path.get("h") == str(len(expected))
    drawn = [[False] * len(expected) for _ in expected]
    for begin in path.iter("{*}moveTo"):
        left, y = (int(begin[0].get(axis)) for axis in "xy")
        right = int(begin.getnext()[0].get("x"))
        for x in range(left, right):
            drawn[y][x] = True
    assert drawn == expected


def test_a_code_changes_nothing_but_the_drawing_and_its_absence_nothing() -> None:
    kind = load_catalogue().get_kind("survey_summary")
    template = compile_template(kind.template)
    org = dict.fromkeys(("full_name", "short_name", "short_name_gen", "settlement"), "Школа")
    context = {
        **kind.sample,
        "org": {**org, "founder_name": "", "short_name_prep": "Школе"},
        "doc": {"number": "1", "date": kind.sample.get("doc_date"), "place": "с. Тестово"},
        "signing": {"by_key": [], "by_link": [], "names": []},
    }
    plain, coded = template.fill(context), template.fill(context, URL)

    assert template.fill(context) == plain
    assert template.fill(context, URL) == coded
    check_docx(coded)
    before, after = (docx.Document(io.BytesIO(one)) for one in (plain, coded))
    (drawing,) = after.element.iter("{*}drawing")
    run = next(one for one in drawing.iterancestors() if one.tag.endswith("}r"))
    run.getparent().remove(run)
    assert etree.tostring(after.element, method="c14n2") == etree.tostring(
        before.element, method="c14n2"
    )
