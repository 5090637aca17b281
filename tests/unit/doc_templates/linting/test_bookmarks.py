"""The places of signatures: there, once, and beside their signer."""

import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from doc_templates.linting.findings import Report, Severity
from tests.assets.edited_templates import insert_body, remove_all
from tests.linting import CONSENT, ORDER, codes, first, lint, only
from tests.office import edit, remove


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


def _bookmarks(document: Docx) -> list[BaseOxmlElement]:
    marks = document.element.iter(qn("w:bookmarkStart"))
    return [one for one in marks if str(one.get(qn("w:name"))).startswith("signature_head")]


def test_a_missing_bookmark_is_told_once_with_its_place_in_the_builtin_template() -> None:
    found = only(lint(edit(lambda document: remove(*_bookmarks(document)))), "missing_bookmark")
    assert found.severity is Severity.ERROR
    assert "Во встроенном шаблоне она здесь: основной текст, таблица 2, строка 1" in found.message


def _move_bookmarks(document: Docx, paragraph_number: int) -> None:
    marks = _bookmarks(document)
    remove(*marks)
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
