"""The shapes of the API: what a program sends and what it gets."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.api.examples import ARCHIVE_ENTRY, DOCUMENT
from service.api.pack_schemas import AcceptedWarningIn, WarningOut
from service.api.shapes import Answer as _Answer
from service.api.shapes import Strict as _Strict
from service.api.shapes import Year
from service.api.signature_schemas import DecisionOut, SignatureIn, SignatureOut
from service.domain.documents import State
from service.domain.registers import TITLES
from service.domain.texts import MAX_REASON

OrganisationName = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,63}$",
        description="Идентификатор организации",
        examples=["school-1"],
    ),
]
KindCode = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="Код вида документа",
        examples=["order_assign_pairs"],
    ),
]
Limit = Annotated[int, Field(ge=1, le=200, description="Сколько записей на странице")]
Cursor = Annotated[
    str, Field(max_length=200, description="`next_cursor` предыдущей страницы, без изменений")
]
SearchText = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Текст в номере и заголовке; регистр и ё не важны",
    ),
]


class DocumentIn(_Strict):
    """Запрос на документ: вид, данные по схеме вида, нужна ли электронная подпись."""

    model_config = ConfigDict(extra="forbid", strict=True)

    organization_id: OrganisationName
    kind: KindCode
    data: dict[str, object] = Field(description="Данные по схеме вида: GET /api/v1/kinds/{kind}")
    sign: bool = Field(
        default=False, description="Подписать ключом организации, если вид это допускает"
    )
    signatures: list[SignatureIn] = Field(
        default=[], max_length=20, description="Свой план подписей; пусто – как принято для вида"
    )
    accepted_warnings: list[AcceptedWarningIn] = Field(
        default=[],
        max_length=50,
        description="Замечания, принятые заранее; те, что не появились, пропускаются",
    )


class CancelIn(_Strict):
    """Почему документ аннулируют; тело можно не присылать."""

    reason: str = Field(
        default="",
        max_length=MAX_REASON,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Причина, одной строкой",
        examples=["Ошибка в фамилии наставника."],
    )


class IdempotencyHeaders(BaseModel):
    """Заголовки создающего запроса."""

    idempotency_key: str = Field(
        min_length=1,
        max_length=255,
        pattern=r"^[\x20-\x7e]+$",
        description="Новый для нового документа, прежний при повторе запроса",
    )


class DocumentQuery(_Strict):
    """Какие документы показать."""

    organization_id: OrganisationName | None = None
    kind: KindCode | None = None
    state: State | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class ArchiveQuery(_Strict):
    """Какие документы архива показать."""

    organization_id: OrganisationName | None = None
    kind: KindCode | None = None
    year: Year | None = None
    q: SearchText | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class DocumentLinks(_Answer):
    """Адреса документа; null, пока файла нет."""

    self_: str = Field(alias="self")
    pdf: str | None
    docx: str | None
    check: str | None = Field(description="Страница проверки для всех; она же в QR-коде")

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class FailureOut(_Answer):
    """Почему документ остановился или ждёт."""

    code: str = Field(examples=["conversion_failed"])
    message: str = Field(examples=["Не удалось преобразовать документ."])


class DocumentTemplateOut(_Answer):
    """Шаблон, по которому документ сделан; он больше не меняется."""

    sha256: str
    version_id: str | None = Field(description="null – шаблон из поставки")


class DocumentOut(_Answer):
    """Зарегистрированный документ."""

    id: str
    organization_id: str
    kind: str
    title: str
    state: State
    number: str = Field(description="Регистрационный номер", examples=["57-од"])
    date: date
    register_code: str = Field(
        alias="register", description=", ".join(f"{code} – {name}" for code, name in TITLES.items())
    )
    year: int = Field(description="Год, в котором дан номер")
    pages: int | None = Field(description="Страниц в PDF; null, пока его нет")
    sign: bool = Field(description="У документа есть план подписей")
    signatures: list[SignatureOut]
    template: DocumentTemplateOut
    links: DocumentLinks
    failure: FailureOut | None
    cancellation: DecisionOut | None = Field(description="Кто аннулировал, когда и почему")
    warnings: list[WarningOut]
    created_at: datetime
    updated_at: datetime

    model_config = ConfigDict(
        frozen=True, populate_by_name=True, json_schema_extra={"examples": [DOCUMENT]}
    )


class DocumentList(_Answer):
    """Страница списка документов, сначала новые."""

    items: list[DocumentOut]
    next_cursor: str | None


class RetentionOut(_Answer):
    """Срок хранения по Перечню, утверждённому приказом Росархива от 20.12.2019 № 236."""

    article: str = Field(examples=["19а"])
    term: str = Field(examples=["постоянно"])
    keep_until: date | None = Field(description="Последний день срока; null – без срока")


class ArchivedFileOut(_Answer):
    """Файл в архиве."""

    role: str = Field(examples=["pdf"])
    sha256: str
    size: int = Field(description="Размер в байтах")
    link: str


class ArchiveEntryOut(_Answer):
    """Документ в архиве."""

    document_id: str
    organization_id: str
    kind: str
    number: str
    date: date
    title: str
    case_index: str = Field(description="Индекс дела по номенклатуре", examples=["01-05"])
    retention: RetentionOut
    files: list[ArchivedFileOut]
    pages: int
    archived_at: datetime
    renewed_at: datetime | None = Field(
        description="Когда обновлены штампы времени; прежние файлы тоже хранятся"
    )

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ARCHIVE_ENTRY]})


class ArchiveList(_Answer):
    """Страница описи архива, сначала новые."""

    items: list[ArchiveEntryOut]
    next_cursor: str | None


class SignerOut(_Answer):
    """Кто подписывает вид документа и чем."""

    role: str
    title: str
    method: str = Field(description="server_key – ключом организации, paper – на бумаге")


class KindRetentionOut(_Answer):
    """Срок хранения вида документа."""

    article: str
    term: str
    years: int | None = Field(description="null – постоянно или до экспертизы ценности")


class KindFilingOut(_Answer):
    """Другой журнал и дело – для документов, в данных которых есть поле `when`."""

    when: str = Field(examples=["payment"])
    register_code: str = Field(alias="register")
    case_index: str
    retention: KindRetentionOut

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class KindOut(_Answer):
    """Вид документа."""

    code: str
    version: int
    title: str
    group: str
    register_code: str = Field(alias="register")
    case_index: str
    retention: KindRetentionOut
    filing: list[KindFilingOut] = Field(
        description="Исключения: действует первое, поле которого есть в данных"
    )
    signers: list[SignerOut]
    roadmap_items: list[int]
    link: str

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class KindList(_Answer):
    """Все виды документов."""

    items: list[KindOut]


class KindDetailOut(KindOut):
    """Вид документа со схемой данных (JSON Schema 2020-12) и примером."""

    data_schema: dict[str, object] = Field(alias="schema")
    sample: dict[str, object]


class FieldProblemOut(_Answer):
    """Что не так с одним полем."""

    pointer: str = Field(description="JSON Pointer", examples=["#/data/pairs/0/mentors"])
    code: str = Field(examples=["required"])
    detail: str = Field(examples=["Заполните поле «Наставники»."])


class ProblemOut(_Answer):
    """Ошибка (RFC 9457). Присланные значения в ней не повторяются."""

    type: str = Field(examples=["/problems/invalid_data"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="Номер запроса: назовите его, когда спрашиваете о нём")
    code: str = Field(description="Постоянный код ошибки")
    errors: list[FieldProblemOut] = Field(default=[])
