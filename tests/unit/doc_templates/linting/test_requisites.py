"""What a template must not leave out: number, date, title, the fields that its kind prints."""

import pytest

from doc_templates.linting.findings import Report
from tests.assets.edited_templates import change, remove_all, replace_in
from tests.linting import ORDER, codes, first, lint, only


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


def test_a_title_with_letters_set_apart_is_a_title() -> None:
    assert lint(replace_in(ORDER.template, ">ПРИКАЗ<", ">П Р И К А З<")) == Report(())
    other = lint(replace_in(ORDER.template, ">ПРИКАЗ<", ">ПРИКАЗНОЕ<"))
    only(other, "missing_title")
