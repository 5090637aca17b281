"""The shapes of a verification: what `signing.report` says, field by field."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from service.api.shapes import Answer as _Answer

Verdict = Literal["valid", "invalid", "indeterminate", "unverifiable", "unsigned"]


class CertificateOut(_Answer):
    """Сертификат подписавшего."""

    serial_hex: str = Field(description="Номер, шестнадцатеричный")
    holder: str = Field(description="Владелец: человек, а если он не назван – организация")
    common_name: str
    not_before: datetime
    not_after: datetime
    issuer: str
    sha256: str
    claims_qualified: bool = Field(description="Есть признаки квалифицированного сертификата")


class SignatureOut(_Answer):
    """Одна подпись. Поля могут добавляться."""

    model_config = ConfigDict(frozen=True, extra="allow")

    sentence: str = Field(description="То же одной фразой по-русски, с именем подписавшего")
    verdict: Verdict
    strength: Literal["ukep", "unep"] | None = Field(
        description="Вид по сертификату: усиленная квалифицированная (аккредитация УЦ не "
        "проверяется) или неквалифицированная; null – сертификат не читается"
    )
    field_name: str = Field(description="Поле подписи в PDF; у .sig – номер подписи в файле")
    finding: str = Field(description="Почему такой вердикт: good или первая найденная причина")
    certificate: CertificateOut | None
    level: str | None = Field(description="Уровень подписи: B-B, B-T…")
    signed_at: datetime | None
    time_source: str = Field(
        description="timestamp – штамп времени, claimed – со слов подписавшего"
    )
    covers_whole_file: bool
    later_modifications: str = Field(description="none, allowed, forbidden, unknown")
    chain_trusted: bool
    chain: list[str] = Field(description="Издатели, от ближайшего до доверенного корневого")
    certificate_valid_at_signing: bool
    revocation: str = Field(description="good, revoked, unknown, not_checked")
    mark_matches: bool | None = Field(description="Отметка на странице называет этот сертификат")
    simple_evidence: list[str] = Field(
        description="Вложенные подтверждения простой электронной подписи, которые охватывает эта"
    )


class StampOut(_Answer):
    """Штамп времени на весь документ (уровень B-LTA). Поля могут добавляться."""

    model_config = ConfigDict(frozen=True, extra="allow")

    sentence: str
    verdict: Verdict
    field_name: str
    finding: str
    certificate: CertificateOut | None
    stamped_at: datetime | None
    covers_whole_file: bool
    later_modifications: str = Field(description="none, allowed, forbidden, unknown")


class VerificationOut(_Answer):
    """Отчёт о подписях. Полагаться на документ можно, только когда `verdict` – `valid`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    sentence: str = Field(description="Итог одной фразой по-русски, без персональных данных")
    verdict: Verdict
    sha256: str = Field(description="SHA-256 присланного файла")
    checked_at: datetime
    signatures: list[SignatureOut]
    document_timestamps: list[StampOut]
    has_unsigned_tail: bool = Field(description="После последней подписи к файлу что-то дописано")
