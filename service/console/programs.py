"""`grif key` and `grif webhook`: what opens the doors for programs, and where they are told."""

from collections.abc import Iterable
from datetime import datetime

import click

from service.bootstrap import build_services
from service.console.counter import open_desks_of, refuse
from service.console.help import RussianGroup
from service.console.tenants import chosen_tenant, in_municipality, in_organization
from service.domain.access import KEY_SCOPES, Scope
from service.domain.accounts import ApiKey, Tenant
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import ApiKeyId, WebhookId
from service.domain.webhooks import Delivery, Webhook
from service.settings import Settings

_STATES = {"enabled": "включён", "failing": "не отвечает", "disabled": "выключен"}
_SENDING = {"waiting": "ждёт", "sent": "принято", "failed": "не доставлено"}


@click.group(cls=RussianGroup)
def key() -> None:
    """Ключи доступа программ."""


@key.command("issue")
@click.option("--label", required=True, help="Для какой системы")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in KEY_SCOPES]),
    help="Право (можно несколько); по умолчанию все",
)
@in_organization
@in_municipality
def issue_key(
    label: str, scopes: tuple[str, ...], organization: str | None, municipality: str | None
) -> None:
    """Выпустить ключ. Он печатается один раз и больше нигде не хранится."""
    services = build_services(Settings())
    granted = frozenset(Scope(scope) for scope in scopes) or frozenset(KEY_SCOPES)
    tenant = chosen_tenant(services, organization, municipality)
    click.echo(services.accounts.issue_api_key(label, granted, tenant))


@key.command("list")
@in_organization
@in_municipality
def list_keys(organization: str | None, municipality: str | None) -> None:
    """Показать ключи: для чего, права, когда ими пользовались. Сами ключи не хранятся."""
    services, principal = open_desks_of(_tenant(organization, municipality))
    _print(_key_line(one) for one in services.keys.list_keys(principal))


@key.command("revoke")
@in_organization
@in_municipality
@click.argument("key_id", metavar="ID")
def revoke_key(key_id: str, organization: str | None, municipality: str | None) -> None:
    """Отозвать ключ ID: он больше ничего не открывает."""
    services, principal = open_desks_of(_tenant(organization, municipality))
    try:
        services.keys.revoke(principal, ApiKeyId(key_id))
    except NotFoundError:
        refuse("Такого ключа нет.")
    click.echo("Ключ отозван.")


@click.group(cls=RussianGroup)
def webhook() -> None:
    """Адреса программ, которым Гриф сообщает о документах."""


@webhook.command("list")
@in_organization
@in_municipality
def list_webhooks(organization: str | None, municipality: str | None) -> None:
    """Показать адреса и отвечают ли по ним."""
    services, principal = open_desks_of(_tenant(organization, municipality))
    _print(_webhook_line(one) for one in services.webhooks.list_webhooks(principal))


@webhook.command("add")
@in_organization
@in_municipality
@click.argument("url", metavar="URL")
def add_webhook(url: str, organization: str | None, municipality: str | None) -> None:
    """Сообщать программе по адресу URL. Секрет печатается один раз."""
    tenant = _tenant(organization, municipality)
    services, principal = open_desks_of(tenant)
    try:
        made = services.webhooks.add(principal, url, tenant)
    except InvalidRequestError as error:
        refuse("\n".join(problem.message for problem in error.problems))
    click.echo(f"{made.id}\n{made.secret}")


@webhook.command("remove")
@in_organization
@in_municipality
@click.argument("webhook_id", metavar="ID")
def remove_webhook(webhook_id: str, organization: str | None, municipality: str | None) -> None:
    """Удалить адрес ID вместе с тем, что ещё не отправлено."""
    services, principal = open_desks_of(_tenant(organization, municipality))
    try:
        services.webhooks.remove(principal, WebhookId(webhook_id))
    except NotFoundError:
        refuse("Такого адреса нет.")
    click.echo("Адрес удалён.")


@webhook.command("deliveries")
@in_organization
@in_municipality
@click.argument("webhook_id", metavar="ID")
def list_deliveries(webhook_id: str, organization: str | None, municipality: str | None) -> None:
    """Показать, что отправлено по адресу ID, последнее сверху."""
    services, principal = open_desks_of(_tenant(organization, municipality))
    try:
        found = services.webhooks.list_deliveries(principal, WebhookId(webhook_id))
    except NotFoundError:
        refuse("Такого адреса нет.")
    _print(_delivery_line(one) for one in found)


def _tenant(organization: str | None, municipality: str | None) -> Tenant:
    return chosen_tenant(build_services(Settings()), organization, municipality)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _key_line(one: ApiKey) -> str:
    used = f"последний раз {_moment(one.last_used_at)}" if one.last_used_at else "не использован"
    ended = f"отозван {_moment(one.revoked_at)}" if one.revoked_at else ""
    ends = ended or (f"до {_moment(one.expires_at)}" if one.expires_at else "без срока")
    return " | ".join([one.id, one.label, _place(one.tenant), _scopes(one.scopes), ends, used])


def _webhook_line(one: Webhook) -> str:
    return " | ".join([one.id, one.host, _place(one.tenant), _STATES[one.state]])


def _delivery_line(one: Delivery) -> str:
    about = f"{one.document_state} {one.notice.document_id}" if one.document_state else one.event
    became = " ".join(filter(None, [_SENDING[one.state], one.failure_code, str(one.status or "")]))
    return " | ".join([one.notice.id, _moment(one.notice.created_at), about, became])


def _scopes(scopes: Iterable[Scope]) -> str:
    return ", ".join(sorted(scopes))


def _place(tenant: Tenant) -> str:
    return tenant.organisation_id or f"муниципалитет {tenant.municipality_id}"


def _moment(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M} UTC"
