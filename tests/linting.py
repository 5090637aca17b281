"""The check of templates as tests ask for it: what it finds in an edited one of the library."""

import json
from datetime import date

from doc_templates.catalogue import LIBRARY, Kind, load_catalogue
from doc_templates.lint import lint_template
from doc_templates.linting.findings import Finding, Report
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body

CATALOGUE = load_catalogue()
ORDER = CATALOGUE.get_kind("order_assign_pairs")
CONSENT = CATALOGUE.get_kind("consent_mentee_participation")
GIVEN = {
    "org": json.loads((LIBRARY / "organisation.json").read_text("utf-8")),
    "doc": {"number": "1-од", "date": date(2026, 11, 23), "place": "с. Тестово"},
    "law": {"mentoring_article": True, "style_profile": "gost_2016"},
    "signing": {"by_key": [], "by_link": [], "names": []},
}


def lint(docx: bytes, kind: Kind = ORDER) -> Report:
    return lint_template(docx, kind, GIVEN)


def with_text(text: str, kind: Kind = ORDER) -> bytes:
    """The template of the kind with one more paragraph, its first."""
    return insert_body(kind.template, paragraph(text))


def only(report: Report, code: str) -> Finding:
    """The one finding; nothing else may have been found."""
    assert [found.code for found in report.findings] == [code]
    return report.findings[0]


def first(report: Report, code: str) -> Finding:
    return next(found for found in report.findings if found.code == code)


def codes(report: Report) -> set[str]:
    return {found.code for found in report.findings}


def with_font(font: str, text: str = "Текст") -> bytes:
    run = (
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t></w:r>'
    )
    return insert_body(ORDER.template, f"<w:p>{run}</w:p>")


def said(report: Report) -> list[tuple[str, str]]:
    return [(found.code, found.place.describe()) for found in report.findings]
