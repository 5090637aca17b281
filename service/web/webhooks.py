"""«Уведомления программам»: who is told of documents, whether they answer, and what was sent."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import InvalidRequestError
from service.domain.ids import WebhookId
from service.domain.webhooks import PING
from service.http.exchange import principal, services
from service.web.complaints import by_box
from service.web.live import renew
from service.web.tenants import chosen_tenant, name_places

webhooks = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")

Answer = str | tuple[str, int] | BareResponse
_REFRESH_SECONDS = 3
FAILURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "webhook_address": "адрес во внутренней сети: туда не отправляем",
        "webhook_unresolved": "имя сервера не найдено",
        "webhook_tls": "сертификату сервера нельзя доверять",
        "webhook_unavailable": "сервер не отвечает",
        "webhook_redirected": "сервер отсылает на другой адрес",
        "webhook_refused": "программа не приняла",
    }
)


@webhooks.get("")
def list_all() -> str:
    """Every webhook."""
    return render_template(
        "webhooks.html",
        found=services().webhooks.list_webhooks(principal()),
        places=name_places(),
        done=request.args.get("done", ""),
    )


@webhooks.get("/new")
def ask() -> str:
    """The form of a new webhook."""
    services().webhooks.list_webhooks(principal())  # for administrators only
    return _show_form({})


@webhooks.post("/new")
def add() -> Answer:
    """Tell a program, and show the secret, this once."""
    url = request.form.get("url", "").strip()
    try:
        webhook = services().webhooks.add(principal(), url, chosen_tenant())
    except InvalidRequestError as error:
        return _show_form(by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("webhook_made.html", webhook=webhook)


@webhooks.get("/<id:webhook_id>")
def show(webhook_id: str) -> str:
    """One webhook, with what was sent to it last."""
    webhook = services().webhooks.get_webhook(principal(), WebhookId(webhook_id))
    deliveries = services().webhooks.list_deliveries(principal(), webhook.id)
    awaits = any(one.event == PING and one.state == "waiting" for one in deliveries)
    return render_template(
        "webhook.html",
        webhook=webhook,
        place=name_places()[webhook.tenant],
        deliveries=deliveries,
        failures=FAILURES,
        renewal=renew(_REFRESH_SECONDS) if awaits else None,
        done=request.args.get("done", ""),
    )


@webhooks.post("/<id:webhook_id>/check")
def check(webhook_id: str) -> BareResponse:
    """See whether anybody answers."""
    services().webhooks.ask(principal(), WebhookId(webhook_id))
    return _to_card(webhook_id, "asked")


@webhooks.post("/<id:webhook_id>/enable")
def enable(webhook_id: str) -> BareResponse:
    """Tell the program again."""
    services().webhooks.enable(principal(), WebhookId(webhook_id))
    return _to_card(webhook_id, "enabled")


@webhooks.post("/<id:webhook_id>/remove")
def remove(webhook_id: str) -> BareResponse:
    """Tell the program nothing any more."""
    services().webhooks.remove(principal(), WebhookId(webhook_id))
    return redirect(url_for("desk.webhooks.list_all", done="removed"), HTTPStatus.SEE_OTHER)


def _show_form(problems: dict[str, str]) -> str:
    return render_template(
        "webhook_form.html", form=request.form, places=name_places(), problems=problems
    )


def _to_card(webhook_id: str, done: str) -> BareResponse:
    card = url_for("desk.webhooks.show", webhook_id=webhook_id, done=done)
    return redirect(card, HTTPStatus.SEE_OTHER)
