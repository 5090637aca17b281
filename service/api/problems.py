"""Errors as problem details (RFC 9457): stable codes, Russian words, never a submitted value."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from apiflask.exceptions import HTTPError
from flask import Response, json
from pydantic import ValidationError

from service.domain.errors import InvalidRequestError, Problem
from service.http.exchange import request_id
from service.http.refusals import Refusal, RequestError, refuse

MEDIA_TYPE = "application/problem+json"
_BODY, _HEADERS = "json", "headers"
_SHOWN_NAME = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
_CHALLENGES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: 'Bearer realm="grif"',
    HTTPStatus.FORBIDDEN: 'Bearer realm="grif", error="insufficient_scope"',
}

# What pydantic calls an error -> our code and what to do. Its own words would repeat the input.
_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("required", "Укажите это поле."),
    "extra_forbidden": ("unknown_field", "Такого поля нет: удалите его."),
    "string_type": ("type", "Здесь нужна строка."),
    "string_unicode": ("invalid_character", "Строка повреждена: наберите её заново."),
    "string_too_short": ("required", "Заполните это поле."),
    "string_too_long": ("too_long", "Слишком длинное значение: сократите его."),
    "string_pattern_mismatch": ("pattern", "Такое значение здесь невозможно: проверьте запись."),
    "bool_type": ("type", "Здесь нужно true или false."),
    "dict_type": ("type", "Здесь нужен набор полей (объект JSON)."),
    "model_type": ("type", "Здесь нужен набор полей (объект JSON)."),
    "int_parsing": ("type", "Здесь нужно целое число."),
    "int_parsing_size": ("out_of_range", "Такое число здесь невозможно."),
    "greater_than_equal": ("out_of_range", "Число слишком мало."),
    "less_than_equal": ("out_of_range", "Число слишком велико."),
    "date_from_datetime_parsing": ("format", "Здесь нужна дата: ГГГГ-ММ-ДД."),
    "date_parsing": ("format", "Здесь нужна дата: ГГГГ-ММ-ДД."),
    "literal_error": ("choice", "Выберите одно из допустимых значений."),
    "enum": ("choice", "Выберите одно из допустимых значений."),
}
_OTHER = ("invalid", "Недопустимое значение: проверьте его.")


def answer(refusal: Refusal) -> Response:
    """The problem details of `refusal`."""
    body = {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": f"urn:uuid:{request_id()}",
        "code": refusal.code,
    }
    if refusal.problems:
        body["errors"] = [
            {"pointer": p.pointer, "code": p.code, "detail": p.message} for p in refusal.problems
        ]
    response = Response(json.dumps(body), refusal.status, mimetype=MEDIA_TYPE)
    response.headers.update(refusal.headers)
    if refusal.status in _CHALLENGES:
        response.headers["WWW-Authenticate"] = _CHALLENGES[refusal.status]
    return response


def explain(error: Exception) -> Refusal:
    """What to say about `error`, the API's own kinds of error included."""
    if isinstance(error, HTTPError) and isinstance(error.__cause__, ValidationError):
        location = next(iter(error.detail), _BODY)
        return refuse(_translate(location, error.__cause__))
    return refuse(error)


def _translate(location: str, error: ValidationError) -> InvalidRequestError | RequestError:
    if location == _HEADERS:
        message = (
            "Укажите заголовок Idempotency-Key: от 1 до 255 печатных знаков ASCII, "
            "новый для каждого нового документа и прежний при повторе запроса."
        )
        return RequestError(message, code="idempotency_key_required")
    root = "#" if location == _BODY else f"#/{location}"
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return InvalidRequestError(
        tuple(
            Problem(_pointer(root, item["loc"]), *_MESSAGES.get(item["type"], _OTHER))
            for item in found
        )
    )


def _pointer(root: str, place: tuple[int | str, ...]) -> str:
    """A JSON Pointer (RFC 6901). A name the caller made up is shown only when it is harmless."""
    shown = [str(part) for part in place if isinstance(part, int) or _SHOWN_NAME.fullmatch(part)]
    return "/".join([root, *shown])
