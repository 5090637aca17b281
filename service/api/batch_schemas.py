"""The shapes of batches: one document for each of many people."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from service.api.schemas import FieldProblemOut, KindCode, OrganisationName
from service.api.shapes import Answer, Strict
from service.domain.batches import MAX_PEOPLE
from service.domain.documents import State
from service.domain.people import LONGEST

_LINE = r"^[^\x00-\x1f\x7f]*$"


class BatchCardIn(Strict):
    """Человек, о котором документ; нет в списке людей организации – будет внесён."""

    surname: str = Field(min_length=1, max_length=LONGEST["surname"], pattern=_LINE)
    given_name: str = Field(min_length=1, max_length=LONGEST["given_name"], pattern=_LINE)
    patronymic: str = Field(default="", max_length=LONGEST["patronymic"], pattern=_LINE)
    gender: Literal["m", "f"]
    position: str = Field(min_length=1, max_length=LONGEST["position"], pattern=_LINE)
    workplace_gen: str = Field(default="", max_length=LONGEST["workplace_gen"], pattern=_LINE)
    born: date | None = None
    email: str = Field(default="", max_length=LONGEST["email"], pattern=_LINE)


class BatchRowIn(Strict):
    """Одна строка: человек и то, что есть только в его документе."""

    person_id: str | None = Field(
        default=None, max_length=64, description="Человек из списка людей организации"
    )
    person: BatchCardIn | None = Field(default=None, description="Или он же по имени")
    data: dict[str, object] = Field(
        default={}, description="Поля документа, свои у каждого: паспорт, адрес, представитель"
    )


class BatchIn(Strict):
    """Запрос на документы одного вида многим людям."""

    organization_id: OrganisationName
    kind: KindCode
    data: dict[str, object] = Field(description="Данные, общие для всех документов")
    people: list[BatchRowIn] = Field(min_length=1, max_length=MAX_PEOPLE)


class BatchRunIn(Strict):
    """Продолжить набор."""

    model_config = ConfigDict(extra="forbid", strict=True)

    again: bool = Field(default=False, description="Сделать ещё раз и то, что не получилось")


class RowState(StrEnum):
    """Что стало со строкой."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class BatchDocumentOut(Answer):
    """Документ строки."""

    id: str
    number: str
    state: State
    link: str


class BatchRowOut(Answer):
    """Одна строка набора: документ или то, что ему мешает."""

    place: int = Field(description="Место в запросе, с единицы")
    person_id: str | None = Field(description="Человек; null в наборе на пары или по таблице")
    state: RowState
    document: BatchDocumentOut | None
    errors: list[FieldProblemOut] = Field(description="Указатели – в данные документа")


class BatchOut(Answer):
    """Набор документов: сколько сделано, что осталось и что не получилось."""

    id: str
    organization_id: str
    kind: str
    total: int
    made: int
    waiting: int
    failed: int
    people: list[BatchRowOut]
    created_at: datetime
    link: str
