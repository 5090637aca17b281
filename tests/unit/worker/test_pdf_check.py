"""What passes the gate before signing, and what does not."""

import io

import pikepdf
import pytest
from pikepdf import pdfa

from worker.pdf_check import MESSAGES, PdfCheckError, PdfFacts, Problem, check_pdf, finish_pdf


def archival(pages: int = 1) -> bytes:
    """A PDF/A-2b of empty pages."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    written = io.BytesIO()
    pdfa.save(document, written, "2b")
    return written.getvalue()


def plain(*, font: bool = False, pages: int = 1) -> bytes:
    """An ordinary PDF, with a font that every viewer is expected to have."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page()
        if font:
            helvetica = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/Helvetica"),
            )
            page.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F1=document.make_indirect(helvetica))
            )
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_libreoffice_ends(body: bytes = b"") -> bytes:
    return (
        b"%PDF-1.6\n" + body + b"\n<</Type/Catalog/Pages 4 0 R\n"
        b"/OpenAction[1 0 R /XYZ null null 0]\n/Lang(ru-RU)\n>>\n"
        b"trailer\n<</Size 9/Root 7 0 R\n/DocChecksum /0123456789ABCDEF0123456789ABCDEF\n>>\n"
    )


def test_an_archival_pdf_passes() -> None:
    assert check_pdf(archival(pages=3)) == PdfFacts(pages=3, fonts=())


@pytest.mark.parametrize(
    ("pdf", "problem"),
    [
        (b"", Problem.UNREADABLE),
        (b"%PDF-1.7 and nothing more", Problem.UNREADABLE),
        (plain(pages=0), Problem.EMPTY),
        (plain(font=True), Problem.FONT_NOT_EMBEDDED),
        (plain(), Problem.NOT_ARCHIVAL),
    ],
    # The bytes hold a date: as names of tests they would differ between two runs.
    ids=["nothing", "a first line", "no page", "font not embedded", "not archival"],
)
def test_anything_else_does_not(pdf: bytes, problem: Problem) -> None:
    with pytest.raises(PdfCheckError) as caught:
        check_pdf(pdf)

    assert caught.value.code == problem
    assert caught.value.message == MESSAGES[problem]


def test_the_detail_names_the_font_that_is_missing() -> None:
    with pytest.raises(PdfCheckError) as caught:
        check_pdf(plain(font=True))

    assert caught.value.detail == "Helvetica"


def test_finishing_blanks_the_two_keys_and_moves_nothing() -> None:
    pdf = as_libreoffice_ends()

    finished = finish_pdf(pdf)

    assert len(finished) == len(pdf)
    assert b"/OpenAction" not in finished
    assert b"/DocChecksum" not in finished
    assert finished.index(b"/Lang(ru-RU)") == pdf.index(b"/Lang(ru-RU)")


def test_finishing_does_not_touch_what_a_document_says() -> None:
    title = b"/OpenAction[1 0 R /XYZ null null 0] /DocChecksum /0123456789ABCDEF0123456789ABCDEF"

    assert title in finish_pdf(as_libreoffice_ends(title))


def test_finishing_twice_changes_nothing_more() -> None:
    finished = finish_pdf(as_libreoffice_ends())

    assert finish_pdf(finished) == finished


def test_a_pdf_of_another_make_is_left_as_it_is() -> None:
    pdf = archival()

    assert finish_pdf(pdf) == pdf


def test_a_warning_of_somebody_else_is_no_fault_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    validate = pdfa.validate_written
    reports: list[pdfa.Report] = []

    def validate_while_somebody_warns(pdf: io.BytesIO, flavour: pdfa.Flavour) -> pdfa.Report:
        report = validate(pdf, flavour)
        if not reports:
            report.findings.append(pdfa.Finding("pikepdf:content-parse", "page", "unclosed file"))
        reports.append(report)
        return report

    monkeypatch.setattr(pdfa, "validate_written", validate_while_somebody_warns)

    assert check_pdf(archival()).pages == 1
    assert [report.passed for report in reports] == [False, True]
