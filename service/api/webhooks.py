"""Where programs are told of documents: look, add, remove."""

from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint

from service.api.webhook_schemas import WebhookIn, WebhookList, WebhookMade, WebhookOut
from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId, WebhookId
from service.domain.webhooks import Webhook
from service.http.exchange import principal, services

webhooks = APIBlueprint("webhooks", __name__, url_prefix="/webhooks", tag="Уведомления")


@webhooks.get("")
@webhooks.doc(summary="Куда отправляются уведомления")
@webhooks.output(WebhookList)
def list_all() -> WebhookList:
    """Every address that the key may look after."""
    found = services().webhooks.list_webhooks(principal())
    return WebhookList(items=[WebhookOut(**_represent(one)) for one in found])


@webhooks.post("")
@webhooks.doc(summary="Добавить адрес; секрет показывается один раз")
@webhooks.input(WebhookIn)
@webhooks.output(WebhookMade, status_code=201)
def add(json_data: WebhookIn) -> tuple[WebhookMade, int]:
    """Tell a program from now on."""
    asks, named = principal(), json_data.organization_id
    tenant = Tenant(asks.organisation_id, asks.municipality_id)
    if named is not None:
        tenant = Tenant(organisation_id=OrganisationId(named))
    made = services().webhooks.add(asks, json_data.url, tenant)
    return WebhookMade(**_represent(made), secret=made.secret), HTTPStatus.CREATED


@webhooks.delete("/<id:webhook_id>")
@webhooks.doc(summary="Удалить адрес")
@webhooks.output({}, status_code=204)
def remove(webhook_id: str) -> tuple[str, int]:
    """Tell the program nothing any more."""
    services().webhooks.remove(principal(), WebhookId(webhook_id))
    return "", HTTPStatus.NO_CONTENT


def _represent(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "host": webhook.host,
        "organization_id": webhook.tenant.organisation_id,
        "municipality_id": webhook.tenant.municipality_id,
        "state": webhook.state,
        "created_at": webhook.created_at,
    }
