"""Register, read, list, retry and cancel documents."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from doc_templates.catalogue import Catalogue, Kind, describe, validate
from doc_templates.errors import InvalidDataError, UnknownKindError
from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.audit import Event
from service.domain.documents import (
    Document,
    Filing,
    PlannedSignature,
    Stage,
    State,
    check_step,
    resume_state,
)
from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    Problem,
    UnavailableError,
)
from service.domain.ids import DocumentId, OrganisationId
from service.jobs import ConvertDocuments, hint_for
from service.operations.templates import ChosenTemplate, TemplateDesk
from service.ports import (
    BlobStore,
    Clock,
    Database,
    DocumentFilter,
    IdSource,
    JobQueue,
    NewDocument,
    Replay,
    ReplayedError,
    Transaction,
)

_STAGE_OF = {
    State.REGISTERED: Stage.CONVERT,
    State.AWAITING_SIGNATURES: Stage.SIGN,
    State.RENDERED: Stage.ARCHIVE,
    State.SIGNED: Stage.ARCHIVE,
}


@dataclass(frozen=True)
class DocumentRequest:
    """What a caller asks for. `idempotency_key` makes repeats of the same request one document."""

    organisation_id: OrganisationId
    kind: str
    data: Mapping[str, object]
    sign: bool
    idempotency_key: str

    def sha256(self) -> str:
        """What two requests must share to be the same request."""
        body = json.dumps(
            [self.organisation_id, self.kind, self.data, self.sign],
            ensure_ascii=True,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(body.encode()).hexdigest()


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

    def register_document(self, principal: Principal, request: DocumentRequest) -> Document:
        """Give the document its number and put it on its way; a repeat returns the first one.

        Raises NotFoundError (organisation), InvalidRequestError (fields), ForbiddenError (scope),
        ConflictError `idempotency_key_reused` (same key, another request) or `template_outdated`,
        UnavailableError (then it is safe to ask again with the same key).
        """
        require_scope(principal, Scope.WRITE)
        if (earlier := self._find_replay(principal, request)) is not None:
            return earlier
        kind = self._checked_kind(request)
        try:
            document = self._register(principal, request, kind)
        except ReplayedError:
            # Another request with this key won the race; its transaction is committed by now.
            earlier = self._find_replay(principal, request)
            if earlier is None:
                raise
            return earlier
        self.queue.send([ConvertDocuments(document.organisation_id)])
        return document

    def get_document(self, principal: Principal, document_id: DocumentId) -> Document:
        """The document, if the principal may see it. Raises NotFoundError."""
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return _visible(tx, principal, document_id)

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
        require_scope(principal, Scope.READ)
        with self.database.snapshot() as tx:
            return tx.documents.search(_narrowed(tx, principal, wanted))

    def retry_document(self, principal: Principal, document_id: DocumentId) -> Document:
        """Put a failed document on its way again from the last finished step.

        Raises NotFoundError, ConflictError `wrong_state`.
        """
        require_scope(principal, Scope.WRITE)
        with self.database.transaction() as tx:
            document = _held(tx, principal, document_id)
            target = resume_state(document.files, sign=document.sign)
            check_step(document.state, target)
            tx.documents.force_state(document_id, target)
            self._note(tx, document, "document:retried", principal)
            document = _visible(tx, principal, document_id)
        self.queue.send([hint_for(_STAGE_OF[target], document.organisation_id)])
        return document

    def cancel_document(self, principal: Principal, document_id: DocumentId) -> Document:
        """Annul a document: it keeps its number, and nobody works on it any more.

        Raises NotFoundError, ConflictError `wrong_state`.
        """
        require_scope(principal, Scope.WRITE)
        with self.database.transaction() as tx:
            document = _held(tx, principal, document_id)
            check_step(document.state, State.CANCELLED)
            tx.documents.force_state(document_id, State.CANCELLED)
            self._note(tx, document, "document:cancelled", principal)
            return _visible(tx, principal, document_id)

    def _find_replay(self, principal: Principal, request: DocumentRequest) -> Document | None:
        with self.database.snapshot() as tx:
            replay = tx.replays.find(principal.id, request.idempotency_key)
            if replay is None:
                return None
            if replay.request_sha256 != request.sha256():
                message = "Этот Idempotency-Key уже использован для другого запроса."
                raise ConflictError(message, code="idempotency_key_reused")
            return _visible(tx, principal, replay.document_id)

    def _checked_kind(self, request: DocumentRequest) -> Kind:
        try:
            kind = self.catalogue.get_kind(request.kind)
            validate(kind, request.data)
        except UnknownKindError as error:
            raise InvalidRequestError(
                (Problem("#/kind", error.code, error.message),), code=error.code
            ) from error
        except InvalidDataError as error:
            raise InvalidRequestError(
                tuple(
                    Problem(f"#/data{p.pointer.removeprefix('#')}", p.code, p.message)
                    for p in error.problems
                )
            ) from error
        if request.sign and not _signature_plan(kind):
            message = "Этот вид документа подписывают сами участники: укажите sign = false."
            raise InvalidRequestError((Problem("#/sign", "not_signable", message),))
        return kind

    def _register(self, principal: Principal, request: DocumentRequest, kind: Kind) -> Document:
        # Whatever takes time comes before the transaction, for others wait until it ends.
        template = self._keep_template(request.organisation_id, principal, kind)
        title, request_sha256 = describe(kind, request.data), request.sha256()
        doc_date, now = self._doc_date(request.data), self.clock.now()
        document_id = DocumentId(self.ids.new())
        with self.database.transaction() as tx:
            organisation = require_sight(principal, tx.organisations.find(request.organisation_id))
            # First of all: a second request with this key waits here for the first to commit.
            replay = Replay(request_sha256, document_id)
            tx.replays.remember(principal.id, request.idempotency_key, replay, now)
            register = organisation.register(kind.filing_for(request.data).register)
            number = tx.registers.take(organisation.id, register, doc_date.year)
            document = tx.documents.add(
                NewDocument(
                    id=document_id,
                    organisation_id=organisation.id,
                    kind=kind.code,
                    kind_version=kind.version,
                    template_sha256=template.sha256,
                    template_version_id=template.version_id,
                    number=number,
                    doc_date=doc_date,
                    title=title,
                    data=request.data,
                    filing=_filing(kind, request.data),
                    signature_plan=_signature_plan(kind) if request.sign else (),
                    created_by=principal.id,
                    created_at=now,
                )
            )
            self._note(tx, document, "document:registered", principal)
        return document

    def _keep_template(
        self, organisation_id: OrganisationId, principal: Principal, kind: Kind
    ) -> ChosenTemplate:
        # The exact template is kept beside the document: it will be filled, and one day rebuilt,
        # from these bytes whatever the library holds by then.
        with self.database.snapshot() as tx:
            organisation = require_sight(principal, tx.organisations.find(organisation_id))
        template = self.templates.choose(organisation, kind)
        if not self.blobs.has(organisation_id, template.sha256):
            try:
                self.blobs.put(organisation_id, [template.docx])
            except OSError as error:
                raise UnavailableError from error
        return template

    def _doc_date(self, data: Mapping[str, object]) -> date:
        given = data.get("doc_date")
        return date.fromisoformat(given) if isinstance(given, str) else self.clock.today()

    def _note(self, tx: Transaction, document: Document, action: str, principal: Principal) -> None:
        detail = {"kind": document.kind, "number": document.number.text}
        event = Event(action, principal.id, document.id, detail)
        tx.audit.append(document.organisation_id, event, self.clock.now())


def _filing(kind: Kind, data: Mapping[str, object]) -> Filing:
    place = kind.filing_for(data)
    rule = place.retention
    return Filing(place.case_index, rule.article, rule.term, rule.years)


def _signature_plan(kind: Kind) -> tuple[PlannedSignature, ...]:
    return tuple(
        PlannedSignature(signer.role, signer.bookmark)
        for signer in kind.signers
        if signer.method == "server_key"
    )


def _visible(tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
    return _seen(tx, principal, tx.documents.find(document_id))


def _held(tx: Transaction, principal: Principal, document_id: DocumentId) -> Document:
    return _seen(tx, principal, tx.documents.hold(document_id))


def _seen(tx: Transaction, principal: Principal, document: Document | None) -> Document:
    if document is None:
        raise NotFoundError
    require_sight(principal, tx.organisations.find(document.organisation_id))
    return document


def _narrowed(tx: Transaction, principal: Principal, wanted: DocumentFilter) -> DocumentFilter:
    seen = {o.id for o in tx.organisations.list_seen_by(principal)}
    asked = set(wanted.organisation_ids) or seen
    if not asked <= seen:
        raise NotFoundError
    return wanted.of(tuple(sorted(asked)))
