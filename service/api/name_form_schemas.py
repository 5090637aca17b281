"""The shapes of names in six cases."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from service.api.schemas import OrganisationName
from service.api.shapes import Answer, Strict

What = Annotated[
    Literal["person", "position"], Field(description="person – имя человека, position – должность")
]
Gender = Annotated[Literal["m", "f"] | None, Field(description="Пол человека; у должности null")]
_Text = Annotated[str, Field(max_length=300)]
_Part = Annotated[str, Field(max_length=100)]


class _Typed(Strict):
    """What comes in: nothing is taken for something of another type."""

    model_config = ConfigDict(strict=True)


class NameFormsQuery(Strict):
    """Чьи формы показать."""

    organization_id: OrganisationName


class NameIn(_Typed):
    """Имя одной строкой или по частям, или должность."""

    what: What
    nominative: _Text = Field(default="", description="Именительный падеж одной строкой")
    surname: _Part = ""
    given_name: _Part = ""
    patronymic: _Part = ""
    gender: Gender = None


class SuggestionIn(NameIn):
    """Что просклонять. Без организации – та, к которой привязан ключ."""

    organization_id: OrganisationName | None = None


class CasesIn(_Typed):
    """Пять падежей, кроме именительного."""

    gen: _Text
    dat: _Text
    acc: _Text
    ins: _Text
    prep: _Text


class ConfirmIn(NameIn):
    """Формы, которые проверил человек."""

    organization_id: OrganisationName
    forms: CasesIn


class FormOut(Answer):
    """Форма и насколько ей можно верить."""

    text: str
    confidence: str = Field(description="HIGH, MED или LOW", examples=["HIGH"])
    reasons: list[str] = Field(description="Почему есть сомнение", examples=[["fleeting_vowel"]])


class FormsOut(Answer):
    """Шесть форм с доверием к каждой."""

    nom: FormOut
    gen: FormOut
    dat: FormOut
    acc: FormOut
    ins: FormOut
    prep: FormOut


class CasesOut(Answer):
    """Шесть форм."""

    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    prep: str


class SuggestionOut(Answer):
    """Предложенные формы; ничего не записано."""

    what: str
    nominative: str
    gender: str | None
    forms: FormsOut
    confidence: str = Field(description="Наименьшее доверие из шести", examples=["MED"])
    stored: bool = Field(description="Формы уже подтверждены в организации")


class ConfirmedFormsOut(Answer):
    """Подтверждённые формы: кто подтвердил и когда."""

    organization_id: str
    what: str
    nominative: str
    gender: str | None
    forms: CasesOut
    confirmed_by: str
    confirmed_at: datetime


class ConfirmedFormsList(Answer):
    """Подтверждённые формы организации: люди, потом должности, по алфавиту."""

    items: list[ConfirmedFormsOut]
