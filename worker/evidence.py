"""What proves the signatures that are not in the PDF goes into it before anybody seals it."""

from collections.abc import Iterator
from typing import Final

from service.domain.documents import Document
from service.domain.signatures import Method, Proof, Step, Steps
from service.ports import BlobStore
from signing.attachments import Attachment, attach, list_names
from signing.errors import Code, SigningError

_SHOWN: Final = "document.pdf"


def embed_evidence(pdf: bytes, document: Document, steps: Steps, blobs: BlobStore) -> bytes:
    """Return `pdf` as PDF/A-3b with the evidence of simple and paper signatures in it.

    With it goes the PDF as it was shown to those who signed. A document that somebody has signed
    in the PDF already takes nothing in any more: it stays as it is, with the evidence beside it in
    the archive. Raises SigningError, BlobError.
    """
    proven = [(step, step.proof) for step in steps if step.proof and not step.is_in_pdf]
    if not proven:
        return pdf
    known = list_names(pdf)
    missing = [one for one in _describe_all(document, proven, blobs) if one.name not in known]
    if not missing:
        return pdf
    try:
        return attach(pdf, missing)
    except SigningError as error:
        if error.code != Code.DOCUMENT_LOCKED:
            raise
        return pdf


def _describe_all(
    document: Document, proven: list[tuple[Step, Proof]], blobs: BlobStore
) -> Iterator[Attachment]:
    shown = blobs.get(document.organisation_id, document.files.pdf or "")
    yield Attachment(
        _SHOWN,
        shown,
        "application/pdf",
        "Source",
        "Документ, каким его видели подписавшие",
        document.created_at,
    )
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
