"""What a good document becomes, with every engine."""

from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from tests.integration.libreoffice.documents import consent, paragraph, write_docx
from worker.libreoffice.conversion import EngineName
from worker.libreoffice.door import Conversion, Converter, ConverterOptions, probe
from worker.libreoffice.installation import find_installation
from worker.pdf_check import check_pdf, finish_pdf

pytestmark = pytest.mark.libreoffice


def convert(converter: Converter, source: Path) -> Path:
    target = source.with_suffix(".pdf")
    assert converter.convert([Conversion(source, target)]) == [None]
    return target


def catalogue(pdf: Path) -> Mapping[str, object]:
    with pikepdf.open(pdf) as document:
        return {key: str(value) for key, value in document.Root.items()}


def test_a_consent_becomes_one_page_of_archival_pdf(converter: Converter, tmp_path: Path) -> None:
    pdf = convert(converter, write_docx(tmp_path / "consent.docx", consent()))

    facts = check_pdf(finish_pdf(pdf.read_bytes()))

    assert facts.pages == 1
    assert set(facts.fonts) >= {"LiberationSerif", "LiberationSerif-Bold"}


def test_the_text_is_in_the_pdf_letter_by_letter(converter: Converter, tmp_path: Path) -> None:
    pdf = convert(converter, write_docx(tmp_path / "text.docx", paragraph("Ёлкина Жанна № 1")))

    assert PdfReader(pdf).pages[0].extract_text().strip() == "Ёлкина Жанна № 1"


def test_a_bookmark_becomes_a_named_destination(converter: Converter, tmp_path: Path) -> None:
    pdf = convert(converter, write_docx(tmp_path / "mark.docx", consent()))

    # LibreOffice writes an underscore as its hexadecimal code.
    assert "/signature5Fapplicant" in PdfReader(pdf).named_destinations


def test_a_document_that_names_no_language_is_russian(converter: Converter, tmp_path: Path) -> None:
    pdf = convert(converter, write_docx(tmp_path / "language.docx", consent()))

    assert catalogue(pdf)["/Lang"] == "ru-RU"


def test_the_text_is_tagged_for_screen_readers(converter: Converter, tmp_path: Path) -> None:
    pdf = convert(converter, write_docx(tmp_path / "tagged.docx", consent()))

    assert "/StructTreeRoot" in catalogue(pdf)


def test_paths_may_have_spaces_and_cyrillic_letters(converter: Converter, tmp_path: Path) -> None:
    folder = tmp_path / "Школа № 1"
    folder.mkdir()

    assert convert(converter, write_docx(folder / "приказ 48-од.docx", consent())).exists()


def test_more_documents_than_fit_a_batch_are_all_converted(
    converter: Converter, tmp_path: Path
) -> None:
    source = write_docx(tmp_path / "source.docx", paragraph("Текст"))
    jobs = [Conversion(source, tmp_path / f"{number}.pdf") for number in range(18)]

    assert converter.convert(jobs) == [None] * 18
    assert all(job.target.exists() for job in jobs)


def test_nothing_is_left_beside_the_pdf(converter: Converter, tmp_path: Path) -> None:
    convert(converter, write_docx(tmp_path / "alone.docx", consent()))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone.docx", "alone.pdf"]


def test_the_same_document_becomes_the_same_pages(converter: Converter, tmp_path: Path) -> None:
    pages = [
        PdfReader(convert(converter, write_docx(tmp_path / name, consent()))).pages[0]
        for name in ("first.docx", "second.docx")
    ]

    contents = [page.get_contents() for page in pages]
    assert contents[0] is not None
    assert contents[1] is not None
    assert contents[0].get_data() == contents[1].get_data()


def test_the_probe_says_that_the_engine_works_and_how(engine: EngineName, tmp_path: Path) -> None:
    [state] = probe(ConverterOptions(scratch=tmp_path, engine=engine))

    assert state.available
    assert state.version.count(".") >= 2
    assert "сет" in state.detail
    assert list(tmp_path.iterdir()) == []


def test_a_converter_says_what_it_converts_with(converter: Converter, engine: EngineName) -> None:
    facts = converter.facts

    assert (facts.engine, facts.version) == (engine, find_installation().version)
    assert {"LiberationSerif", "LiberationSerif-Bold", "OpenSymbol"} <= set(facts.fonts.files)
    assert converter.facts is facts
