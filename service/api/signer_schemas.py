"""The shapes of those who may sign for an organisation."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas import OrganisationName
from service.api.shapes import Answer, Strict
from service.api.signature_schemas import PersonName, Reason, Role
from service.operations.signers import MAX_CODE, MAX_POSITION

_LINE = r"^[^\x00-\x1f\x7f]*$"
_Code = Annotated[str, Field(max_length=MAX_CODE, pattern=_LINE)]


class AttorneyIn(Strict):
    """Машиночитаемая доверенность."""

    number: _Code = Field(min_length=1)
    until: date = Field(description="Последний день")


class TermIn(Strict):
    """Кто вправе подписывать: роль, человек, основание, срок."""

    organization_id: OrganisationName
    role: Role
    full_name: PersonName
    gender: Literal["m", "f"]
    position: str = Field(
        min_length=1, max_length=MAX_POSITION, pattern=_LINE, examples=["директор"]
    )
    ground: Reason = Field(
        description="Чем даны полномочия", examples=["Приказ от 01.09.2026 № 12-лс"]
    )
    since: date = Field(description="Первый день")
    until: date | None = Field(default=None, description="Последний день; null – пока без срока")
    attorney: AttorneyIn | None = Field(default=None, description="МЧД; руководителю не нужна")
    person_id: _Code = Field(default="", description="Код человека, чтобы различать тёзок")


class TermEndIn(Strict):
    """Последний день полномочий."""

    until: date


class TermQuery(Strict):
    """Чьих подписывающих показать."""

    organization_id: OrganisationName


class AttorneyOut(Answer):
    """Машиночитаемая доверенность."""

    number: str
    until: date


class TermOut(Answer):
    """Срок полномочий подписывающего."""

    id: str
    organization_id: str
    role: str
    full_name: str
    gender: str
    position: str
    ground: str
    since: date
    until: date | None
    attorney: AttorneyOut | None
    person_id: str
    recorded_at: datetime


class TermList(Answer):
    """Сроки полномочий в организации, последние сверху."""

    items: list[TermOut]
