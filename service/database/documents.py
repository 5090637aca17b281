"""Documents: registration, lists, and the leases of background work."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.database.account_tables import document_parties
from service.database.document_rows import FILE_COLUMNS, to_document, to_gist, to_values
from service.database.leases import FREE, lease
from service.database.lists import newest_first
from service.database.schema import document_gists, documents
from service.database.times import EpochNow, UtcNowText, to_text
from service.database.walls import reveal
from service.domain.documents import STAGE_STATES, Claim, Document, Failure, Glance, Stage, State
from service.domain.ids import DocumentId, OrganisationId, is_safe_id
from service.domain.signatures import Decision
from service.ports import DocumentFilter, NewDocument, Progress

_NEVER = 1e15
"""When a document is due that waits for people: whoever comes makes it due."""

_SUSPICIOUS = 2
"""After so many claims without a word, a document may be what kills its workers."""


class SqlDocuments:
    """One row per document. A claim moves its fence on; a commit must name the newest fence."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document: NewDocument) -> Document:
        """Store a registered document, due for conversion at once."""
        row = self._connection.execute(
            sa.insert(documents).values(**to_values(document)).returning(documents)
        ).one()
        self._connection.execute(sa.insert(document_gists).values(**to_gist(document)))
        return to_document(row)

    def find(self, document_id: DocumentId) -> Document | None:
        """The document or None."""
        return self._one(document_id, sa.select(documents))

    def hold(self, document_id: DocumentId) -> Document | None:
        """The document or None; nobody else changes it before this transaction ends."""
        return self._one(document_id, sa.select(documents).with_for_update())

    def find_by_token(self, token: str) -> Document | None:
        """The document whose page for anybody has this token, or None."""
        if not is_safe_id(token):
            return None
        reveal(self._connection, secret=token)
        query = sa.select(documents).where(documents.c.check_token == token)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else to_document(row)

    def search(self, wanted: DocumentFilter) -> list[Document]:
        """Newest first; `wanted.before` continues a list after its last (created_at, id)."""
        also = [] if wanted.states is None else [documents.c.state.in_(wanted.states)]
        if wanted.about is not None:
            named = document_parties.c.user_id == wanted.about
            about = sa.select(document_parties.c.document_id).where(named)
            also.append(documents.c.id.in_(about))
        place = (documents.c.created_at, documents.c.id)
        query = newest_first(documents, place, wanted, *also)
        return [to_document(row) for row in self._connection.execute(query)]

    def glance(self, document_ids: Sequence[DocumentId]) -> list[Glance]:
        """Those of the documents that exist, in no order: little of them, for many questions."""
        rows = self._connection.execute(
            sa.select(documents.c.id, documents.c.organisation_id, documents.c.state).where(
                documents.c.id.in_(document_ids)
            )
        )
        return [
            Glance(DocumentId(row.id), OrganisationId(row.organisation_id), State(row.state))
            for row in rows
        ]

    def count_by_state(self, organisation_ids: Sequence[OrganisationId]) -> Mapping[State, int]:
        """How many documents stand where."""
        rows = self._connection.execute(
            sa.select(documents.c.state, sa.func.count())
            .where(documents.c.organisation_id.in_(organisation_ids))
            .group_by(documents.c.state)
        )
        return {State(state): count for state, count in rows}

    def claim(
        self, stage: Stage, organisation_id: OrganisationId, *, limit: int, lease_seconds: float
    ) -> list[Claim]:
        """Lease due documents of one organisation that nobody holds, oldest first.

        A document whose holders keep vanishing comes last and alone, so that it takes no others
        down with it.
        """
        due = (*_due(stage), documents.c.organisation_id == organisation_id)
        innocent = (*due, documents.c.unanswered < _SUSPICIOUS)
        return self._lease(stage, innocent, limit, lease_seconds) or self._lease(
            stage, due, 1, lease_seconds
        )

    def extend(self, claims: Sequence[Claim], *, lease_seconds: float) -> None:
        """Hold on to what is still ours."""
        for claim in claims:
            self._connection.execute(
                sa.update(documents)
                .where(*self._ours(claim))
                .values(lease_until=EpochNow() + lease_seconds)
            )

    def advance(self, progress: Progress) -> bool:
        """Commit a finished stage; False when the claim is no longer ours."""
        made, again = progress.made_with, progress.renew_at
        return self._settle(
            progress.claim,
            state=progress.state,
            pages=progress.pages,
            failures=0,
            failure_code=None,
            failure_message=None,
            due_at=_NEVER if progress.waits else EpochNow(),
            **{column: getattr(progress.files, role) for role, column in FILE_COLUMNS},
            **({} if made is None else {"made_with": made.to_dict()}),
            **({} if again is None else {"renew_at": again.timestamp()}),
        )

    def postpone(self, claim: Claim, failure: Failure, *, delay_seconds: float) -> bool:
        """Give the document back for a later attempt, saying why it waits."""
        return self._settle(
            claim,
            failures=claim.failures + 1,
            failure_code=failure.code,
            failure_message=failure.message,
            due_at=EpochNow() + delay_seconds,
        )

    def fail(self, claim: Claim, failure: Failure) -> bool:
        """Stop work on the document until somebody retries or cancels it."""
        return self._settle(
            claim,
            state=State.FAILED,
            failures=claim.failures + 1,
            failure_code=failure.code,
            failure_message=failure.message,
        )

    def force_state(self, document_id: DocumentId, state: State) -> None:
        """Set the state from outside; work in progress loses its fence."""
        self._force(document_id, state=state)

    def cancel(self, document_id: DocumentId, said: Decision) -> None:
        """Annul the document, whatever is being done with it."""
        self._force(
            document_id,
            state=State.CANCELLED,
            cancelled_by=said.by,
            cancelled_at=to_text(said.at),
            cancel_reason=said.reason,
        )

    def due_organisations(self, stage: Stage) -> list[OrganisationId]:
        """Organisations with due documents in this stage that nobody holds."""
        rows = self._connection.execute(
            sa.select(documents.c.organisation_id).where(*_due(stage)).distinct()
        )
        return [OrganisationId(organisation_id) for (organisation_id,) in rows]

    def _force(self, document_id: DocumentId, **values: object) -> None:
        self._connection.execute(
            sa.update(documents)
            .where(documents.c.id == document_id)
            .values(
                fence=documents.c.fence + 1,
                failures=0,
                unanswered=0,
                failure_code=None,
                failure_message=None,
                lease_until=FREE,
                due_at=EpochNow(),
                updated_at=UtcNowText(),
                **values,
            )
        )

    def _one(self, document_id: DocumentId, query: sa.Select[Any]) -> Document | None:
        if not is_safe_id(document_id):
            return None
        row = self._connection.execute(query.where(documents.c.id == document_id)).one_or_none()
        return None if row is None else to_document(row)

    def _lease(
        self,
        stage: Stage,
        which: Iterable[sa.ColumnElement[bool]],
        limit: int,
        lease_seconds: float,
    ) -> list[Claim]:
        rows = lease(
            self._connection,
            documents,
            which,
            limit=limit,
            lease_seconds=lease_seconds,
            unanswered=documents.c.unanswered + 1,
        )
        return [
            Claim(to_document(row), stage, row.fence, row.failures, row.unanswered - 1)
            for row in rows
        ]

    def _settle(self, claim: Claim, **values: object) -> bool:
        result = self._connection.execute(
            sa.update(documents)
            .where(*self._ours(claim))
            .values(lease_until=FREE, unanswered=0, updated_at=UtcNowText(), **values)
        )
        return result.rowcount == 1

    def _ours(self, claim: Claim) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            documents.c.id == claim.document.id,
            documents.c.state == claim.document.state,
            documents.c.fence == claim.fence,
        )


def _due(stage: Stage) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        *((documents.c.renew_at <= EpochNow(),) if stage is Stage.RENEW else ()),
        documents.c.state.in_(STAGE_STATES[stage]),
        documents.c.due_at <= EpochNow(),
        documents.c.lease_until < EpochNow(),
    )
