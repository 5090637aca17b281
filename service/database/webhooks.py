"""Webhooks, and notices that wait to be sent, under leases by the database's clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from service.database.accounts import municipality_of, organisation_of, owned_by
from service.database.house_tables import webhook_deliveries as deliveries
from service.database.house_tables import webhooks
from service.database.outbox import FAILED, SENT, WAITING, Outbox
from service.database.schema import organisations
from service.database.times import EpochNow, UtcNowText, from_text, to_text
from service.database.walls import listening_above
from service.domain.accounts import Tenant
from service.domain.ids import (
    DeliveryId,
    DocumentId,
    MunicipalityId,
    OrganisationId,
    WebhookId,
    is_safe_id,
)
from service.domain.webhooks import Delivery, Notice, NoticeClaim, Webhook


class SqlWebhooks:
    """Webhooks, and one row per notice in an outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outbox = Outbox(connection, deliveries)

    def add(self, webhook: Webhook) -> None:
        """Store a webhook."""
        self._connection.execute(
            sa.insert(webhooks).values(
                id=webhook.id,
                organisation_id=webhook.tenant.organisation_id,
                municipality_id=webhook.tenant.municipality_id,
                url=webhook.url,
                secret=webhook.secret,
                created_by=webhook.created_by,
                created_at=to_text(webhook.created_at),
            )
        )

    def find(self, webhook_id: WebhookId) -> Webhook | None:
        """The webhook or None."""
        if not is_safe_id(webhook_id):
            return None
        query = sa.select(webhooks).where(webhooks.c.id == webhook_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _webhook(row)

    def list_of(
        self, organisation_ids: Sequence[OrganisationId], municipality_id: MunicipalityId | None
    ) -> list[Webhook]:
        """Those of these organisations and of the municipality itself, the newest first."""
        ours = owned_by(webhooks, organisation_ids, municipality_id)
        return self._read(sa.select(webhooks).where(ours))

    def list_listening(self, organisation_id: OrganisationId) -> list[WebhookId]:
        """Those that are told of this organisation's documents: of the municipality's no more."""
        of_municipality = (
            sa.select(organisations.c.municipality_id)
            .where(organisations.c.id == organisation_id)
            .scalar_subquery()
        )
        query = sa.select(webhooks.c.id).where(
            webhooks.c.disabled_at.is_(None),
            sa.or_(
                webhooks.c.organisation_id == organisation_id,
                webhooks.c.municipality_id == of_municipality,
            ),
        )
        found = {*self._connection.execute(query).scalars(), *listening_above(self._connection)}
        return [WebhookId(one) for one in sorted(found, reverse=True)]

    def remove(self, webhook_id: WebhookId) -> None:
        """Forget a webhook and everything that was or is to be sent to it."""
        for table, column in ((deliveries, deliveries.c.webhook_id), (webhooks, webhooks.c.id)):
            self._connection.execute(sa.delete(table).where(column == webhook_id))

    def set_trouble(
        self,
        webhook_id: WebhookId,
        *,
        failing_since: datetime | None,
        disabled_at: datetime | None,
    ) -> None:
        """Since when nobody answers, and since when it is switched off."""
        self._connection.execute(
            sa.update(webhooks)
            .where(webhooks.c.id == webhook_id)
            .values(failing_since=_text(failing_since), disabled_at=_text(disabled_at))
        )

    def send(self, notice: Notice) -> None:
        """Store a notice, due at once."""
        self._outbox.add(
            id=notice.id,
            webhook_id=notice.webhook_id,
            document_id=notice.document_id,
            body=notice.body,
            created_at=to_text(notice.created_at),
        )

    def claim(self, *, lease_seconds: float) -> NoticeClaim | None:
        """Lease the notice that has been due longest and is in nobody's hands."""
        rows = self._outbox.claim(limit=1, lease_seconds=lease_seconds)
        if not rows:
            return None
        (row,) = rows
        webhook = self.find(WebhookId(row.webhook_id))
        assert webhook is not None  # noqa: S101 -- the database's foreign key has seen to it
        return NoticeClaim(_notice(row), webhook, row.fence, row.failures)

    def is_due(self) -> bool:
        """Whether any notice waits that nobody holds."""
        return self._outbox.is_due()

    def note_sent(self, claim: NoticeClaim, status: int) -> bool:
        """The program has taken it; False when the claim is no longer ours."""
        return self._settle(claim, state=SENT, failure_code=None, status=status)

    def postpone(
        self, claim: NoticeClaim, code: str, status: int | None, *, delay_seconds: float
    ) -> bool:
        """Try again later, saying why."""
        return self._outbox.postpone(
            claim.notice.id,
            claim.fence,
            claim.failures,
            delay_seconds=delay_seconds,
            failure_code=code,
            status=status,
        )

    def note_failed(self, claim: NoticeClaim, code: str, status: int | None) -> bool:
        """Nobody took it, and it will not be sent again."""
        return self._settle(claim, state=FAILED, failure_code=code, status=status)

    def hold_back(self, webhook_id: WebhookId, *, delay_seconds: float) -> None:
        """Let nothing go to a webhook for a while: one attempt at a time is enough."""
        until = EpochNow() + delay_seconds
        self._connection.execute(
            sa.update(deliveries)
            .where(
                deliveries.c.webhook_id == webhook_id,
                deliveries.c.state == WAITING,
                deliveries.c.due_at < until,
            )
            .values(due_at=until)
        )

    def drop(self, webhook_id: WebhookId) -> None:
        """Give up what waits for a webhook that is switched off."""
        self._connection.execute(
            sa.update(deliveries)
            .where(deliveries.c.webhook_id == webhook_id, deliveries.c.state == WAITING)
            .values(state=FAILED, fence=deliveries.c.fence + 1, settled_at=UtcNowText())
        )

    def list_deliveries(self, webhook_id: WebhookId, *, limit: int) -> list[Delivery]:
        """What was sent to a webhook or waits to be, the newest first."""
        rows = self._connection.execute(
            sa.select(deliveries)
            .where(deliveries.c.webhook_id == webhook_id)
            .order_by(deliveries.c.id.desc())
            .limit(limit)
        )
        return [_delivery(row) for row in rows]

    def forget_settled(self, before: datetime) -> None:
        """Remove what was settled before that moment."""
        self._connection.execute(
            sa.delete(deliveries).where(deliveries.c.settled_at < to_text(before))
        )

    def _settle(self, claim: NoticeClaim, **values: object) -> bool:
        return self._outbox.settle(claim.notice.id, claim.fence, settled_at=UtcNowText(), **values)

    def _read(self, query: sa.Select[Any]) -> list[Webhook]:
        rows = self._connection.execute(query.order_by(webhooks.c.id.desc()))
        return [_webhook(row) for row in rows]


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        id=WebhookId(row.id),
        url=row.url,
        secret=row.secret,
        tenant=Tenant(organisation_of(row), municipality_of(row)),
        created_by=row.created_by,
        created_at=from_text(row.created_at),
        failing_since=_moment(row.failing_since),
        disabled_at=_moment(row.disabled_at),
    )


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=DeliveryId(row.id),
        webhook_id=WebhookId(row.webhook_id),
        document_id=None if row.document_id is None else DocumentId(row.document_id),
        body=row.body,
        created_at=from_text(row.created_at),
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        notice=_notice(row),
        state=row.state,
        failures=row.failures,
        failure_code=row.failure_code,
        status=row.status,
        settled_at=_moment(row.settled_at),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)
