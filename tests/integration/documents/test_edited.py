"""Templates that went through another office program come back fit for use."""

import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from doc_templates.acts import law_on
from doc_templates.catalogue import load_catalogue, load_example_organisation
from doc_templates.lint import lint_template
from doc_templates.linting.findings import report_lines
from service.domain.filling import describe_signing
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body, remove_all

pytestmark = pytest.mark.libreoffice
GIVEN = {
    "org": load_example_organisation(),
    "doc": {"number": "1-од", "date": date(2026, 11, 23), "place": "с. Тестово"},
    "law": law_on(date(2026, 11, 23)).as_context(),
    "signing": describe_signing(()),
}


def save_again(folder: Path, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files as LibreOffice saves them."""
    sources = {name: folder / f"{name}.docx" for name in files}
    for name, source in sources.items():
        source.write_bytes(files[name])
    saved = folder / "saved"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["--headless", "--convert-to", "docx", "--outdir", str(saved)]
    command = ["soffice", profile, *words, *map(str, sources.values())]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: (saved / f"{name}.docx").read_bytes() for name in files}


def test_every_template_that_libreoffice_saved_may_be_published(tmp_path: Path) -> None:
    kinds = load_catalogue().list_kinds()
    saved = save_again(tmp_path, {kind.code: kind.template for kind in kinds})
    for kind in kinds:
        report = lint_template(saved[kind.code], kind, GIVEN)
        assert list(report_lines(report)) == [], kind.code


def test_faults_are_found_in_what_libreoffice_saved(tmp_path: Path) -> None:
    kind = load_catalogue().get_kind("order_assign_pairs")
    typo = insert_body(kind.template, paragraph("Бланк {{ org.short_nam }}"))
    bookmark = r'<w:bookmarkStart[^>]*"signature_head(_\d)?"/>'
    row = r"<w:tr>(?:(?!</w:tr>).)*\{%tr endfor %\}(?:(?!</w:tr>).)*</w:tr>"
    files = {
        "typo": typo,
        "bookmark": remove_all(kind.template, bookmark),
        "row": remove_all(kind.template, row),
    }
    found = {
        name: lint_template(docx, kind, GIVEN).findings
        for name, docx in save_again(tmp_path, files).items()
    }
    [unknown], [missing], unclosed = found["typo"], found["bookmark"], found["row"]
    assert (unknown.code, unknown.place.paragraph) == ("unknown_variable", 1)
    assert (missing.code, "signature_head" in missing.message) == ("missing_bookmark", True)
    assert {one.code for one in unclosed} == {"unclosed_block"}
    assert all(one.place.table and one.place.row == 2 for one in unclosed)
