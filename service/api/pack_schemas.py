"""The shapes of the rules of the pack: warnings, their acceptance, the report."""

from datetime import date

from pydantic import ConfigDict, Field

from service.api.shapes import Answer, Strict, Year
from service.domain.pack.facts import Severity
from service.domain.texts import MAX_REASON


class AcceptanceIn(Strict):
    """Почему замечание принято."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"reason": "Куратор сменился в октябре."}]},
    )

    reason: str = Field(
        min_length=1, max_length=MAX_REASON, description="Пояснение, своими словами"
    )


class AcceptedWarningIn(AcceptanceIn):
    """Замечание, которое принимают заранее, и почему."""

    code: str = Field(max_length=16, description="Код замечания", examples=["V16"])


class WarningOut(Answer):
    """Замечание о документе: оно не мешает регистрации, но его исправляют или принимают."""

    code: str = Field(description="Код правила: docs/pack-rules.md", examples=["V16"])
    message: str
    pointer: str = Field(description="JSON Pointer", examples=["#/data/doc_date"])
    accepted: bool = Field(description="Замечание принято с пояснением")


class PackQuery(Strict):
    """Какой учебный год проверить."""

    year: Year | None = Field(
        default=None, description="Год, в котором учебный год начался; по умолчанию текущий"
    )


class PackDocumentOut(Answer):
    """О каком документе замечание."""

    id: str
    kind: str
    number: str
    date: date
    link: str


class PackFindingOut(Answer):
    """Что нашла проверка комплекта."""

    code: str = Field(examples=["V01"])
    severity: Severity
    message: str
    pointer: str = Field(description="JSON Pointer внутри документа")
    accepted: bool
    document: PackDocumentOut | None = Field(description="null – о комплекте в целом")


class PackOut(Answer):
    """Комплект документов организации за учебный год."""

    organization_id: str
    school_year: str = Field(examples=["2025/2026"])
    documents: int = Field(description="Сколько документов проверено")
    errors: int
    warnings: int = Field(description="Без принятых")
    findings: list[PackFindingOut]
