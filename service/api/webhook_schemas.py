"""The shapes of addresses that are told of documents."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from service.api.schemas import OrganisationName
from service.api.shapes import Answer, Strict
from service.domain.webhooks import MAX_URL


class WebhookIn(Strict):
    """Куда и о чьих документах сообщать."""

    url: str = Field(max_length=MAX_URL, examples=["https://program.example/grif"])
    organization_id: OrganisationName | None = Field(
        default=None, description="О чьих документах; null – обо всех, которые открывает ключ"
    )


class WebhookOut(Answer):
    """Адрес программы. Полностью он не показывается: в нём может быть секрет."""

    id: str
    host: str
    organization_id: str | None
    municipality_id: str | None
    state: Literal["enabled", "failing", "disabled"] = Field(
        description="Отвечает ли программа; disabled – выключен после трёх дней молчания"
    )
    created_at: datetime


class WebhookMade(WebhookOut):
    """Новый адрес с секретом для проверки подписи: больше его не покажут."""

    secret: str


class WebhookList(Answer):
    """Адреса, новые сверху."""

    items: list[WebhookOut]
