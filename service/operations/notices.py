"""Notices to programs: written with what they tell of, and sent from the database.

Like a letter, a notice is written in the transaction that gives the reason for it. Whoever sends it
does so until the program answers or is switched off: a program may hear of a thing twice.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.domain.access import Role
from service.domain.audit import Event
from service.domain.documents import Document, State
from service.domain.ids import DeliveryId, LetterId, uuid7
from service.domain.letters import Letter, webhook_wording
from service.domain.webhooks import (
    ANNOUNCED,
    KEPT,
    PATIENCE,
    Notice,
    NoticeClaim,
    Webhook,
    tell_decline,
    tell_ping,
    tell_state,
)
from service.jobs import CallWebhooks
from service.operations.mail import MailDesk, delay_after
from service.operations.tenants import note_for_tenant
from service.ports import Clock, Database, IdSource, JobQueue, Transaction

LEASE_SECONDS: Final = 120.0
"""Longer than a program may take to answer: see `worker.notices`."""


def announce(tx: Transaction, document: Document, state: State, at: datetime) -> None:
    """Tell every program that listens that a document is in this state now."""
    if state not in ANNOUNCED:
        return
    _tell_all(tx, document, at, lambda delivery_id: tell_state(delivery_id, document, state, at))


def announce_decline(tx: Transaction, document: Document, place: int, at: datetime) -> None:
    """Tell every program that listens that somebody will not sign: another has to."""
    _tell_all(tx, document, at, lambda delivery_id: tell_decline(delivery_id, document, place, at))


def ask_for_answer(tx: Transaction, webhook: Webhook, at: datetime) -> None:
    """Send a notice that tells nothing, to see whether anybody answers."""
    delivery_id = new_delivery_id(at)
    tx.webhooks.send(Notice(delivery_id, webhook.id, None, tell_ping(delivery_id, at), at))


def _tell_all(
    tx: Transaction, document: Document, at: datetime, tell: Callable[[DeliveryId], str]
) -> None:
    for webhook_id in tx.webhooks.list_listening(document.organisation_id):
        delivery_id = new_delivery_id(at)
        tx.webhooks.send(Notice(delivery_id, webhook_id, document.id, tell(delivery_id), at))


def new_delivery_id(at: datetime) -> DeliveryId:
    """An id that sorts by time."""
    return DeliveryId(uuid7(int(at.timestamp() * 1000), secrets.token_bytes(10)))


@dataclass(frozen=True)
class NoticeDesk:
    """The use cases of whoever sends notices; `address` is where links in letters begin."""

    database: Database
    queue: JobQueue
    clock: Clock
    ids: IdSource
    mail: MailDesk
    address: str

    def hint(self) -> None:
        """Say that there is a notice; to be called when its transaction has committed."""
        self.queue.send([CallWebhooks()])

    def rehint(self) -> None:
        """Say it when a notice waits that nobody holds."""
        with self.database.snapshot() as tx:
            is_due = tx.webhooks.is_due()
        if is_due:
            self.hint()

    def claim(self) -> NoticeClaim | None:
        """Take the notice that has waited longest."""
        with self.database.transaction() as tx:
            return tx.webhooks.claim(lease_seconds=LEASE_SECONDS)

    def note_sent(self, claim: NoticeClaim, status: int) -> bool:
        """The program took it: whatever was wrong with it is over."""
        with self.database.transaction() as tx:
            is_ours = tx.webhooks.note_sent(claim, status)
            if is_ours and claim.webhook.failing_since is not None:
                tx.webhooks.set_trouble(claim.webhook.id, failing_since=None, disabled_at=None)
        return is_ours

    def note_failed(self, claim: NoticeClaim, code: str, status: int | None) -> None:
        """The program did not take it: later again, and after days of silence no more.

        A notice that only asks for an answer is not sent again: its answer is this one.
        """
        with self.database.transaction() as tx:
            if claim.notice.document_id is None:
                tx.webhooks.note_failed(claim, code, status)
                return
            delay = delay_after(claim.failures)
            if not tx.webhooks.postpone(claim, code, status, delay_seconds=delay):
                return
            tx.webhooks.hold_back(claim.webhook.id, delay_seconds=delay)
            is_hopeless = self._note_trouble(tx, claim.webhook)
        if is_hopeless:
            self.mail.hint()

    def forget_old(self) -> None:
        """Remove what was settled long ago."""
        with self.database.transaction() as tx:
            tx.webhooks.forget_settled(self.clock.now() - KEPT)

    def _note_trouble(self, tx: Transaction, webhook: Webhook) -> bool:
        """Remember since when nobody answers; returns whether it has been for too long."""
        now = self.clock.now()
        since = webhook.failing_since or now
        is_hopeless = now - since >= PATIENCE
        disabled_at = now if is_hopeless else None
        tx.webhooks.set_trouble(webhook.id, failing_since=since, disabled_at=disabled_at)
        if is_hopeless:
            tx.webhooks.drop(webhook.id)
            self._tell_administrators(tx, webhook, now)
            event = Event("webhook:disabled", "worker", None, {"webhook": webhook.id})
            note_for_tenant(tx, webhook.tenant, event, now)
        return is_hopeless

    def _tell_administrators(self, tx: Transaction, webhook: Webhook, now: datetime) -> None:
        tenant = webhook.tenant
        organisation = tx.organisations.find(tenant.organisation_id or "")  # type: ignore[arg-type] # none of that name
        ours = [] if organisation is None else [organisation.id]
        over = organisation.municipality_id if organisation else tenant.municipality_id
        page = f"{self.address}/admin/webhooks/{webhook.id}"
        for user in tx.accounts.list_users(ours, over):
            if Role.ADMINISTRATOR in user.roles and user.email and user.blocked_at is None:
                wording = webhook_wording(user.name, webhook.host, page)
                letter_id = LetterId(self.ids.new())
                tx.letters.add(
                    Letter(
                        letter_id, user.email, wording.subject, wording.text, now, now + PATIENCE
                    )
                )
