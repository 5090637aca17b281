"""Loops and rows of tables that an office cut, spoilt or put together otherwise in Word.

What the check says, and where, is part of the promise.
"""

from typing import Final

import pytest
from docx.document import Document as Docx
from docx.oxml.xmlchemy import BaseOxmlElement

from doc_templates.linting.findings import Report, Severity
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.linting import ORDER, first, lint, only, said
from tests.office import PAIRS_TABLE, edit, get_pairs_table, remove

PAIRS_LOOP: Final = "{%p for pair in pairs %}"


def _loop_around_pairs(document: Docx) -> list[BaseOxmlElement]:
    """The beginning, the text and the end of the loop in the text of the order."""
    texts = [one.text for one in document.paragraphs]
    begin = texts.index(PAIRS_LOOP)
    return [one._p for one in document.paragraphs[begin : begin + 3]]  # noqa: SLF001 -- its XML


def test_a_loop_whose_tags_were_deleted_is_missed_at_what_it_repeated() -> None:
    def change(document: Docx) -> None:
        begin, _, end = _loop_around_pairs(document)
        remove(begin, end)

    report = lint(edit(change))
    found = next(one for one in report.findings if one.message.startswith("«pair»"))
    assert found.severity is Severity.ERROR
    assert "{% for pair in pairs %}" in found.message
    assert found.place.describe() == "основной текст, абзац 15"


def test_an_order_that_names_no_pair_any_more_is_not_published() -> None:
    def change(document: Docx) -> None:
        remove(*_loop_around_pairs(document))
        remove(*(row._tr for row in list(get_pairs_table(document).rows)[1:]))  # noqa: SLF001 -- its XML

    errors = lint(edit(change)).errors
    assert {found.code for found in errors} == {"unused_field"}
    named = " ".join(found.message for found in errors)
    assert all(name in named for name in ("pairs.mentors", "pairs.mentees", "pairs.period"))


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        (3, "unclosed_block", f"{PAIRS_TABLE} 2, ячейка 1, абзац 1"),
        (1, "unknown_variable", f"{PAIRS_TABLE} 2, ячейка 1, абзац 1"),
    ],
)
def test_a_deleted_row_of_a_repeated_one_is_told_in_the_table(
    row: int, code: str, place: str
) -> None:
    def change(document: Docx) -> None:
        remove(get_pairs_table(document).rows[row]._tr)  # noqa: SLF001 -- its XML

    assert said(lint(edit(change)))[0] == (code, place)


def test_a_deleted_end_of_a_row_is_told_alone() -> None:
    def change(document: Docx) -> None:
        remove(get_pairs_table(document).rows[3]._tr)  # noqa: SLF001 -- its XML

    only(lint(edit(change)), "unclosed_block")


@pytest.mark.parametrize(
    ("row", "cell", "text", "code", "place"),
    [
        (1, 1, "Итого", "lost_text", f"{PAIRS_TABLE} 2, ячейка 1, абзац 1"),
        (1, 0, "{% for pair in pairs %}", "mixed_block", f"{PAIRS_TABLE} 4, ячейка 1, абзац 1"),
        (3, 0, "{%p endfor %}", "mixed_block", f"{PAIRS_TABLE} 4, ячейка 1, абзац 1"),
        (
            1,
            0,
            "{% tr for pair in pairs %}",
            "forbidden_tag",
            f"{PAIRS_TABLE} 2, ячейка 1, абзац 1",
        ),
        (1, 0, "{%Tr for pair in pairs %}", "forbidden_tag", f"{PAIRS_TABLE} 2, ячейка 1, абзац 1"),
        (2, 4, "{{ pair.period.strt }}", "unknown_variable", f"{PAIRS_TABLE} 3, ячейка 5, абзац 1"),
    ],
)
def test_a_spoilt_cell_is_told_by_row_and_cell(
    row: int, cell: int, text: str, code: str, place: str
) -> None:
    def change(document: Docx) -> None:
        get_pairs_table(document).rows[row].cells[cell].text = text

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
        rows = get_pairs_table(document).rows
        rows[1].cells[0].text = "{% for pair in pairs %}"
        rows[3].cells[0].text = "{% endfor %}"

    found = only(lint(edit(change)), "block_across_cells")
    assert found.place.describe() == f"{PAIRS_TABLE} 4, ячейка 1, абзац 1"
    assert f"начато здесь: {PAIRS_TABLE} 2" in found.message
