"""The places of signatures: there, once, and beside their signer."""

import pytest

from doc_templates.linting.findings import Report
from tests.assets.edited_templates import insert_body, remove_all
from tests.linting import CONSENT, ORDER, codes, lint, only


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
