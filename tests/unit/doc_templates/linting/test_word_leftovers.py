"""What Word leaves in a file: changes, comments, hidden text, tags cut into runs."""

import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from doc_templates.linting.findings import Report
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.linting import ORDER, lint, only, said
from tests.office import PAIRS_TABLE, edit, get_pairs_table, remove


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


def test_a_template_that_was_only_opened_and_saved_is_fine() -> None:
    assert lint(edit(lambda _: None)) == Report(())


def test_a_tag_that_word_cut_into_letters_with_spelling_marks_is_fine() -> None:
    def change(document: Docx) -> None:
        one = next(p for p in document.paragraphs if "{{ doc.number" in p.text)
        letters = one.text
        remove(*(run._r for run in one.runs))  # noqa: SLF001 -- its XML
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
        properties = get_pairs_table(document).rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 -- its XML
        mark = OxmlElement("w:ins")
        mark.set(qn("w:id"), "77")
        properties.append(mark)

    assert said(lint(edit(change))) == [("tracked_changes", f"{PAIRS_TABLE} 1, ячейка 1, абзац 1")]


def test_a_comment_is_told_in_its_paragraph() -> None:
    def change(document: Docx) -> None:
        document.add_comment(document.paragraphs[8].runs, text="проверить", author="Завуч")

    found = only(lint(edit(change)), "comments_left")
    assert found.place.describe() == "основной текст, абзац 9"
    assert found.place.near == "{{ doc.place }}"
