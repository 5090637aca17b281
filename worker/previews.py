"""Makes the pages that somebody wants to see before a document is registered.

As a document is made, from the same template by the same converter through the same gate; only then
are they marked. Short work between that of documents: after a turn the others are next.
"""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from doc_templates.errors import TemplateError
from doc_templates.filling import compile_template
from doc_templates.plain_text import read_text
from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Failure
from service.domain.filling import filling_context
from service.domain.ids import OrganisationId
from service.domain.pack.facts import PackDocument
from service.domain.pack.texts import find_fault
from service.domain.previews import PreviewClaim
from service.logs import frames_of
from worker.libreoffice.conversion import Conversion, ConversionError, Converter
from worker.pdf_check import PdfCheckError, check_pdf, finish_pdf
from worker.preview_mark import mark_preview
from worker.runtime import Stop

_TURN_SECONDS: Final = 10.0
_CODE: Final = "Предпросмотр: документ ещё не зарегистрирован"
"""Stands where the document's QR code will, and says that this is none."""
_BROKEN: Final = Failure("internal_error", "Внутренняя ошибка. Попробуйте ещё раз.")
_STORAGE: Final = Failure("storage_unavailable", "Хранилище недоступно. Попробуйте позже.")

log = structlog.get_logger()


class _TextRefusedError(Exception):
    """The finished text says what no document may say; the message is for people."""


@dataclass(frozen=True)
class PreviewMaker:
    """Makes the previews of one organisation after another."""

    backstage: Backstage
    converter: Converter
    stop: Stop
    workspace: Path

    def make_previews(self, organisation_id: OrganisationId) -> None:
        """Make what waits, one after the other, for one turn."""
        line = self.backstage.previews
        until = time.monotonic() + _TURN_SECONDS
        while not self.stop.is_requested():
            claim = line.claim(organisation_id)
            if claim is None:
                return
            self._make(organisation_id, claim)
            if time.monotonic() > until:
                line.hint(organisation_id)
                return

    def _make(self, organisation_id: OrganisationId, claim: PreviewClaim) -> None:
        line = self.backstage.previews
        folder = Path(tempfile.mkdtemp(prefix="preview-", dir=self.workspace))
        try:
            pdf, pages = self._print(organisation_id, claim, folder)
        except Exception as error:  # noqa: BLE001 -- the border of one preview's work, as in
            # `worker.isolation`: whatever breaks here must neither stop the others nor go on.
            failure, again = _explain(error)
            log.warning("preview_failed", preview=claim.id, code=failure.code, **_place_of(error))
            line.note_setback(claim, failure, again=again)
        else:
            line.note_ready(claim, pdf, pages)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _print(
        self, organisation_id: OrganisationId, claim: PreviewClaim, folder: Path
    ) -> tuple[bytes, int]:
        """The marked PDF and how many pages it has."""
        job = Conversion(folder / "preview.docx", folder / "preview.pdf")
        job.source.write_bytes(self._fill(organisation_id, claim))
        (error,) = self.converter.convert([job])
        if error is not None:
            raise error
        pdf = finish_pdf(job.target.read_bytes())
        return mark_preview(pdf), check_pdf(pdf).pages

    def _fill(self, organisation_id: OrganisationId, claim: PreviewClaim) -> bytes:
        source = claim.source
        template = self.backstage.blobs.get(organisation_id, source.template_sha256)
        context = filling_context(
            source.data, source.requisites, number=source.number, doc_date=source.doc_date
        )
        told = {**context, "signing": source.signing}
        docx = compile_template(template).fill(told, _CODE if source.has_code else None)
        fault = find_fault(PackDocument(claim.kind, source.doc_date, {}), read_text(docx))
        if fault is not None:
            raise _TextRefusedError(fault.message)
        return docx


def _explain(error: Exception) -> tuple[Failure, bool]:
    """What to say about it, and whether another try may help."""
    if isinstance(error, ConversionError):
        return Failure(error.code, error.message), error.again
    if isinstance(error, TemplateError | PdfCheckError):
        return Failure(error.code, error.message), False
    if isinstance(error, _TextRefusedError):
        return Failure("text_refused", str(error)), False
    return (_STORAGE if isinstance(error, OSError | BlobError) else _BROKEN), True


def _place_of(error: Exception) -> dict[str, object]:
    """Where the fault of a program is: never what it says, which could be personal data."""
    is_known = _explain(error)[0] is not _BROKEN
    return {} if is_known else {"error": type(error).__name__, "frames": frames_of(error)}
