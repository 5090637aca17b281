"""Webhooks as administrators keep them: which programs are told, and whether they answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.access import Principal, Scope, require_scope
from service.domain.accounts import Tenant
from service.domain.audit import Event
from service.domain.errors import ConflictError, InvalidRequestError, NotFoundError
from service.domain.ids import WebhookId
from service.domain.webhooks import Delivery, Network, Webhook, url_problem
from service.operations.notices import NoticeDesk, ask_for_answer
from service.operations.tenants import note_for_tenant, require_tenant
from service.operations.tokens import new_token
from service.ports import Clock, Database, IdSource, Transaction

SHOWN = 50
MOST = 20
"""Webhooks of one organisation or municipality: each is told of every document."""


@dataclass(frozen=True)
class WebhookDesk:
    """The use cases of webhooks; `allowed` are networks beyond the internet."""

    database: Database
    clock: Clock
    ids: IdSource
    notices: NoticeDesk
    allowed: Sequence[Network]

    def list_webhooks(self, principal: Principal) -> list[Webhook]:
        """Those of the administrator's organisations. Raises ForbiddenError."""
        require_scope(principal, Scope.WEBHOOKS)
        with self.database.snapshot() as tx:
            ours = [organisation.id for organisation in tx.organisations.list_seen_by(principal)]
            return tx.webhooks.list_of(ours, principal.municipality_id)

    def get_webhook(self, principal: Principal, webhook_id: WebhookId) -> Webhook:
        """One of them. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.WEBHOOKS)
        with self.database.snapshot() as tx:
            return _find(tx, principal, webhook_id)

    def list_deliveries(self, principal: Principal, webhook_id: WebhookId) -> list[Delivery]:
        """What was sent last. Raises ForbiddenError, NotFoundError."""
        require_scope(principal, Scope.WEBHOOKS)
        with self.database.snapshot() as tx:
            webhook = _find(tx, principal, webhook_id)
            return tx.webhooks.list_deliveries(webhook.id, limit=SHOWN)

    def add(self, principal: Principal, url: str, tenant: Tenant) -> Webhook:
        """Tell a program from now on; its secret is in what is returned and shown nowhere else.

        Raises ForbiddenError, NotFoundError (whose), InvalidRequestError (`#/url`), ConflictError
        `too_many_webhooks`.
        """
        require_scope(principal, Scope.WEBHOOKS)
        if problem := url_problem(url, self.allowed):
            raise InvalidRequestError((problem,))
        webhook = Webhook(
            id=WebhookId(self.ids.new()),
            url=url,
            secret=f"grifwh_{new_token()}",
            tenant=tenant,
            created_by=principal.id,
            created_at=self.clock.now(),
        )
        with self.database.transaction() as tx:
            require_tenant(tx, principal, tenant)
            _require_room(tx, tenant)
            tx.webhooks.add(webhook)
            self._note(tx, principal, webhook, "webhook:added")
        return webhook

    def remove(self, principal: Principal, webhook_id: WebhookId) -> None:
        """Tell the program nothing any more. Raises ForbiddenError, NotFoundError."""
        with self.database.transaction() as tx:
            webhook = _kept(tx, principal, webhook_id)
            # The trail first: whoever registers a document holds it when a notice is written.
            self._note(tx, principal, webhook, "webhook:removed")
            tx.webhooks.remove(webhook.id)

    def ask(self, principal: Principal, webhook_id: WebhookId) -> None:
        """Send a notice that only asks for an answer.

        Raises ForbiddenError, NotFoundError, ConflictError (it is switched off).
        """
        with self.database.transaction() as tx:
            webhook = _kept(tx, principal, webhook_id)
            if webhook.disabled_at is not None:
                message = "Уведомления выключены: сначала включите их."
                raise ConflictError(message)
            ask_for_answer(tx, webhook, self.clock.now())
        self.notices.hint()

    def enable(self, principal: Principal, webhook_id: WebhookId) -> None:
        """Tell a program again that did not answer for days, of what happens from now on.

        Raises ForbiddenError, NotFoundError.
        """
        with self.database.transaction() as tx:
            webhook = _kept(tx, principal, webhook_id)
            if webhook.disabled_at is not None:
                tx.webhooks.set_trouble(webhook.id, failing_since=None, disabled_at=None)
                self._note(tx, principal, webhook, "webhook:enabled")

    def _note(self, tx: Transaction, principal: Principal, webhook: Webhook, action: str) -> None:
        event = Event(action, principal.id, None, {"webhook": webhook.id})
        note_for_tenant(tx, webhook.tenant, event, self.clock.now())


def _require_room(tx: Transaction, tenant: Tenant) -> None:
    ours = [tenant.organisation_id] if tenant.organisation_id else []
    if len(tx.webhooks.list_of(ours, tenant.municipality_id)) >= MOST:
        message = f"Адресов уже {MOST}. Удалите те, что больше не нужны."
        raise ConflictError(message, code="too_many_webhooks")


def _kept(tx: Transaction, principal: Principal, webhook_id: WebhookId) -> Webhook:
    require_scope(principal, Scope.WEBHOOKS)
    return _find(tx, principal, webhook_id)


def _find(tx: Transaction, principal: Principal, webhook_id: WebhookId) -> Webhook:
    webhook = tx.webhooks.find(webhook_id)
    if webhook is None:
        raise NotFoundError
    require_tenant(tx, principal, webhook.tenant)
    return webhook
