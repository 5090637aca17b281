"""What goes into a PDF before anybody signs it: what it was made from, and evidence.

Evidence is what proves the signatures that are not in the PDF.
"""

from collections.abc import Iterator
from typing import Final

from service.domain.documents import Document
from service.domain.making import write_canonical
from service.domain.signatures import Method, Proof, Step, Steps
from service.ports import BlobStore
from signing.attachments import Attachment, attach, list_names
from signing.errors import Code, SigningError

DATA: Final = "data.json"
SOURCE: Final = "source.docx"
_SHOWN: Final = "document.pdf"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def enclose(pdf: bytes, document: Document, steps: Steps, blobs: BlobStore) -> bytes:
    """Return `pdf` as PDF/A-3b with everything in it that belongs there, or as it is.

    That is data and source of a document that has to carry them, and the evidence of simple and
    paper signatures with the PDF as it was shown to those who signed. A document that somebody has
    signed in the PDF already takes nothing in any more: evidence then stays beside it in the
    archive, but what has to be carried must be there. Raises SigningError, BlobError.
    """
    wanted = [*_list_origin(document, blobs), *_list_evidence(document, steps, blobs)]
    known = list_names(pdf) if wanted else frozenset()
    missing = [one for one in wanted if one.name not in known]
    if not missing:
        return pdf
    try:
        return attach(pdf, missing)
    except SigningError as error:
        must = any(one.name in {DATA, SOURCE} for one in missing)
        if must or error.code != Code.DOCUMENT_LOCKED:
            raise
        return pdf


def _list_origin(document: Document, blobs: BlobStore) -> Iterator[Attachment]:
    """Yield what the document was made from: the octets that `made_with` has the hash of."""
    if not document.demands.carries_data:
        return
    made_at = document.created_at
    data, about = write_canonical(document.data), "Данные, из которых составлен документ"
    yield Attachment(DATA, data, "application/json", "Data", about, made_at)
    docx = blobs.get(document.organisation_id, document.files.docx or "")
    yield Attachment(SOURCE, docx, _DOCX, "Source", "Исходный файл документа", made_at)


def _list_evidence(document: Document, steps: Steps, blobs: BlobStore) -> Iterator[Attachment]:
    proven = [(step, step.proof) for step in steps if step.proof and not step.is_in_pdf]
    if not proven:
        return
    shown = blobs.get(document.organisation_id, document.files.pdf or "")
    about = "Документ, каким его видели подписавшие"
    yield Attachment(_SHOWN, shown, "application/pdf", "Source", about, document.created_at)
    for step, proof in proven:
        yield _describe(step, proof, blobs.get(document.organisation_id, proof.sha256))


def _describe(step: Step, proof: Proof, content: bytes) -> Attachment:
    is_link = step.plan.method is Method.SIMPLE
    return Attachment(
        f"evidence-{step.place}.json" if is_link else f"scan-{step.place}.pdf",
        content,
        "application/json" if is_link else "application/pdf",
        "Supplement",
        "Подтверждение простой электронной подписи"
        if is_link
        else "Скан-копия подписанного на бумаге документа",
        proof.signed_at,
    )
