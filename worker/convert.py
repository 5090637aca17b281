"""The convert process: fills templates and converts them to PDF/A. Has no keys and no network."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import structlog

from doc_templates.errors import TemplateError
from doc_templates.filling import CompiledTemplate, compile_template
from doc_templates.plain_text import read_text
from service.backstage import Backstage
from service.domain.blobs import BlobError
from service.domain.documents import Claim, Document, Failure, Stage, State
from service.domain.ids import OrganisationId
from service.domain.pack.facts import Finding, PackDocument
from service.domain.pack.texts import find_fault
from service.jobs import ConvertDocuments
from service.operations.stages import Setback
from service.ports import Progress
from worker.isolation import isolate
from worker.libreoffice.conversion import (
    Conversion,
    ConversionError,
    Converter,
    ConverterFacts,
)
from worker.making import describe_making, fill
from worker.pdf_check import PdfCheckError, PdfFacts, check_pdf, finish_pdf
from worker.runtime import KeepAlive, Stop

_TURN_SECONDS = 30.0
"""After this long one organisation's queue lets the others have their turn."""

_TEMPLATES_KEPT = 64
_ROOM_BYTES = 32 * 1024 * 1024
_TEMPLATE_LOST = Failure("template_lost", "Шаблон документа не читается из хранилища.")

log = structlog.get_logger()


@dataclass(frozen=True)
class _Filled:
    """A claim with its docx, on the way to the converter."""

    claim: Claim
    docx: bytes
    job: Conversion


@dataclass(frozen=True)
class _Checked:
    """A converted document whose PDF passed every check."""

    filled: _Filled
    pdf: bytes
    facts: PdfFacts


@dataclass
class ConvertDesk:
    """Converts what is registered, in batches of one organisation."""

    backstage: Backstage
    converter: Converter
    stop: Stop
    workspace: Path
    _templates: dict[str, CompiledTemplate] = field(default_factory=dict)

    def convert_documents(self, organisation_id: OrganisationId) -> None:
        """Convert what is due, batch by batch, for one turn."""
        stages, settings = self.backstage.stages, self.backstage.settings
        until = time.monotonic() + _TURN_SECONDS
        while not self.stop.is_requested():
            claims = stages.claim(Stage.CONVERT, organisation_id, limit=settings.batch_size)
            if not claims:
                return
            with KeepAlive(stages, claims):
                outcomes = isolate(partial(self._convert, organisation_id), claims)
            stages.commit(outcomes)
            if time.monotonic() > until:
                self.backstage.queue.send([ConvertDocuments(organisation_id)])
                return

    def _convert(
        self, organisation_id: OrganisationId, claims: Sequence[Claim]
    ) -> list[Progress | Setback]:
        _require_room(self.workspace)
        folder = Path(tempfile.mkdtemp(prefix="batch-", dir=self.workspace))
        try:
            results = [
                self._fill(claim, folder / str(number)) for number, claim in enumerate(claims)
            ]
            filled = [item for item in results if isinstance(item, _Filled)]
            errors = self.converter.convert([item.job for item in filled])
            checked = [_check(item, error) for item, error in zip(filled, errors, strict=True)]
            failed = [item for item in [*results, *checked] if isinstance(item, Setback)]
            return [*failed, *self._store(organisation_id, checked)]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fill(self, claim: Claim, stem: Path) -> _Filled | Setback:
        document = claim.document
        try:
            docx = fill(document, self._template(document))
        except TemplateError as error:
            log.warning("filling_failed", document=document.id, code=error.code)
            return Setback(claim, Failure(error.code, error.message), again=False)
        except BlobError as error:
            log.error("template_lost", document=document.id, error=type(error).__name__)  # noqa: TRY400 -- the hash says it all
            return Setback(claim, _TEMPLATE_LOST, again=True)
        if (fault := _find_fault(document, docx)) is not None:
            log.warning("text_refused", document=document.id, rule=fault.code)
            return Setback(claim, Failure("text_refused", fault.message), again=False)
        job = Conversion(stem.with_suffix(".docx"), stem.with_suffix(".pdf"))
        job.source.write_bytes(docx)
        return _Filled(claim, docx, job)

    def _store(
        self, organisation_id: OrganisationId, checked: Sequence[_Checked | Setback]
    ) -> list[Progress]:
        done = [item for item in checked if isinstance(item, _Checked)]
        contents = [content for item in done for content in (item.filled.docx, item.pdf)]
        names = self.backstage.blobs.put(organisation_id, contents)
        facts = self.converter.facts
        return [
            _progress(item, docx, pdf, facts)
            for item, docx, pdf in zip(done, names[::2], names[1::2], strict=True)
        ]

    def _template(self, document: Document) -> CompiledTemplate:
        digest = document.template_sha256
        if digest not in self._templates:
            if len(self._templates) >= _TEMPLATES_KEPT:
                self._templates.clear()
            source = self.backstage.blobs.get(document.organisation_id, digest)
            self._templates[digest] = compile_template(source)
        return self._templates[digest]


def _find_fault(document: Document, docx: bytes) -> Finding | None:
    """What the rules of the pack refuse in the finished text, its template's words included."""
    return find_fault(PackDocument(document.kind, document.doc_date, {}), read_text(docx))


def _require_room(folder: Path) -> None:
    """Raise OSError while the disk is full: LibreOffice would die of it, as if of the document."""
    if shutil.disk_usage(folder).free < _ROOM_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _check(item: _Filled, error: ConversionError | None) -> _Checked | Setback:
    claim = item.claim
    if error is not None:
        log.warning("conversion_failed", document=claim.document.id, code=error.code)
        return Setback(claim, Failure(error.code, error.message), again=error.again)
    pdf = finish_pdf(item.job.target.read_bytes())
    try:
        facts = check_pdf(pdf)
    except PdfCheckError as fault:
        log.warning("pdf_refused", document=claim.document.id, code=fault.code, detail=fault.detail)
        return Setback(claim, Failure(fault.code, fault.message), again=False)
    return _Checked(item, pdf, facts)


def _progress(item: _Checked, docx: str, pdf: str, converter: ConverterFacts) -> Progress:
    claim = item.filled.claim
    made_with = describe_making(claim.document, converter, item.facts)
    state = State.AWAITING_SIGNATURES if claim.document.sign else State.RENDERED
    files = replace(claim.document.files, docx=docx, pdf=pdf)
    return Progress(claim, state, files, item.facts.pages, made_with)
