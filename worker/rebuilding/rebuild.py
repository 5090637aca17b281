"""The stored document, the rebuilt one, and how they compare."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf

from doc_templates.comparison import find_difference
from doc_templates.errors import TemplateError
from doc_templates.filling import compile_template
from service.domain.blobs import BlobCorruptError, BlobError
from service.domain.documents import Document
from service.domain.ids import DocumentId, OrganisationId
from service.domain.making import MadeWith, list_changes
from service.ports import BlobStore, Database
from worker.libreoffice.conversion import Conversion, ConversionError, Converter
from worker.making import describe_making, fill
from worker.pdf_check import PdfCheckError, check_pdf, finish_pdf
from worker.pdf_comparison.comparison import Difference, compare_pdfs

EXIT_UNKNOWN: Final = 2
EXIT_IMPOSSIBLE: Final = 3
EXIT_AGAIN: Final = 75
_END: Final = b"%%EOF\n"


class RebuildError(Exception):
    """What a person at a terminal is told: a Russian line, and the exit code."""

    def __init__(self, line: str, exit_code: int) -> None:
        super().__init__(exit_code)
        self.line = line
        self.exit_code = exit_code


@dataclass(frozen=True)
class Stored:
    """What was made when the document was: files as they are kept, None = not made."""

    docx: bytes
    pdf: bytes
    signed: bytes | None


@dataclass(frozen=True)
class Rebuilt:
    """What is made of the same inputs today, and with what."""

    docx: bytes
    pdf: bytes
    pages: int
    made_with: MadeWith


@dataclass(frozen=True)
class Verdict:
    """How what is kept and what is rebuilt compare.

    `docx` names the first difference; `signed_extends_pdf` says whether the signed file begins with
    the unsigned one (None: nobody signed it here), byte for byte or, when it `carries_files`, by
    what is printed. `environment` explains: what is different from then about inputs, programs and
    fonts; None when it was not written down then.
    """

    docx: str | None
    pdf: tuple[Difference, ...]
    signed_extends_pdf: bool | None
    environment: tuple[str, ...] | None
    carries_files: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether the files are; another environment alone is no difference."""
        return self.docx is None and not self.pdf and self.signed_extends_pdf is not False


def find_document(database: Database, document_id: str) -> Document:
    """The document of this id, whoever's it is. Raises RebuildError, UnavailableError."""
    with database.snapshot() as tx:
        document = tx.documents.find(DocumentId(document_id))
    if document is None:
        line = "Нет такого документа: номер документа (id) показывает «grif archive list»."
        raise RebuildError(line, EXIT_UNKNOWN)
    return document


def read_stored(document: Document, blobs: BlobStore) -> Stored:
    """The files as they are kept. Raises RebuildError."""
    files = document.files
    if files.docx is None or files.pdf is None:
        line = "Документ ещё не сформирован: сравнивать не с чем."
        raise RebuildError(line, EXIT_IMPOSSIBLE)
    owner = document.organisation_id
    signed = None if files.signed is None else _read(blobs, owner, files.signed, "подписанный PDF")
    return Stored(
        docx=_read(blobs, owner, files.docx, "docx"),
        pdf=_read(blobs, owner, files.pdf, "PDF"),
        signed=signed,
    )


def rebuild(document: Document, blobs: BlobStore, converter: Converter, folder: Path) -> Rebuilt:
    """Fill and convert with today's programs; `folder` is for files on the way.

    Raises RebuildError.
    """
    template = _read(blobs, document.organisation_id, document.template_sha256, "шаблон")
    try:
        docx = fill(document, compile_template(template))
        pdf = _convert(docx, converter, folder)
        facts = check_pdf(pdf)
    except TemplateError as error:
        raise RebuildError(error.message, EXIT_IMPOSSIBLE) from error
    except (ConversionError, PdfCheckError) as error:
        again = isinstance(error, ConversionError) and error.again
        raise RebuildError(error.message, EXIT_AGAIN if again else EXIT_IMPOSSIBLE) from error
    made_with = describe_making(document, converter.facts, facts)
    return Rebuilt(docx, pdf, facts.pages, made_with)


def compare(document: Document, stored: Stored, rebuilt: Rebuilt) -> Verdict:
    """Compare docx byte for byte, and PDF by text, pages and geometry. Raises RebuildError."""
    then = document.made_with
    try:
        differences = tuple(compare_pdfs(stored.pdf, rebuilt.pdf))
        carries = stored.signed is not None and _carries_files(stored.signed)
        extends = None if stored.signed is None else _extends(stored.signed, stored.pdf, carries)
    except pikepdf.PdfError as error:
        line = "Хранимый PDF не разбирается."
        raise RebuildError(line, EXIT_IMPOSSIBLE) from error
    return Verdict(
        docx=find_difference(stored.docx, rebuilt.docx),
        pdf=differences,
        signed_extends_pdf=extends,
        environment=None if then is None else tuple(list_changes(then, rebuilt.made_with)),
        carries_files=carries,
    )


def _carries_files(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as document:
        return bool(document.attachments)


def _extends(signed: bytes, pdf: bytes, carries: bool) -> bool:  # noqa: FBT001 -- private
    """Whether signatures alone were added: putting files in writes the whole file anew."""
    if not carries:
        return signed.startswith(pdf)
    unsigned = signed[: signed.find(_END) + len(_END)]
    return not compare_pdfs(pdf, unsigned)


def _convert(docx: bytes, converter: Converter, folder: Path) -> bytes:
    job = Conversion(folder / "rebuilt.docx", folder / "rebuilt.pdf")
    job.source.write_bytes(docx)
    (error,) = converter.convert([job])
    if error is not None:
        raise error
    return finish_pdf(job.target.read_bytes())


def _read(blobs: BlobStore, organisation_id: OrganisationId, digest: str, what: str) -> bytes:
    try:
        return blobs.get(organisation_id, digest)
    except BlobError as error:
        fault = "изменён" if isinstance(error, BlobCorruptError) else "не читается"
        line = f"Файл в хранилище ({what}) {fault}. Запустите «grif archive fsck»."
        raise RebuildError(line, EXIT_IMPOSSIBLE) from error
