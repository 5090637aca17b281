"""The shapes of signatures: plans, and tickets for keys of one's own."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.api.shapes import Answer, Strict
from service.domain.signatures import Method, StepState
from service.domain.texts import MAX_NAME, MAX_REASON
from service.domain.tickets import TicketState
from service.operations.signers import ROLE

Role = Annotated[
    str,
    Field(
        pattern=f"^{ROLE}$",
        description="Роль подписавшего по виду документа или seal – печать организации",
        examples=["head"],
    ),
]
PersonName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Фамилия, имя, отчество, как в сертификате",
        examples=["Мельник Ольга Сергеевна"],
    ),
]
Email = Annotated[str, Field(min_length=3, max_length=254, examples=["anna@example.ru"])]
Reason = Annotated[str, Field(min_length=1, max_length=MAX_REASON)]
Encoded = Annotated[str, Field(min_length=1, max_length=1_400_000)]
Digest = Literal["sha256", "sha384", "sha512", "streebog256", "streebog512"]


class SignatureIn(Strict):
    """Подпись плана: чья, чем и в какую очередь."""

    role: Role
    method: Method = Field(
        description="server_key – ключом организации, own_token – своей подписью, "
        "simple – простой электронной подписью, paper – на бумаге"
    )
    turn: int = Field(
        default=1, ge=1, le=50, strict=True, description="Очередь; одинаковая – одновременно"
    )
    signer: PersonName | None = Field(
        default=None, description="Кто подписывает; null – кто назван в документе или полномочиях"
    )
    confirm: bool = Field(
        default=False, strict=True, description="Ключ организации ждёт подтверждения человека"
    )
    certifies: bool = Field(
        default=False,
        strict=True,
        description="Первая подпись, после которой новых, кроме плана, не добавить",
    )
    days: int | None = Field(
        default=None, ge=1, le=366, strict=True, description="Сколько дней на подпись"
    )
    email: Email | None = Field(
        default=None, description="simple: куда отправить ссылку, когда придёт очередь"
    )


class DeclineIn(Strict):
    """Почему подписывать отказались."""

    reason: Reason = Field(examples=["Неверно указан период."])


class ReplacementIn(Strict):
    """Кто подпишет вместо другого и на каком основании."""

    signer: PersonName
    ground: Reason = Field(examples=["Приказ от 20.11.2026 № 41-лс"])
    method: Method | None = Field(default=None, description="null – тем же способом")
    email: Email | None = Field(
        default=None, description="simple: куда отправить ссылку; прежний адрес не действует"
    )


class LinkIn(Strict):
    """Кому отправить ссылку на простую электронную подпись."""

    email: Email
    signer: PersonName | None = Field(
        default=None, description="Кто подписывает, если в плане не назван"
    )


class LinkOut(Answer):
    """Отправленная ссылка; сам адрес знает только получатель."""

    id: str
    step: int
    sent_to: str = Field(description="Почта, скрытая звёздочками", examples=["a***@example.ru"])
    expires_at: datetime


class DecisionOut(Answer):
    """Кто так решил, когда и почему."""

    by: str
    at: datetime
    reason: str


class ProofOut(Answer):
    """Что за подпись поставлена."""

    signed_at: datetime
    level: str = Field(description="B-B или B-T; пусто – не подпись в PDF", examples=["B-T"])
    holder: str = Field(description="Владелец сертификата")
    serial: str = Field(description="Номер сертификата")
    ground: str = Field(description="Основание полномочий")
    mchd: str = Field(description="Номер машиночитаемой доверенности")
    unmarked: bool = Field(
        description="Отметки на листе нет: для неё не нашлось свободного места. Подпись действует"
    )


class SignatureOut(Answer):
    """Подпись плана и что с ней."""

    step: int = Field(description="Номер подписи в документе")
    role: str
    title: str
    method: Method
    turn: int
    state: StepState
    signer: str | None
    confirm: bool = Field(description="Ждёт подтверждения человека")
    expires_at: datetime | None
    decision: DecisionOut | None = Field(description="Отказ, замена или истёкший срок")
    proof: ProofOut | None


class TicketIn(Strict):
    """Кто хочет подписать: сертификат, и как подпишет программа."""

    certificate: Encoded = Field(description="Сертификат подписи: PEM или DER в base64")
    chain: list[Encoded] = Field(
        default=[], max_length=5, description="Сертификаты удостоверяющих центров"
    )
    mode: Literal["attrs", "cms"] = Field(
        default="attrs",
        description="attrs – вернуть значение подписи под данными, "
        "cms – отсоединённый контейнер CAdES-BES",
    )
    digest: Digest | None = Field(default=None, description="null – по ключу")
    step: int | None = Field(default=None, ge=1, strict=True, description="Номер подписи")


class PayloadOut(Answer):
    """Что подписать."""

    mode: Literal["attrs", "cms"]
    digest_algorithm: str
    digest_hex: str = Field(description="Хэш данных")
    data_base64: str = Field(description="Данные")
    expires_at: datetime


class TicketFailureOut(Answer):
    """Почему подпись не поставлена."""

    code: str
    message: str


class TicketOut(Answer):
    """Запрос на подпись."""

    id: str
    document_id: str
    step: int
    state: TicketState
    expires_at: datetime
    payload: PayloadOut | None = Field(description="null, когда ответ уже получен")
    failure: TicketFailureOut | None
    link: str


class ReplyIn(Strict):
    """Что сделала программа подписавшего."""

    signature: Encoded = Field(
        description="attrs: значение подписи в hex или base64; cms: контейнер в PEM или base64"
    )
