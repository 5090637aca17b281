"""The gate between conversion and signature: nothing but PDF/A-2b (ISO 19005-2) passes.

``finish_pdf`` first takes away what LibreOffice adds and the standard does not know; ``check_pdf``
then believes nothing and checks the bytes that will be signed.
"""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pikepdf
from pikepdf import pdfa

from worker.pdf_constructions import UnfamiliarPdfError, list_constructions


class Problem(StrEnum):
    """The public codes of what can be wrong with a PDF."""

    UNREADABLE = "pdf_unreadable"
    EMPTY = "pdf_empty"
    FONT_NOT_EMBEDDED = "font_not_embedded"
    NOT_ARCHIVAL = "pdf_not_archival"


MESSAGES: Final[Mapping[Problem, str]] = MappingProxyType(
    {
        Problem.UNREADABLE: "Полученный файл не является исправным PDF.",
        Problem.EMPTY: "В полученном PDF нет ни одной страницы.",
        Problem.FONT_NOT_EMBEDDED: "Шрифт документа не встроен в PDF и на другом компьютере"
        " будет выглядеть иначе.",
        Problem.NOT_ARCHIVAL: "Полученный PDF не соответствует PDF/A-2b и не годится для хранения.",
    }
)

_FINDINGS_TOLD: Final = 5
_PARTS_REMEMBERED: Final = 20_000

_OPEN_ACTION: Final = re.compile(rb"/OpenAction\[\d+ 0 R /XYZ null null 0\]")
_SUBSET_TAG: Final = re.compile(r"^/([A-Z]{6}\+)?")
_CHECKSUM: Final = re.compile(rb"/DocChecksum /[0-9A-F]{32}")

# LibreOffice leaves the date out of its font subsets; fontTools finds that worth a warning each.
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)


class PdfCheckError(Exception):
    """This PDF must not be signed or kept.

    ``code`` is a ``Problem`` and ``message`` its text for people; ``detail`` is for the log:
    rules, object numbers and font names, never the document's text.
    """

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem)
        self.code = str(problem)
        self.message = MESSAGES[problem]
        self.detail = detail


@dataclass(frozen=True)
class PdfFacts:
    """What the check learnt: the number of pages, the names of the (embedded) fonts."""

    pages: int
    fonts: tuple[str, ...]


def finish_pdf(pdf: bytes) -> bytes:
    """Blank out two keys of LibreOffice's: same length, so that every offset stays right.

    ``/DocChecksum`` (trailer) is unknown to ISO 19005-2, ``/OpenAction`` (catalogue) makes viewers
    forget the reader's own zoom. A file without them comes back as it is.
    """
    catalogue = pdf.rfind(b"/Type/Catalog")
    if catalogue < 0:
        return pdf
    end = _OPEN_ACTION.sub(_blank, pdf[catalogue:], count=1)
    return pdf[:catalogue] + _CHECKSUM.sub(_blank, end, count=1)


def check_pdf(pdf: bytes) -> PdfFacts:
    """Check a finished PDF and say what is in it.

    Raises PdfCheckError when it has no page, names a font it does not hold, breaks a rule of
    PDF/A-2b, or holds anything of which that cannot be said.
    """
    with _opened(pdf) as document:
        facts = _read_facts(document)
    _validate(pdf)
    return facts


class PdfGate:
    """Checks as ``check_pdf`` does, but validates in full only what it has not met before.

    Validating a page costs as much as half of making it, and most pages are built alike. A PDF
    every part of which (``pdf_constructions``) was in PDFs that passed has passed with them; one
    new part, and it is validated. So is one of every ``full_check_every``, familiar or not.
    """

    def __init__(self, full_check_every: int = 50) -> None:
        self.full_checks = 0
        self._full_check_every = full_check_every
        self._since_full_check = 0
        self._approved: set[bytes] = set()

    def check(self, pdf: bytes) -> PdfFacts:
        """Check a finished PDF and say what is in it. Raises PdfCheckError."""
        with _opened(pdf) as document:
            facts = _read_facts(document)
            parts = _list_parts(document)
        self._since_full_check += 1
        familiar = parts is not None and parts <= self._approved
        if not familiar or self._since_full_check >= self._full_check_every:
            self._check_in_full(pdf, parts or frozenset())
        return facts

    def _check_in_full(self, pdf: bytes, parts: frozenset[bytes]) -> None:
        self.full_checks += 1
        self._since_full_check = 0
        _validate(pdf)
        if len(self._approved) < _PARTS_REMEMBERED:
            self._approved.update(parts)


def _list_parts(document: pikepdf.Pdf) -> frozenset[bytes] | None:
    try:
        return list_constructions(document)
    except UnfamiliarPdfError:
        return None


def _validate(pdf: bytes) -> None:
    report = pdfa.validate_written(io.BytesIO(pdf), pdfa.Flavour.PDFA_2B)
    if not report.passed:
        told = report.findings[:_FINDINGS_TOLD]
        raise PdfCheckError(
            Problem.NOT_ARCHIVAL,
            "; ".join(f"{finding.rule} at {finding.where}" for finding in told),
        )


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])


@contextmanager
def _opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    try:
        with pikepdf.open(io.BytesIO(pdf), inherit_page_attributes=False) as document:
            yield document
    except pikepdf.PdfError as error:
        raise PdfCheckError(Problem.UNREADABLE, type(error).__name__) from error


def _read_facts(document: pikepdf.Pdf) -> PdfFacts:
    pages = len(document.pages)
    if not pages:
        raise PdfCheckError(Problem.EMPTY)
    return PdfFacts(pages, tuple(sorted({_font_name(font) for font in _fonts(document)})))


def _fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    """List the fonts that draw: a composite font draws with its descendant."""
    return [
        thing
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary)
        and "/BaseFont" in thing
        and thing.get("/Subtype") != "/Type0"
    ]


def _font_name(font: pikepdf.Object) -> str:
    name = _SUBSET_TAG.sub("", str(font["/BaseFont"]))
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        raise PdfCheckError(Problem.FONT_NOT_EMBEDDED, name)
    return name
