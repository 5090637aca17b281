"""The gate between conversion and signature: nothing but PDF/A-2b (ISO 19005-2) passes.

``finish_pdf`` first takes away what LibreOffice adds and the standard does not know; ``check_pdf``
then believes nothing and checks the bytes that will be signed.
"""

import gc
import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pikepdf
from pikepdf import pdfa


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
    facts = _read_facts(pdf)
    if not facts.pages:
        raise PdfCheckError(Problem.EMPTY)
    report = _validate(pdf)
    if not report.passed:
        # The validator takes any warning of the process while it reads for a fault of the page,
        # one of another thread or of the garbage collector too. A real fault is found twice.
        gc.collect()
        report = _validate(pdf)
    if not report.passed:
        told = report.findings[:_FINDINGS_TOLD]
        raise PdfCheckError(
            Problem.NOT_ARCHIVAL,
            "; ".join(f"{finding.rule} at {finding.where}" for finding in told),
        )
    return facts


def _validate(pdf: bytes) -> pdfa.Report:
    return pdfa.validate_written(io.BytesIO(pdf), pdfa.Flavour.PDFA_2B)


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])


def _read_facts(pdf: bytes) -> PdfFacts:
    try:
        # Copying inherited attributes into every page would cost more than all the rest here.
        with pikepdf.open(io.BytesIO(pdf), inherit_page_attributes=False) as document:
            fonts = {_font_name(font) for font in _fonts(document)}
            return PdfFacts(len(document.pages), tuple(sorted(fonts)))
    except pikepdf.PdfError as error:
        raise PdfCheckError(Problem.UNREADABLE, type(error).__name__) from error


def _fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    """List the fonts that draw: a composite font draws with its descendant."""
    return [
        thing
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary)
        and thing.get("/Type") == "/Font"
        and thing.get("/Subtype") not in ("/Type0", "/Type3")
    ]


def _font_name(font: pikepdf.Object) -> str:
    name = _SUBSET_TAG.sub("", str(font.get("/BaseFont", "/unnamed")))
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        raise PdfCheckError(Problem.FONT_NOT_EMBEDDED, name)
    return name
