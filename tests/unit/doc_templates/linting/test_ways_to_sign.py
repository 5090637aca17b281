"""Templates that ask by what means a role signs, and those from before they could."""

import pytest

from doc_templates.linting.findings import Report
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, remove_all
from tests.linting import CATALOGUE, codes, lint, only, with_text

PROGRAM = CATALOGUE.get_kind("personalized_program")
CURATOR = "<w:r><w:t>{{ curator.initials_before }}</w:t></w:r>"
PLACE = f'<w:p><w:bookmarkStart w:id="777" w:name="signature_curator"/>{CURATOR}</w:p>'


def without_places(role: str) -> bytes:
    return remove_all(PROGRAM.template, rf'<w:bookmarkStart[^>]*"signature_{role}(_\d+)?"/>')


def under(condition: str, place: str = PLACE) -> str:
    return paragraph(f"{{%p if {condition} %}}") + place + paragraph("{%p endif %}")


@pytest.mark.parametrize(
    "text",
    [
        '{% if "head" in signing.by_key %}Ключом.{% endif %}',
        '{% if "head" not in signing.by_link %}Рукой.{% endif %}',
        "{% for name in signing.names %}{{ name }}{% endfor %}",
    ],
)
def test_a_template_may_ask_how_people_sign(text: str) -> None:
    assert lint(with_text(text)) == Report(())


@pytest.mark.parametrize("text", ["{{ signing.by_kye }}", "{{ signing.by_key.head }}"])
def test_a_misspelt_way_to_sign_is_found(text: str) -> None:
    assert not lint(with_text(text)).is_publishable


def test_a_fault_where_somebody_signs_by_a_link_is_found_before_anybody_does() -> None:
    text = '{% if "head" in signing.by_link %}{{ registry_due|date }}{% endif %}'
    found = only(lint(with_text(text)), "trial_failed")

    assert "подписи по ссылкам" in found.message


def test_a_template_from_before_has_one_place_for_all_ways() -> None:
    """The curator's is under a condition of its own, as it was in the kind's own template."""
    docx = insert_body(without_places("curator"), under("supervisor is not defined"))

    assert lint(docx, PROGRAM) == Report(())


def test_ways_to_sign_in_one_place_count_once() -> None:
    ways = "".join(
        under(condition)
        for condition in ('"curator" in signing.by_key', 'not ("curator" in signing.by_key)')
    )
    docx = insert_body(
        without_places("curator"),
        paragraph("{%p if supervisor is not defined %}") + ways + paragraph("{%p endif %}"),
    )

    assert lint(docx, PROGRAM) == Report(())


def test_another_place_under_another_condition_still_counts() -> None:
    """With the remarks of mentees and without, the table is another one."""
    mentee = '<w:p><w:bookmarkStart w:id="777" w:name="signature_mentee"/></w:p>'
    docx = insert_body(without_places("mentee"), under("agreements is defined", mentee))

    assert "missing_bookmark" in codes(lint(docx, PROGRAM))


def test_a_place_that_usually_has_no_words_around_is_not_told_to_have_moved() -> None:
    """A pen signs a supplement in a row of its own, a key beside the requisites."""
    kind = CATALOGUE.get_kind("employment_supplement_mentoring")
    docx = remove_all(kind.template, r'<w:bookmarkStart[^>]*"signature_employee(_\d+)?"/>')
    place = '<w:p><w:bookmarkStart w:id="777" w:name="signature_employee"/></w:p>'

    assert lint(insert_body(docx, place), kind) == Report(())
