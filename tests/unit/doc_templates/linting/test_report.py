"""The report as a whole: of the library, of any file, and in the order of things to do."""

import random

import pytest

from doc_templates.catalogue import Kind
from doc_templates.linting.findings import MAX_FINDINGS, Report, report_lines
from tests.assets import docx_packages as packages
from tests.assets.dangerous_docx import dangerous_docx
from tests.assets.docx_packages import paragraph
from tests.assets.edited_templates import insert_body
from tests.linting import CATALOGUE, ORDER, codes, lint, with_font, with_text


@pytest.mark.parametrize("kind", CATALOGUE.list_kinds(), ids=lambda kind: kind.code)
def test_the_library_has_nothing_to_be_told(kind: Kind) -> None:
    assert lint(kind.template, kind) == Report(())


def test_a_dangerous_file_is_refused_by_its_reason_and_opened_no_further() -> None:
    for name, reason, docx in dangerous_docx():
        report = lint(docx)
        assert [found.code for found in report.findings] == [reason], name


def test_a_docx_that_is_no_template_at_all_has_a_report() -> None:
    report = lint(packages.make_text_docx("просто текст"))
    assert {"missing_title", "missing_requisite", "missing_bookmark", "unused_field"} <= codes(
        report
    )


def test_no_broken_template_breaks_the_check() -> None:
    chance = random.Random(11)  # noqa: S311 -- not a secret
    xml = packages.unpack(ORDER.template)["word/document.xml"].decode()
    pieces = ("{{", "}}", "{%", "%}", "if", "for", '"', ".", "|", "end")
    for _ in range(40):
        broken = xml
        for _ in range(chance.randint(1, 30)):
            piece = chance.choice(pieces)
            places = broken.split(piece)
            cut = chance.randrange(1, len(places)) if len(places) > 1 else 0
            if cut:
                broken = piece.join(places[:cut]) + piece.join(places[cut:])
        lint(
            packages.pack({**packages.unpack(ORDER.template), "word/document.xml": broken.encode()})
        )


def test_a_report_has_an_end() -> None:
    docx = insert_body(ORDER.template, "".join(paragraph(f"{{{{ x{n} }}}}") for n in range(300)))
    report = lint(docx)
    assert len(report.findings) == MAX_FINDINGS
    assert report.hidden >= 100
    assert list(report_lines(report))[-1] == f"И ещё замечаний: {report.hidden}."


def test_a_report_reads_like_a_list_of_things_to_do() -> None:
    lines = list(report_lines(lint(with_text("Куратор {{ curatr.fio.nom }} назначен"))))
    assert lines[0].startswith("Ошибка [unknown_variable]: Поля «curatr» у этого вида")
    assert lines[1] == "    основной текст, абзац 1 – «Куратор {{ curatr.fio.nom }} назначен»"


def test_errors_come_before_warnings() -> None:
    docx = insert_body(with_font("Calibri"), paragraph("{{ curatr }}"))
    severities = [found.severity for found in lint(docx).findings]
    assert severities == sorted(severities)
    assert len(set(severities)) == 2
