"""Every setting, read once from the environment by an entry point (prefix GRIF_)."""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.domain.webhooks import Network, read_networks

_LAST_PORT = 65_535


class Settings(BaseSettings):
    """How this installation runs. Frozen; `./grif doctor` prints what is in force."""

    model_config = SettingsConfigDict(env_prefix="GRIF_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path("var"), description="Папка данных: база, архив, очередь, ключи"
    )
    database_url: str = Field(
        default="",
        pattern=r"^$|^sqlite:///.|^postgresql\+psycopg://",
        description="sqlite:///… или postgresql+psycopg://…; пусто = SQLite в data_dir",
    )
    database_owner_url: str = Field(
        default="",
        pattern=r"^$|^postgresql\+psycopg://",
        description=(
            "Под кем создавать и обновлять таблицы PostgreSQL, чтобы процессы из database_url ими "
            "не владели; пусто = database_url"
        ),
    )
    redis_url: str = Field(
        default="",
        pattern="^$|^(redis|rediss|unix)://.",
        description="redis://… или unix://…; пусто = свой сервер очереди в data_dir",
    )
    archive_dir: Path | None = Field(default=None, description="Папка архива; пусто = в data_dir")
    keys_dir: Path | None = Field(
        default=None,
        description=(
            "Ключи подписи: <организация>/head.p12 и head.pass или head.token и head.pin; "
            "пусто = в data_dir"
        ),
    )
    trust_dir: Path | None = Field(
        default=None, description="Доверенные сертификаты (PEM) и CRL; пусто = в data_dir"
    )
    cades_plugin_file: Path | None = Field(
        default=None,
        description="Файл cadesplugin_api.js КриптоПро для подписи в браузере; пусто = по файлам",
    )
    tsa_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/\s]",
        description="Служба меток времени RFC 3161, http://… или https://…",
    )
    signature_level: Literal["B-B", "B-T", "B-LT", "B-LTA"] = Field(
        default="B-T",
        description=(
            "Уровень подписи PAdES: B-B — без штампа времени; B-T — со штампом; B-LT — "
            "со сведениями об отзыве; B-LTA — ещё и с архивным штампом, который обновляется"
        ),
    )
    carry_data: bool = Field(
        default=False,
        description=(
            "Вкладывать в подписанный PDF его данные (JSON) и исходный docx: файл становится "
            "PDF/A-3b; согласий, отзывов и анкет не касается"
        ),
    )
    revocation_dir: Path | None = Field(
        default=None,
        description=(
            "Папка со списками отзыва и ответами OCSP для B-LT и B-LTA без сети; чего в ней нет, "
            "спрашивают по адресам из сертификатов"
        ),
    )
    public_url: str = Field(
        default="",
        max_length=100,
        pattern=r"^$|^https?://[A-Za-z0-9.-]+(:\d{1,5})?$",
        description=(
            "Адрес, по которому открывают Гриф: для ссылок в письмах и QR-кода документов; "
            "пусто = http://bind, без QR-кода"
        ),
    )
    smtp_host: str = Field(
        default="",
        pattern=r"^[^\s/@:]*$",
        description="Почтовый сервер; пусто = письма ждут, ссылки передают сами",
    )
    smtp_port: int = Field(default=587, ge=1, le=_LAST_PORT, description="Порт почтового сервера")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="Защита связи с почтой: STARTTLS, сразу TLS или никакой (только в своей сети)",
    )
    smtp_user: str = Field(default="", description="Имя на почтовом сервере; пусто = без входа")
    smtp_password_file: Path | None = Field(
        default=None, description="Файл с паролем почты: одна строка, читает только deliver"
    )
    smtp_sender: str = Field(
        default="grif@localhost",
        pattern=r"^[^\s@<>,]+@[^\s@<>,]+$",
        description="От чьего адреса письма",
    )
    oidc_issuer: str = Field(
        default="",
        max_length=500,
        pattern=(
            r"^$|^https://[^\s/?#@]+(/[^\s?#]*)?$"
            r"|^http://(127\.0\.0\.1|localhost)(:\d{1,5})?(/[^\s?#]*)?$"
        ),
        description=(
            "Вход через OpenID Connect: адрес поставщика, https://…, буква в букву как в его iss; "
            "пусто = вход только по паролю"
        ),
    )
    oidc_client_id: str = Field(
        default="", max_length=200, description="Под каким именем Гриф известен поставщику"
    )
    oidc_client_secret_file: Path | None = Field(
        default=None,
        description="Файл с секретом для поставщика: одна строка, читает только web; пусто = нет",
    )
    oidc_title: str = Field(
        default="Госуслуги",
        min_length=1,
        max_length=40,
        description="Название поставщика на кнопке входа",
    )
    oidc_scopes: str = Field(
        default="openid",
        pattern=r"^([!#-\[\]-~]+ )*openid( [!#-\[\]-~]+)*$",
        description="Что запрашивать у поставщика (scope), через пробел; openid обязателен",
    )
    oidc_require_trusted: bool = Field(
        default=False,
        description=(
            "Не впускать, если поставщик не сказал trusted: true; trusted: false не впускает всегда"
        ),
    )
    webhook_networks: str = Field(
        default="",
        description=(
            "Внутренние сети, куда можно отправлять уведомления программам, через запятую: "
            "10.20.0.0/16; пусто = только в интернет"
        ),
    )
    signer_reminders: int = Field(
        default=3,
        ge=0,
        le=10,
        description="Сколько раз напомнить об одной подписи, самим и по кнопке; 0 – не напоминать",
    )
    address_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description=(
            "Через сколько дней после подписи по ссылке забыть почту подписавшего; подтверждение "
            "подписи остаётся в документе"
        ),
    )
    timezone: str = Field(default="Asia/Yekaterinburg", description="Часовой пояс организаций")
    bind: str = Field(
        default="127.0.0.1:8600",
        pattern=r"^(\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):\d{1,5}$",
        description="Адрес веб-сервера",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="Своих прокси перед вебом: чей X-Forwarded-For называет адрес посетителя",
    )
    secure_cookies: bool = Field(
        default=False, description="Cookie __Host- с признаком Secure: включить за HTTPS"
    )
    converter: Literal["auto", "in_process", "socket", "cold"] = Field(
        default="auto", description="Движок LibreOffice"
    )
    convert_workers: int = Field(default=1, ge=1, le=64, description="Процессов convert")
    sign_workers: int = Field(default=1, ge=1, le=64, description="Процессов sign")
    batch_size: int = Field(default=16, ge=1, le=64, description="Документов за один захват")
    lease_seconds: float = Field(
        default=10.0, gt=0, allow_inf_nan=False, description="Аренда документа, секунд"
    )
    conversion_seconds: float = Field(
        default=60.0,
        gt=0,
        allow_inf_nan=False,
        description="Предел на преобразование одного документа, секунд",
    )

    @field_validator("timezone")
    @classmethod
    def _require_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, OSError) as error:
            message = "no such time zone"
            raise ValueError(message) from error
        return name

    @field_validator("oidc_client_secret_file", mode="before")
    @classmethod
    def _take_empty_for_unset(cls, path: object) -> object:
        return path or None

    @field_validator("webhook_networks")
    @classmethod
    def _require_networks(cls, text: str) -> str:
        read_networks(text)
        return text

    @field_validator("bind")
    @classmethod
    def _require_port(cls, address: str) -> str:
        if int(address.rpartition(":")[2]) > _LAST_PORT:
            message = "no such port"
            raise ValueError(message)
        return address

    @model_validator(mode="after")
    def _require_client(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            message = "oidc_issuer needs oidc_client_id"
            raise ValueError(message)
        return self

    @cached_property
    def root(self) -> Path:
        """The data folder as an absolute path."""
        return self.data_dir.absolute()

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.root / 'grif.db'}"

    @property
    def database_owner(self) -> str:
        """The database URL by which tables are made."""
        return self.database_owner_url or self.database

    @property
    def address(self) -> str:
        """Where people open Grif; links in letters begin with it."""
        return self.public_url or f"http://{self.bind}"

    @property
    def webhook_allowed(self) -> tuple[Network, ...]:
        """The networks beyond the internet to which notices may go."""
        return read_networks(self.webhook_networks)

    @property
    def queue_socket(self) -> Path:
        """Where our own queue server listens when no `redis_url` is given."""
        return self.root / "queue" / "queue.sock"

    @property
    def redis(self) -> str:
        """The queue server's URL in force."""
        return self.redis_url or f"unix://{self.queue_socket}"

    @property
    def archive(self) -> Path:
        """The archive folder in force."""
        return self.archive_dir or self.root / "archive"

    @property
    def keys(self) -> Path:
        """The folder of signing keys in force."""
        return self.keys_dir or self.root / "keys"

    @property
    def trust(self) -> Path:
        """The folder of trusted certificates in force."""
        return self.trust_dir or self.root / "trust"

    @property
    def scratch(self) -> Path:
        """Where the converter keeps its profile and working files."""
        return self.root / "scratch"
