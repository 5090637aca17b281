"""What can go wrong while signing, as stable codes with a Russian sentence for people.

Neither the code nor the message nor the detail ever carries a passphrase, a key or the name of the
certificate's holder: all three may be logged.
"""

from enum import StrEnum


class Code(StrEnum):
    """The stable public names of what went wrong."""

    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CREDENTIAL_INCOMPLETE = "credential_incomplete"
    CREDENTIAL_KEY_UNSUPPORTED = "credential_key_unsupported"
    CREDENTIAL_NOT_FOUND = "credential_not_found"
    CREDENTIAL_UNREADABLE = "credential_unreadable"
    DOCUMENT_LOCKED = "document_locked"
    DOCUMENT_UNREADABLE = "document_unreadable"
    MARK_FONT_MISSING = "mark_font_missing"
    MARK_PLACE_MISSING = "mark_place_missing"
    MARK_TEXT_UNSUPPORTED = "mark_text_unsupported"
    PDFA_BROKEN = "pdfa_broken"
    SIGNATURE_FIELD_TAKEN = "signature_field_taken"
    SIGNATURE_NOT_INTACT = "signature_not_intact"
    SIGNATURE_TOO_LARGE = "signature_too_large"
    SIGNING_FAILED = "signing_failed"
    TIMESTAMP_INVALID = "timestamp_invalid"
    TIMESTAMP_REFUSED = "timestamp_refused"
    TIMESTAMP_REQUIRED = "timestamp_required"
    TIMESTAMP_UNAVAILABLE = "timestamp_unavailable"
    TRUST_NOT_FOUND = "trust_not_found"
    TRUST_UNREADABLE = "trust_unreadable"


MESSAGES = {
    Code.CERTIFICATE_EXPIRED: "Срок действия сертификата истёк. Нужен новый сертификат.",
    Code.CERTIFICATE_NOT_YET_VALID: "Срок действия сертификата ещё не начался.",
    Code.CERTIFICATE_WRONG_USAGE: "Сертификат не предназначен для подписания документов.",
    Code.CREDENTIAL_INCOMPLETE: "В контейнере нет ключа или сертификата подписи.",
    Code.CREDENTIAL_KEY_UNSUPPORTED: "Алгоритм или длина ключа подписи не поддерживаются.",
    Code.CREDENTIAL_NOT_FOUND: "Файл ключа подписи или файл пароля к нему не найден.",
    Code.CREDENTIAL_UNREADABLE: "Ключ подписи не открылся: неверный пароль или повреждён файл.",
    Code.DOCUMENT_LOCKED: "Ранее поставленная подпись запрещает добавлять новые.",
    Code.DOCUMENT_UNREADABLE: "Файл не читается как PDF, подписать его нельзя.",
    Code.MARK_FONT_MISSING: "Не найден шрифт для отметки об электронной подписи.",
    Code.MARK_PLACE_MISSING: "В документе нет места для отметки об электронной подписи.",
    Code.MARK_TEXT_UNSUPPORTED: "В шрифте отметки нет букв, нужных для сведений о сертификате.",
    Code.PDFA_BROKEN: "После подписания документ перестал соответствовать PDF/A.",
    Code.SIGNATURE_FIELD_TAKEN: "В этом месте документ уже подписан.",
    Code.SIGNATURE_NOT_INTACT: "Готовая подпись не прошла проверку, документ не выпущен.",
    Code.SIGNATURE_TOO_LARGE: "Подпись не поместилась в отведённое место документа.",
    Code.SIGNING_FAILED: "Не удалось подписать документ.",
    Code.TIMESTAMP_INVALID: "Служба штампов времени ответила негодно. Повторим попытку позже.",
    Code.TIMESTAMP_REFUSED: "Служба штампов времени отказала в выдаче. Повторим попытку позже.",
    Code.TIMESTAMP_REQUIRED: "Для этого уровня подписи нужна служба штампов времени.",
    Code.TIMESTAMP_UNAVAILABLE: "Служба штампов времени недоступна. Повторим попытку позже.",
    Code.TRUST_NOT_FOUND: "Файл доверенных сертификатов не найден.",
    Code.TRUST_UNREADABLE: "Файл доверенных сертификатов не читается.",
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
