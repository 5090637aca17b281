"""The shapes of templates and of what their check finds."""

from datetime import datetime

from pydantic import Field

from doc_templates.linting.findings import Area, Severity
from service.api.schemas import KindCode, OrganisationName
from service.api.shapes import Answer, Strict
from service.domain.templates import MAX_NOTE_LENGTH, Level


class OwnerQuery(Strict):
    """Чей шаблон; без обоих – того, чей ключ."""

    organization_id: OrganisationName | None = None
    municipality_id: OrganisationName | None = None


class PublishQuery(OwnerQuery):
    """Для кого публикуется шаблон."""

    note: str = Field(default="", max_length=MAX_NOTE_LENGTH, description="Пояснение для людей")


class VersionQuery(OwnerQuery):
    """Какую версию отдать; без `version` – ту, что в силе."""

    version: str | None = Field(
        default=None,
        pattern=r"^(builtin|[1-9][0-9]{0,8})$",
        description="Номер версии владельца или `builtin` – шаблон из поставки",
    )


_VERSION = r"^(builtin|current|[1-9][0-9]{0,8})$"
_VERSION_HELP = "номер версии владельца, `builtin` – шаблон из поставки, `current` – в силе"


class FileDiffQuery(OwnerQuery):
    """С чем сравнить присланный файл."""

    old: str = Field(
        default="builtin", alias="from", pattern=_VERSION, description=f"С чем: {_VERSION_HELP}"
    )


class DiffQuery(FileDiffQuery):
    """Какие версии сравнить."""

    new: str = Field(
        default="current", alias="to", pattern=_VERSION, description=f"Что: {_VERSION_HELP}"
    )


class TemplatesQuery(Strict):
    """Какие шаблоны показать."""

    organization_id: OrganisationName | None = None
    kind: KindCode | None = None


class TemplateOut(Answer):
    """Версия шаблона. Опубликованная версия не меняется никогда."""

    kind: str
    level: Level = Field(description="Чем ближе к организации, тем главнее")
    owner_id: str | None = Field(description="Организация или муниципалитет; null – из поставки")
    version: int = Field(description="У шаблона из поставки – версия вида")
    sha256: str | None = Field(description="null – владелец отказался от своего шаблона")
    kind_version: int = Field(description="Версия вида, по которой шаблон проверен")
    in_force: bool = Field(description="Новейшая версия своего владельца, и он от неё не отказался")
    outdated: bool = Field(
        description="Больше не подходит к виду: документы не регистрируются, пока его не заменят"
    )
    published_by: str | None
    published_at: datetime | None
    note: str
    docx: str | None = Field(description="Адрес файла")


class TemplateList(Answer):
    """Шаблоны из поставки и опубликованные."""

    items: list[TemplateOut]


class PlaceOut(Answer):
    """Место в документе; счёт с единицы, null – неприменимо."""

    area: Area
    part: str = Field(description="Файл внутри docx")
    table: int | None
    row: int | None
    cell: int | None
    paragraph: int | None
    text: str = Field(examples=["основной текст, таблица 1, строка 2, ячейка 1, абзац 1"])
    near: str = Field(description="Текст рядом")


class FindingOut(Answer):
    """Замечание; с `error` шаблон не публикуется."""

    code: str = Field(examples=["unknown_variable"])
    severity: Severity
    message: str
    place: PlaceOut


class ReportOut(Answer):
    """Отчёт о проверке шаблона."""

    publishable: bool
    findings: list[FindingOut]
    hidden: int = Field(description="Сколько замечаний не поместилось")


class ChangeOut(Answer):
    """Отличие: что было и что стало в одном месте."""

    area: Area | None = Field(description="null – свойство файла: поля, лист, шрифты, закладки")
    place: str = Field(
        description="Место в новом шаблоне; пропавшего – в прежнем",
        examples=["основной текст, абзац 12"],
    )
    removed: tuple[str, ...]
    added: tuple[str, ...]


class DiffOut(Answer):
    """Отличия двух шаблонов."""

    identical: bool
    changes: list[ChangeOut]
    lines: list[str] = Field(description="То же для людей, как печатает `grif template diff`")
