"""What can go wrong while signing, as stable codes with a Russian sentence for people.

Neither the code nor the message nor the detail ever carries a passphrase, a key or the name of the
certificate's holder: all three may be logged.
"""

from enum import StrEnum


class Code(StrEnum):
    """The stable public names of what went wrong."""

    ALREADY_USED = "already_used"
    ATTACHMENT_INVALID = "attachment_invalid"
    BAD_CMS = "bad_cms"
    BAD_SIGNATURE = "bad_signature"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_NOT_QUALIFIED = "certificate_not_qualified"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CREDENTIAL_INCOMPLETE = "credential_incomplete"
    CREDENTIAL_KEY_UNSUPPORTED = "credential_key_unsupported"
    CREDENTIAL_NOT_FOUND = "credential_not_found"
    CREDENTIAL_UNREADABLE = "credential_unreadable"
    CRL_INVALID = "crl_invalid"
    CRL_UNAVAILABLE = "crl_unavailable"
    DIGEST_ALGORITHM = "digest_algorithm"
    DOCUMENT_CHANGED = "document_changed"
    DOCUMENT_LOCKED = "document_locked"
    DOCUMENT_UNREADABLE = "document_unreadable"
    EXPIRED = "expired"
    GOST_UNAVAILABLE = "gost_unavailable"
    LEVEL_NOT_REACHED = "level_not_reached"
    MARK_FONT_MISSING = "mark_font_missing"
    MARK_PLACE_MISSING = "mark_place_missing"
    MARK_TEXT_UNSUPPORTED = "mark_text_unsupported"
    NOT_DETACHED = "not_detached"
    NO_SIGNING_CERTIFICATE_V2 = "no_signing_certificate_v2"
    OCSP_INVALID = "ocsp_invalid"
    OCSP_UNAVAILABLE = "ocsp_unavailable"
    PDFA_BROKEN = "pdfa_broken"
    PIN_REFUSED = "pin_refused"
    PREPARED_BLOB_CORRUPT = "prepared_blob_corrupt"
    REVOCATION_NOT_FOUND = "revocation_not_found"
    REVOCATION_REQUIRED = "revocation_required"
    REVOCATION_UNREADABLE = "revocation_unreadable"
    SIGNATURE_FIELD_TAKEN = "signature_field_taken"
    SIGNATURE_NOT_INTACT = "signature_not_intact"
    SIGNATURE_TOO_LARGE = "signature_too_large"
    SIGNING_FAILED = "signing_failed"
    TICKET_UNREADABLE = "ticket_unreadable"
    TIMESTAMP_INVALID = "timestamp_invalid"
    TIMESTAMP_REFUSED = "timestamp_refused"
    TIMESTAMP_REQUIRED = "timestamp_required"
    TIMESTAMP_UNAVAILABLE = "timestamp_unavailable"
    TOKEN_ABSENT = "token_absent"  # noqa: S105 -- a device, not a password
    TOKEN_REFUSED = "token_refused"  # noqa: S105 -- as above
    TOKEN_UNDESCRIBED = "token_undescribed"  # noqa: S105 -- as above
    TRUST_NOT_FOUND = "trust_not_found"
    TRUST_UNREADABLE = "trust_unreadable"
    WRONG_CERTIFICATE = "wrong_certificate"
    WRONG_MESSAGE_DIGEST = "wrong_message_digest"
    WRONG_USER = "wrong_user"


MESSAGES = {
    Code.ALREADY_USED: "Этот запрос на подпись уже использован. Начните подписание заново.",
    Code.ATTACHMENT_INVALID: "Приложение нельзя вложить в этот документ.",
    Code.BAD_CMS: "Присланный файл подписи не читается или устроен не так, как нужно.",
    Code.BAD_SIGNATURE: "Подпись не соответствует документу и сертификату.",
    Code.CERTIFICATE_EXPIRED: "Срок действия сертификата истёк. Нужен новый сертификат.",
    Code.CERTIFICATE_NOT_YET_VALID: "Срок действия сертификата ещё не начался.",
    Code.CERTIFICATE_NOT_QUALIFIED: (
        "Здесь нужна усиленная квалифицированная подпись, а сертификат не квалифицированный. "
        "Возьмите квалифицированный: его выдают ФНС и аккредитованные удостоверяющие центры."
    ),
    Code.CERTIFICATE_REVOKED: "Сертификат на момент подписания был отозван.",
    Code.CERTIFICATE_UNREADABLE: "Сертификат подписи не читается.",
    Code.CERTIFICATE_WRONG_USAGE: "Сертификат не предназначен для подписания документов.",
    Code.CREDENTIAL_INCOMPLETE: "В контейнере нет ключа или сертификата подписи.",
    Code.CREDENTIAL_KEY_UNSUPPORTED: "Алгоритм или длина ключа подписи не поддерживаются.",
    Code.CREDENTIAL_NOT_FOUND: "Файл ключа подписи или файл пароля к нему не найден.",
    Code.CREDENTIAL_UNREADABLE: "Ключ подписи не открылся: неверный пароль или повреждён файл.",
    Code.CRL_INVALID: "Список отозванных сертификатов негоден. Повторим попытку позже.",
    Code.CRL_UNAVAILABLE: "Список отозванных сертификатов недоступен. Повторим попытку позже.",
    Code.DIGEST_ALGORITHM: "Подпись сделана с другим алгоритмом хэширования, чем предложено.",
    Code.DOCUMENT_CHANGED: "Документ изменился с тех пор, как был предложен на подпись.",
    Code.DOCUMENT_LOCKED: "Ранее поставленная подпись запрещает добавлять новые.",
    Code.DOCUMENT_UNREADABLE: "Файл не читается как PDF, подписать его нельзя.",
    Code.EXPIRED: "Время на подписание вышло. Начните подписание заново.",
    Code.GOST_UNAVAILABLE: "Подписи по ГОСТ на этом сервере не работают: не прошла самопроверка.",
    Code.LEVEL_NOT_REACHED: "Подпись не достигла заданного уровня, документ не выпущен.",
    Code.MARK_FONT_MISSING: "Не найден шрифт для отметки об электронной подписи.",
    Code.MARK_PLACE_MISSING: "В документе нет места для отметки об электронной подписи.",
    Code.MARK_TEXT_UNSUPPORTED: "В шрифте отметки нет букв, нужных для сведений о сертификате.",
    Code.NOT_DETACHED: "Подпись содержит сам документ. Нужна отсоединённая подпись.",
    Code.NO_SIGNING_CERTIFICATE_V2: "В подписи нет указания на сертификат. Нужен формат CAdES-BES.",
    Code.OCSP_INVALID: "Служба статусов (OCSP) ответила негодно. Повторим попытку позже.",
    Code.OCSP_UNAVAILABLE: "Служба статусов (OCSP) недоступна. Повторим попытку позже.",
    Code.PDFA_BROKEN: "После подписания документ перестал соответствовать PDF/A.",
    Code.PIN_REFUSED: "Ключевой носитель не принял ПИН-код. Исправьте файл с ПИН-кодом.",
    Code.PREPARED_BLOB_CORRUPT: "Подготовленный к подписи файл повреждён. Начните заново.",
    Code.REVOCATION_NOT_FOUND: "Сведений об отзыве сертификата нет. Повторим попытку позже.",
    Code.REVOCATION_REQUIRED: "Для этого уровня подписи нужны сведения об отзыве сертификатов.",
    Code.REVOCATION_UNREADABLE: "В папке сведений об отзыве есть негодный файл.",
    Code.SIGNATURE_FIELD_TAKEN: "В этом месте документ уже подписан.",
    Code.SIGNATURE_NOT_INTACT: "Готовая подпись не прошла проверку, документ не выпущен.",
    Code.SIGNATURE_TOO_LARGE: "Подпись не поместилась в отведённое место документа.",
    Code.SIGNING_FAILED: "Не удалось подписать документ.",
    Code.TICKET_UNREADABLE: "Запрос на подпись не читается.",
    Code.TIMESTAMP_INVALID: "Служба штампов времени ответила негодно. Повторим попытку позже.",
    Code.TIMESTAMP_REFUSED: "Служба штампов времени отказала в выдаче. Повторим попытку позже.",
    Code.TIMESTAMP_REQUIRED: "Для этого уровня подписи нужна служба штампов времени.",
    Code.TIMESTAMP_UNAVAILABLE: "Служба штампов времени недоступна. Повторим попытку позже.",
    Code.TOKEN_ABSENT: "Ключевого носителя нет или он не отвечает. Подключите его.",
    Code.TOKEN_REFUSED: "Ключевой носитель отказал: на нём нет такого ключа или не та библиотека.",
    Code.TOKEN_UNDESCRIBED: "Файл, где описан ключевой носитель, не читается или неполон.",
    Code.TRUST_NOT_FOUND: "Файл доверенных сертификатов не найден.",
    Code.TRUST_UNREADABLE: "Файл доверенных сертификатов не читается.",
    Code.WRONG_CERTIFICATE: "Подписано другим сертификатом, не тем, который был назван.",
    Code.WRONG_MESSAGE_DIGEST: "Подписан другой документ.",
    Code.WRONG_USER: "Этот запрос на подпись предназначен другому человеку.",
}


class SigningError(Exception):
    """The root of the package's errors.

    `code` is stable and public, `message` is a Russian sentence for people, `detail` is for the
    log, `again` says whether the same call may succeed later (a timestamp authority was away).
    """

    def __init__(self, code: Code, *, detail: str = "", again: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]
        self.detail = detail
        self.again = again


class CredentialError(SigningError):
    """The key or its certificate cannot be used for signing."""


class MarkError(SigningError):
    """The visible mark cannot be placed or drawn."""


class TimestampError(SigningError):
    """No usable timestamp came back. Always worth another try: the authority is not ours."""

    def __init__(self, code: Code, *, detail: str = "") -> None:
        super().__init__(code, detail=detail, again=True)


class TrustError(SigningError):
    """The trust anchors or revocation lists cannot be read."""


class RevocationError(SigningError):
    """Nobody could tell whether a certificate was revoked. Always worth another try."""

    def __init__(self, code: Code, *, detail: str = "") -> None:
        super().__init__(code, detail=detail, again=True)
