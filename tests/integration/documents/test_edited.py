"""Templates that went through another office program come back fit for use."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from doc_templates.acts import law_on
from doc_templates.catalogue import load_catalogue, load_example_organisation
from doc_templates.lint import lint_template
from doc_templates.linting.findings import report_lines

pytestmark = pytest.mark.libreoffice
GIVEN = {
    "org": load_example_organisation(),
    "doc": {"number": "1-од", "date": date(2026, 11, 23), "place": "с. Тестово"},
    "law": law_on(date(2026, 11, 23)).as_context(),
}


def test_every_template_that_libreoffice_saved_may_be_published(tmp_path: Path) -> None:
    kinds = load_catalogue().list_kinds()
    sources = [tmp_path / f"{kind.code}.docx" for kind in kinds]
    for kind, source in zip(kinds, sources, strict=True):
        source.write_bytes(kind.template)
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = ["--headless", "--convert-to", "docx", "--outdir", str(saved), *map(str, sources)]
    subprocess.run(["soffice", profile, *words], check=True, capture_output=True, timeout=240)
    for kind in kinds:
        report = lint_template((saved / f"{kind.code}.docx").read_bytes(), kind, GIVEN)
        assert list(report_lines(report)) == [], kind.code
