"""Register, read, list, retry and cancel documents."""

from dataclasses import dataclass, replace

from doc_templates.catalogue import Catalogue
from service.domain.access import (
    Principal,
    Scope,
    require_scope,
    require_sight,
    require_writing,
)
from service.domain.audit import Event
from service.domain.documents import Document, Stage, State, check_step, resume_state
from service.domain.errors import (
    ConflictError,
    NotFoundError,
    ReplayedError,
)
from service.domain.ids import DocumentId
from service.domain.replays import Replay
from service.domain.signatures import Decision, PlannedSignature
from service.domain.testimony import REGISTERED, attest
from service.jobs import ConvertDocuments, hint_for
from service.operations.acts import cited_acts
from service.operations.cancelling import check_cancellation, write_cancellation
from service.operations.check_pages import open_check_page
from service.operations.notices import announce
from service.operations.packs import examine_new
from service.operations.parties import note_parties
from service.operations.preparing import Preparation, Prepared
from service.operations.remarks import check_reasons, keep_remarks
from service.operations.requests import (
    DocumentRequest,
    demands_of,
    filing_of,
)
from service.operations.sight import hold_document, see_document
from service.operations.templates import TemplateDesk
from service.ports import (
    BlobStore,
    Clock,
    Database,
    DocumentFilter,
    IdSource,
    JobQueue,
    NewDocument,
    Transaction,
)

_STAGE_OF = {
    State.REGISTERED: Stage.CONVERT,
    State.AWAITING_SIGNATURES: Stage.SIGN,
    State.RENDERED: Stage.ARCHIVE,
    State.SIGNED: Stage.ARCHIVE,
}


@dataclass(frozen=True)
class DocumentDesk:
    """The use cases of documents with what they need."""

    database: Database
    blobs: BlobStore
    queue: JobQueue
    catalogue: Catalogue
    clock: Clock
    ids: IdSource
    templates: TemplateDesk
    site: str = ""
    """The address of this installation for anybody; without one, no page and no QR code."""
    carries_data: bool = False
    """Whether signed PDFs carry data and docx where their kind does not say."""

    @property
    def preparation(self) -> Preparation:
        """How a request is checked and completed before its document is made."""
        return Preparation(self.database, self.blobs, self.catalogue, self.clock, self.templates)

    def register_document(self, principal: Principal, request: DocumentRequest) -> Document:
        """Give the document its number and put it on its way; a repeat returns the first one.

        Raises NotFoundError (organisation), InvalidRequestError (fields), ForbiddenError (scope),
        ConflictError `idempotency_key_reused` (same key, another request) or `template_outdated`,
        UnavailableError (then it is safe to ask again with the same key).
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        check_reasons(request.accepted_warnings)
        if (earlier := self._find_replay(principal, request)) is not None:
            return earlier
        prepared = self.preparation.prepare(principal, request)
        try:
            document = self._register(principal, request, prepared)
        except ReplayedError:
            # Another request with this key won the race; its transaction is committed by now.
            earlier = self._find_replay(principal, request)
            if earlier is None:
                raise
            return earlier
        self.queue.send([ConvertDocuments(document.organisation_id)])
        return document

    def preview_plan(
        self, principal: Principal, request: DocumentRequest
    ) -> tuple[PlannedSignature, ...]:
        """Who would sign the document by this request; nothing is registered.

        Raises what `register_document` does about the request itself.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        return self.preparation.prepare(principal, request).signature_plan

    def get_document(self, principal: Principal, document_id: DocumentId) -> Document:
        """The document, if the principal may see it. Raises NotFoundError."""
        require_scope(principal, Scope.READ, Scope.OWN)
        with self.database.snapshot() as tx:
            return see_document(tx, principal, document_id)

    def get_file(self, principal: Principal, document_id: DocumentId, role: str) -> bytes:
        """The document's `pdf` (signed when signed) or `docx`.

        Raises NotFoundError, and ConflictError `not_ready` while the file is not made yet.
        """
        document = self.get_document(principal, document_id)
        sha256 = document.files.docx if role == "docx" else document.files.final
        if sha256 is None:
            message = "Файл ещё не готов. Повторите запрос через несколько секунд."
            raise ConflictError(message, code="not_ready")
        return self.blobs.get(document.organisation_id, sha256)

    def list_documents(self, principal: Principal, wanted: DocumentFilter) -> list[Document]:
        """Documents the principal may see, newest first."""
        require_scope(principal, Scope.READ, Scope.OWN)
        with self.database.snapshot() as tx:
            return tx.documents.search(_narrowed(tx, principal, wanted))

    def retry_document(self, principal: Principal, document_id: DocumentId) -> Document:
        """Put a failed document on its way again from the last finished step.

        Raises NotFoundError, ConflictError `wrong_state`.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        with self.database.transaction() as tx:
            document = hold_document(tx, principal, document_id)
            require_writing(principal, is_municipal=self.catalogue.is_municipal(document.kind))
            target = resume_state(document.files, sign=document.sign)
            check_step(document.state, target)
            tx.documents.force_state(document_id, target)
            self._note(tx, document, "document:retried", principal)
            document = see_document(tx, principal, document_id)
        self.queue.send([hint_for(_STAGE_OF[target], document.organisation_id)])
        return document

    def cancel_document(
        self, principal: Principal, document_id: DocumentId, reason: str = ""
    ) -> Document:
        """Annul a document: it keeps its number, and nobody works on it any more.

        Programs may have no reason. Raises NotFoundError, InvalidRequestError, ConflictError.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        if reason:
            check_cancellation(reason)
        with self.database.transaction() as tx:
            document = hold_document(tx, principal, document_id)
            require_writing(principal, is_municipal=self.catalogue.is_municipal(document.kind))
            said = Decision(principal.id, self.clock.now(), reason)
            write_cancellation(tx, document, said)
            return see_document(tx, principal, document_id)

    def _find_replay(self, principal: Principal, request: DocumentRequest) -> Document | None:
        with self.database.snapshot() as tx:
            replay = tx.replays.find(principal.id, request.idempotency_key)
            if replay is None:
                return None
            if replay.request_sha256 != request.sha256():
                message = "Этот Idempotency-Key уже использован для другого запроса."
                raise ConflictError(message, code="idempotency_key_reused")
            return see_document(tx, principal, replay.document_id)

    def _register(
        self, principal: Principal, request: DocumentRequest, prepared: Prepared
    ) -> Document:
        document_id, now = DocumentId(self.ids.new()), self.clock.now()
        kind, data = prepared.kind, prepared.data
        with self.database.transaction() as tx:
            organisation = require_sight(principal, tx.organisations.find(request.organisation_id))
            # First of all: a second request with this key waits here for the first to commit.
            replay = Replay(request.sha256(), document_id)
            tx.replays.remember(principal.id, request.idempotency_key, replay, now)
            register = organisation.register(kind.filing_for(data).register)
            new = NewDocument(
                id=document_id,
                organisation_id=organisation.id,
                kind=kind.code,
                kind_version=kind.version,
                template_sha256=prepared.template.sha256,
                template_version_id=prepared.template.version_id,
                number=tx.registers.take(organisation.id, register, prepared.doc_date.year),
                doc_date=prepared.doc_date,
                title=prepared.title,
                data=data,
                requisites=organisation.requisites,
                filing=filing_of(kind, data),
                signature_plan=prepared.signature_plan,
                created_by=principal.id,
                created_at=now,
                check_page=open_check_page(self.site, kind),
                demands=demands_of(kind, carries_data=self.carries_data),
            )
            # An error of the rules takes everything back, the number too.
            findings = examine_new(tx, new, cited_acts(kind, data))
            document = tx.documents.add(new)
            note_parties(tx, document)
            _drop_draft(tx, principal, request)
            event = Event(REGISTERED, principal.id, document.id, attest(document))
            tx.audit.append(document.organisation_id, event, now)
            keep_remarks(tx, document, principal, findings, request.accepted_warnings)
            announce(tx, document, State.REGISTERED, now)
        return document

    def _note(self, tx: Transaction, document: Document, action: str, principal: Principal) -> None:
        detail = {"kind": document.kind, "number": document.number.text}
        event = Event(action, principal.id, document.id, detail)
        tx.audit.append(document.organisation_id, event, self.clock.now())


def _drop_draft(tx: Transaction, principal: Principal, request: DocumentRequest) -> None:
    """The form has become a document."""
    if request.draft_id is not None and principal.user_id is not None:
        tx.drafts.remove(principal.user_id, request.draft_id)
        tx.previews.remove(principal.user_id, request.draft_id)


def _narrowed(tx: Transaction, principal: Principal, wanted: DocumentFilter) -> DocumentFilter:
    seen = {o.id for o in tx.organisations.list_seen_by(principal)}
    asked = set(wanted.organisation_ids) or seen
    if not asked <= seen:
        raise NotFoundError
    about = principal.user_id if principal.reads_own_only else None
    return replace(wanted, organisation_ids=tuple(sorted(asked)), about=about)
