"""From anything raised to what may be said about it: a status, a public code, Russian words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import MappingProxyType

from werkzeug.exceptions import HTTPException

from service.domain.errors import (
    CannotVerifyError,
    ConflictError,
    ForbiddenError,
    GrifError,
    InvalidRequestError,
    NotFoundError,
    Problem,
    UnauthenticatedError,
    UnavailableError,
)

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Refusal:
    """A refused request: what happened (`title`), what to do (`detail`), and which fields."""

    status: int
    code: str
    title: str
    detail: str
    problems: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


class RequestError(GrifError):
    """The request itself, not its data, is wrong; `status` says how (RFC 9110 §15.5)."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class _Wording:
    code: str
    title: str
    detail: str


_STATUS: tuple[tuple[type[GrifError], HTTPStatus, str], ...] = (
    (UnauthenticatedError, HTTPStatus.UNAUTHORIZED, "Нет доступа"),
    (ForbiddenError, HTTPStatus.FORBIDDEN, "Недостаточно прав"),
    (NotFoundError, HTTPStatus.NOT_FOUND, "Не найдено"),
    (ConflictError, HTTPStatus.CONFLICT, "Сейчас это невозможно"),
    (InvalidRequestError, HTTPStatus.UNPROCESSABLE_ENTITY, "Ошибки в данных"),
    (CannotVerifyError, HTTPStatus.SERVICE_UNAVAILABLE, "Проверить сейчас нельзя"),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE, "Хранилище недоступно"),
)
_REUSED = "idempotency_key_reused"
_REUSED_TITLE = "Ключ идемпотентности занят"
_HTTP: Mapping[int, _Wording] = {
    400: _Wording("bad_request", "Неверный запрос", "Проверьте запрос и повторите."),
    401: _Wording("unauthenticated", "Нужно войти", "Войдите и повторите."),
    403: _Wording("forbidden", "Недостаточно прав", "Это действие вам недоступно."),
    404: _Wording("not_found", "Не найдено", "Ничего не найдено. Проверьте адрес."),
    405: _Wording(
        "method_not_allowed", "Метод не поддерживается", "По этому адресу так обратиться нельзя."
    ),
    406: _Wording("not_acceptable", "Формат не поддерживается", "Запросите другой формат."),
    408: _Wording("request_timeout", "Запрос не дождались", "Повторите запрос."),
    413: _Wording("body_too_large", "Слишком большой запрос", "Сократите запрос до 2 МБ."),
    414: _Wording("uri_too_long", "Слишком длинный адрес", "Сократите адрес запроса."),
    415: _Wording(
        "unsupported_media_type", "Тип содержимого не поддерживается", "Пришлите application/json."
    ),
    416: _Wording("range_not_satisfiable", "Такой части файла нет", "Запросите файл целиком."),
    431: _Wording("headers_too_large", "Слишком длинные заголовки", "Сократите заголовки запроса."),
    429: _Wording("too_many_requests", "Слишком много запросов", "Подождите и повторите."),
}
_KEPT = frozenset({"Allow", "Retry-After"})
_LATER: Mapping[str, str] = MappingProxyType({"Retry-After": "60"})
_OTHER = _Wording("bad_request", "Запрос не выполнен", "Проверьте запрос и повторите.")
_UNEXPECTED = Refusal(
    500,
    "internal_error",
    "Внутренняя ошибка",
    "Что-то сломалось у нас, а не у вас. Повторите позже; если не поможет, сообщите номер запроса.",
)


def refuse(error: Exception) -> Refusal:
    """What to answer to `error`. An error nobody expected says nothing about itself."""
    if isinstance(error, GrifError):
        return _refuse_known(error)
    if isinstance(error, HTTPException) and error.code is not None:
        kept = {k: v for k, v in error.get_headers() if k in _KEPT}
        return replace(refuse_status(error.code), headers=kept)
    if isinstance(error, OSError):  # the disk is full, read-only or away
        return _refuse_known(UnavailableError())
    return _UNEXPECTED


def refuse_status(status: int) -> Refusal:
    """What to answer when all that is known is the status (RFC 9110 §15.5)."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _UNEXPECTED
    wording = _HTTP.get(status, _OTHER)
    return Refusal(status, wording.code, wording.title, wording.detail)


def is_unexpected(refusal: Refusal) -> bool:
    """Whether the fault is ours and belongs into the error log."""
    return refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _refuse_known(error: GrifError) -> Refusal:
    if isinstance(error, RequestError):
        title = _HTTP.get(error.status, _OTHER).title
        wait = error.retry_after
        headers = _NO_HEADERS if wait is None else {"Retry-After": str(wait)}
        return Refusal(error.status, error.code, title, error.message, headers=headers)
    if error.code == _REUSED:
        return Refusal(422, _REUSED, _REUSED_TITLE, error.message)
    for family, status, title in _STATUS:
        if isinstance(error, family):
            problems = error.problems if isinstance(error, InvalidRequestError) else ()
            headers = _LATER if status == HTTPStatus.SERVICE_UNAVAILABLE else _NO_HEADERS
            return Refusal(status, error.code, title, error.message, problems, headers)
    return _UNEXPECTED
