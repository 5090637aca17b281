"""Order the pages of a form before there is a document, and look at them.

The request goes the way of a registration up to the number: the same checks, the same forms of
names, the same rules of the pack. No number is taken, and nothing is written but the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.domain.access import Principal, Scope, require_scope, require_sight
from service.domain.errors import GrifError, NotFoundError
from service.domain.filling import describe_signing
from service.domain.ids import DraftId, PreviewId, UserId
from service.domain.organisations import Organisation
from service.domain.pack.facts import Finding
from service.domain.previews import Preview, PreviewOrder, PreviewSource, PreviewState
from service.domain.registers import Number, Register
from service.jobs import MakePreviews
from service.operations.acts import cited_acts
from service.operations.documents import DocumentDesk
from service.operations.drafts import require_person
from service.operations.packs import as_new, examine_as_new
from service.operations.preparing import Prepared
from service.operations.requests import DocumentRequest
from service.ports import Clock, Database, IdSource, JobQueue, Transaction

_ALIVE: Final = frozenset({PreviewState.WAITING, PreviewState.READY})


@dataclass(frozen=True)
class PreviewDesk:
    """The use cases of whoever fills in a form. Each person sees their own pages alone."""

    database: Database
    queue: JobQueue
    clock: Clock
    ids: IdSource
    documents: DocumentDesk

    def order(self, principal: Principal, draft_id: DraftId, request: DocumentRequest) -> Preview:
        """Have the pages made that the request would have; they take the place of earlier ones.

        What has been ordered already is not ordered again. Raises what
        `DocumentDesk.register_document` does about the request itself.
        """
        require_scope(principal, Scope.WRITE, Scope.MUNICIPAL)
        user_id = require_person(principal)
        prepared = self.documents.preparation.prepare(principal, request)
        with self.database.transaction() as tx:
            organisation = require_sight(principal, tx.organisations.find(request.organisation_id))
            findings = _examine(tx, organisation, prepared)
            order = PreviewOrder(
                user_id=user_id,
                draft_id=draft_id,
                organisation_id=organisation.id,
                kind=prepared.kind.code,
                source=self._source_of(organisation, prepared),
                remarks=_remarks_of(findings),
                ordered_at=self.clock.now(),
            )
            preview = self._take(tx, order)
        self.queue.send([MakePreviews(preview.organisation_id)])
        return preview

    def get(self, principal: Principal, draft_id: DraftId) -> Preview:
        """How far the pages of the person's own form are. Raises NotFoundError."""
        with self.database.snapshot() as tx:
            return _see(tx, principal, draft_id)

    def get_pdf(self, principal: Principal, draft_id: DraftId) -> bytes:
        """The pages themselves. Raises NotFoundError."""
        with self.database.snapshot() as tx:
            preview = _see(tx, principal, draft_id)
            pdf = tx.previews.read_pdf(preview.user_id, preview.draft_id)
        if pdf is None:
            raise NotFoundError
        return pdf

    def shows(self, preview: Preview, principal: Principal, request: DocumentRequest) -> bool:
        """Whether these are still the pages that the request would have.

        The form may have changed since, and so may forms of names, requisites or the template.
        """
        try:
            prepared = self.documents.preparation.prepare(principal, request)
            with self.database.snapshot() as tx:
                found = tx.organisations.find(request.organisation_id)
                organisation = require_sight(principal, found)
        except GrifError:
            return False
        return self._source_of(organisation, prepared).sha256() == preview.made_of

    def _source_of(self, organisation: Organisation, prepared: Prepared) -> PreviewSource:
        return PreviewSource(
            template_sha256=prepared.template.sha256,
            number=_register_of(organisation, prepared).blank,
            doc_date=prepared.doc_date,
            data=prepared.data,
            requisites=organisation.requisites,
            signing=describe_signing(prepared.signature_plan),
            has_code=bool(self.documents.site and prepared.kind.public_check),
        )

    def _take(self, tx: Transaction, order: PreviewOrder) -> Preview:
        known = tx.previews.find(order.user_id, order.draft_id)
        is_known = known is not None and known.made_of == order.source.sha256()
        if known is not None and is_known and known.state in _ALIVE:
            tx.previews.keep(order.user_id, order.draft_id, order.ordered_at)
        else:
            tx.previews.put(PreviewId(self.ids.new()), order)
        return _find(tx, order.user_id, order.draft_id)


def _see(tx: Transaction, principal: Principal, draft_id: DraftId) -> Preview:
    preview = _find(tx, require_person(principal), draft_id)
    require_sight(principal, tx.organisations.find(preview.organisation_id))
    return preview


def _find(tx: Transaction, user_id: UserId, draft_id: DraftId) -> Preview:
    preview = tx.previews.find(user_id, draft_id)
    if preview is None:
        raise NotFoundError
    return preview


def _register_of(organisation: Organisation, prepared: Prepared) -> Register:
    return organisation.register(prepared.kind.filing_for(prepared.data).register)


def _examine(tx: Transaction, organisation: Organisation, prepared: Prepared) -> Sequence[Finding]:
    """What the rules would say if the document were registered now. Raises InvalidRequestError."""
    register = _register_of(organisation, prepared)
    number = _next_number(tx, organisation, register, prepared.doc_date)
    kind, data = prepared.kind, prepared.data
    document = as_new(kind.code, prepared.doc_date, data, number)
    return examine_as_new(tx, organisation.id, document, number, cited_acts(kind, data))


def _next_number(
    tx: Transaction, organisation: Organisation, register: Register, day: date
) -> Number:
    """The number that would be next; it stays there for whoever takes it."""
    last = tx.registers.list_taken(organisation.id, day.year).get(register.code)
    return register.number(day.year, register.first_seq if last is None else last + 1)


def _remarks_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.message for finding in findings))
