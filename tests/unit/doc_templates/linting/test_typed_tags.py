"""Tags as people type them: what is wrong is told once, with what was meant."""

import pytest

from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.linting import ORDER, codes, first, lint, only, with_text


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("{% If payments %}x{% Endif %}", "forbidden_tag", "строчными латинскими буквами: if"),
        ("{% fоr p in pairs %}x{% endfor %}", "forbidden_tag", "латинскими буквами: for"),
        ("{% if payments %}x{% еlse %}y{% endif %}", "forbidden_tag", "буквами: else"),
        ("{%р if payments %}", "forbidden_tag", "{%p … %}"),
        ("{% p if payments %}", "forbidden_tag", "{%p … %}"),
        ("{{ dоc.number }}", "unknown_variable", "русские буквы"),
        ("{{ doc_number }}", "unknown_variable", "«doc.number»"),
        ("{{ org_short_name }}", "unknown_variable", "«org.short_name»"),
        ("{{ doc_date }}", "trial_failed", "«doc.date»"),
        ("{{ doc,number }}", "not_printable", "«doc.number»"),
        ("{{ pairs.mentors }}", "unknown_variable", "{% for … in pairs %}"),
        ("{{ pair.mode }}", "unknown_variable", "{% for pair in pairs %}"),
        ("{{ loop.index }}", "unknown_variable", "внутри повтора"),
        ("{{ doc.number }}}", "stray_braces", "Лишняя закрывающая скобка"),
        ("{{ doc\u2011number }}", "typographic_sign", "«\u2011»"),
        ("{{ doc.\u200bnumber }}", "typographic_sign", "невидимый знак"),
        ("{% if payments == «none» %}x{% endif %}", "typographic_sign", "««»"),
    ],
)
def test_a_tag_typed_wrongly_is_told_with_what_was_meant(text: str, code: str, hint: str) -> None:
    found = first(lint(with_text(text)), code)
    assert hint in found.message
    assert found.place.describe() == "основной текст, абзац 1"
    assert found.place.near == text.replace("\u200b", " ")


@pytest.mark.parametrize(
    "text",
    [
        "{% If payments %}x{% Endif %}",
        "{% For pair in pairs %}{{ pair.mode }}{% Endfor %}",
        "{% if payments == «none» %}x{% endif %}",
        "{% for p in pairs %}{% if p.mode %}x{% endfor %}",
    ],
)
def test_one_mistake_is_told_once_and_not_by_all_that_follows_from_it(text: str) -> None:
    assert len(codes(lint(with_text(text)))) == 1


def test_the_same_fault_is_told_once_for_a_paragraph() -> None:
    only(lint(with_text("{{ pair.mode }} и {{ pair.mode }}, {{ pair.period.start }}")),
         "unknown_variable")  # fmt: skip


def test_faults_come_in_the_order_of_the_document() -> None:
    body = paragraph("{{ curatr.fio.nom }}") + paragraph("{{ x") + paragraph("{{ org.short_nam }}")
    report = lint(insert_body(ORDER.template, body))
    assert [found.place.paragraph for found in report.errors] == [1, 2, 3]
