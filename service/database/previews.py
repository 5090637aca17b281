"""Pages that are seen before there is a document: what waits to be made, and what was made.

The PDF is in its row and not a file: what only its author sees for an hour is behind the second
wall with everything else, goes with its row, and nothing ever has to be removed from the archive.
A row that is settled keeps nothing of the data that its pages were made of.
"""

import hashlib
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from service.database.account_tables import previews
from service.database.leases import FREE
from service.database.outbox import Outbox
from service.database.times import EpochNow, from_text, to_text
from service.domain.documents import Failure
from service.domain.ids import DraftId, OrganisationId, PreviewId, UserId
from service.domain.previews import (
    Preview,
    PreviewClaim,
    PreviewOrder,
    PreviewSource,
    PreviewState,
)

_SEEN: Final = [column for column in previews.c if column.name not in {"pdf", "source"}]


class SqlPreviews:
    """One row per form and person, in an outbox: a newer order takes the older one's place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outbox = Outbox(connection, previews)

    def put(self, preview_id: PreviewId, order: PreviewOrder) -> None:
        """Store an order, due at once; whoever works on an earlier one of the form is too late."""
        said = {
            "organisation_id": order.organisation_id,
            "kind": order.kind,
            "made_of": order.source.sha256(),
            "source": order.source.to_dict(),
            "doc_date": order.source.doc_date,
            "remarks": list(order.remarks),
            "ordered_at": to_text(order.ordered_at),
            "state": PreviewState.WAITING,
            "failures": 0,
            "failure_code": None,
            "failure_message": None,
            "lease_until": FREE,
            "due_at": EpochNow(),
        }
        dialect = self._connection.dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(previews)
        self._connection.execute(
            insert.values(
                id=preview_id, user_id=order.user_id, draft_id=order.draft_id, fence=0, **said
            ).on_conflict_do_update(
                index_elements=["user_id", "draft_id"],
                set_={**said, "fence": previews.c.fence + 1},
            )
        )

    def keep(self, user_id: UserId, draft_id: DraftId, at: datetime) -> None:
        """Let it wait for as long as if it had been ordered at this moment."""
        self._connection.execute(
            sa.update(previews).where(*_of(user_id, draft_id)).values(ordered_at=to_text(at))
        )

    def find(self, user_id: UserId, draft_id: DraftId) -> Preview | None:
        """How far the pages of this person's form are; None when nobody ordered any."""
        query = sa.select(*_SEEN).where(*_of(user_id, draft_id))
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _read(row)

    def read_pdf(self, user_id: UserId, draft_id: DraftId) -> bytes | None:
        """The pages that were made last."""
        query = sa.select(previews.c.pdf).where(*_of(user_id, draft_id))
        return self._connection.execute(query).scalar_one_or_none()

    def claim(
        self, organisation_id: OrganisationId, *, lease_seconds: float
    ) -> PreviewClaim | None:
        """Lease what has waited longest of an organisation's."""
        ours = previews.c.organisation_id == organisation_id
        rows = self._outbox.claim(ours, limit=1, lease_seconds=lease_seconds)
        return next(map(_claim, rows), None)

    def note_ready(self, claim: PreviewClaim, pdf: bytes, pages: int) -> bool:
        """The pages are there; False when something else has been ordered meanwhile."""
        return self._outbox.settle(
            claim.id,
            claim.fence,
            state=PreviewState.READY,
            source={},
            pdf=pdf,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            pages=pages,
        )

    def note_failed(self, claim: PreviewClaim, failure: Failure) -> bool:
        """There will be no pages of this order, nor are there those of an earlier one."""
        return self._outbox.settle(
            claim.id,
            claim.fence,
            state=PreviewState.FAILED,
            source={},
            failure_code=failure.code,
            failure_message=failure.message,
            pdf=None,
            pdf_sha256=None,
            pages=None,
        )

    def postpone(self, claim: PreviewClaim, *, delay_seconds: float) -> bool:
        """Try again later."""
        return self._outbox.postpone(
            claim.id, claim.fence, claim.failures, delay_seconds=delay_seconds
        )

    def due_organisations(self) -> list[OrganisationId]:
        """Organisations with orders that nobody holds."""
        query = sa.select(previews.c.organisation_id).where(*self._outbox.due()).distinct()
        return [OrganisationId(found) for found in self._connection.execute(query).scalars()]

    def remove(self, user_id: UserId, draft_id: DraftId) -> None:
        """Forget the pages of a form."""
        self._connection.execute(sa.delete(previews).where(*_of(user_id, draft_id)))

    def forget(self, ordered_before: datetime) -> None:
        """Forget what nobody has asked for since."""
        self._connection.execute(
            sa.delete(previews).where(previews.c.ordered_at < to_text(ordered_before))
        )


def _of(user_id: UserId, draft_id: DraftId) -> tuple[sa.ColumnElement[bool], ...]:
    return previews.c.user_id == user_id, previews.c.draft_id == draft_id


def _read(row: Row[Any]) -> Preview:
    failure = row.failure_code and Failure(row.failure_code, row.failure_message)
    return Preview(
        user_id=UserId(row.user_id),
        draft_id=DraftId(row.draft_id),
        organisation_id=OrganisationId(row.organisation_id),
        kind=row.kind,
        state=PreviewState(row.state),
        made_of=row.made_of,
        doc_date=row.doc_date,
        remarks=tuple(row.remarks),
        pages=row.pages,
        pdf_sha256=row.pdf_sha256,
        failure=failure or None,
        ordered_at=from_text(row.ordered_at),
    )


def _claim(row: Row[Any]) -> PreviewClaim:
    source = PreviewSource.from_dict(row.source)
    return PreviewClaim(PreviewId(row.id), row.kind, source, row.fence, row.failures)
