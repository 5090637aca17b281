"""What a bad document gets, and that the next one does not notice, with every engine."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.libreoffice.documents import (
    consent,
    deep_tables,
    large_table,
    paragraph,
    write_docx,
)
from worker.libreoffice.conversion import EngineName
from worker.libreoffice.door import Conversion, Converter, ConverterOptions, open_converter

pytestmark = pytest.mark.libreoffice

SECONDS_TO_REFUSE = 3.0
SECONDS_PER_DOCUMENT = 2.5


@pytest.fixture(scope="module")
def impatient(engine: EngineName, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Converter]:
    converter = open_converter(
        ConverterOptions(
            scratch=tmp_path_factory.mktemp(engine),
            engine=engine,
            seconds_per_document=SECONDS_PER_DOCUMENT,
        )
    )
    yield converter
    converter.close()


def outcome(converter: Converter, source: Path) -> str:
    """Say "converted", or the code of the error."""
    target = source.with_suffix(".pdf")
    [error] = converter.convert([Conversion(source, target)])
    assert target.exists() == (error is None)
    assert [path for path in source.parent.iterdir() if path.name.startswith(".")] == []
    return "converted" if error is None else error.code


def nothing(path: Path) -> None:
    path.touch()


def truncated(path: Path) -> None:
    whole = write_docx(path, consent()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(20_000))  # noqa: S311 -- any bytes will do


def web_page(path: Path) -> None:
    path.write_text("<html><body><img src='http://127.0.0.1/x.png'>текст</body></html>")


def flat_opendocument(path: Path) -> None:
    path.write_text(
        '<?xml version="1.0"?><office:document office:mimetype='
        '"application/vnd.oasis.opendocument.text" xmlns:office='
        '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body><office:text/>'
        "</office:body></office:document>"
    )


@pytest.mark.parametrize("make", [nothing, truncated, garbage, web_page, flat_opendocument])
def test_what_is_no_docx_is_refused_quickly(
    converter: Converter, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    source = tmp_path / "bad.docx"
    make(source)
    started = time.monotonic()

    assert outcome(converter, source) == "document_unreadable"

    assert time.monotonic() - started < SECONDS_TO_REFUSE


def test_a_document_that_is_not_there_is_refused(converter: Converter, tmp_path: Path) -> None:
    assert outcome(converter, tmp_path / "missing.docx") == "document_unreadable"


@pytest.mark.parametrize("body", [deep_tables(), large_table()], ids=["deep", "large"])
def test_a_document_without_end_is_stopped_at_its_deadline(
    impatient: Converter, tmp_path: Path, body: str
) -> None:
    poison = write_docx(tmp_path / "poison.docx", body)
    started = time.monotonic()

    assert outcome(impatient, poison) == "conversion_timeout"

    assert abs(time.monotonic() - started - SECONDS_PER_DOCUMENT) < 2.0
    assert outcome(impatient, write_docx(tmp_path / "next.docx", consent())) == "converted"


def test_a_bad_document_in_a_batch_harms_no_other(impatient: Converter, tmp_path: Path) -> None:
    jobs = [
        Conversion(tmp_path / f"{number}.docx", tmp_path / f"{number}.pdf") for number in range(5)
    ]
    for job in jobs:
        write_docx(job.source, paragraph("Текст"))
    garbage(jobs[1].source)
    write_docx(jobs[3].source, deep_tables())

    errors = impatient.convert(jobs)

    assert [error and error.code for error in errors] == [
        None,
        "document_unreadable",
        None,
        "conversion_timeout",
        None,
    ]
    assert [job.target.exists() for job in jobs] == [True, False, True, False, True]
