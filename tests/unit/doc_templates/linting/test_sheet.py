"""The sheet: its size and its margins."""

from dataclasses import replace

import pytest
from docx.document import Document as Docx
from docx.shared import Mm

from doc_templates.catalogue import Retention
from doc_templates.linting.findings import Report
from tests.assets.edited_templates import change, replace_in
from tests.linting import CONSENT, ORDER, codes, first, lint, only
from tests.office import edit


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
