"""From a stored document to its docx, and what its files were made with.

The convert process and a rebuild do it in the same words: the same inputs, the same bytes.
"""

from collections.abc import Mapping

from doc_templates.filling import CompiledTemplate
from service.domain.documents import Document
from service.domain.filling import filling_context
from service.domain.making import GRIF_VERSION, MadeWith, digest_inputs
from worker.libreoffice.conversion import ConverterFacts
from worker.pdf_check import PdfFacts


def fill(document: Document, template: CompiledTemplate) -> bytes:
    """Fill the document's template with what is stored with the document, and nothing else.

    Raises FillingError.
    """
    return template.fill(_context(document), _code(document))


def describe_making(document: Document, converter: ConverterFacts, pdf: PdfFacts) -> MadeWith:
    """Say what the files of this document were made with just now."""
    files = converter.fonts.files
    return MadeWith(
        grif=GRIF_VERSION,
        kind_version=document.kind_version,
        template_sha256=document.template_sha256,
        inputs=digest_inputs(document.data, _inputs(document)),
        engine=converter.engine,
        libreoffice=converter.version,
        offered_fonts_sha256=converter.fonts.sha256,
        fonts={name: files.get(name, "") for name in pdf.fonts},
    )


def _context(document: Document) -> Mapping[str, object]:
    return filling_context(
        document.data,
        document.requisites,
        number=document.number.text,
        doc_date=document.doc_date,
        plan=document.signature_plan,
    )


def _code(document: Document) -> str | None:
    """What the QR code on the first sheet says; None without one."""
    return None if document.check_page is None else document.check_page.url


def _inputs(document: Document) -> Mapping[str, object]:
    """Everything that the files are made of, by its name."""
    code = _code(document)
    return _context(document) if code is None else {**_context(document), "check": code}
