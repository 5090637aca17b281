"""Strict reading of JSON (RFC 8259): what two readers could understand differently is refused."""

import json
from typing import Any, Final, NoReturn

from flask import has_request_context, request
from flask.json.provider import DefaultJSONProvider
from typing_extensions import override

from service.http.refusals import RequestError

_MAY_BE_EMPTY: Final = frozenset({"api.documents.cancel"})
"""Requests that were complete without a body before they could have one."""


class StrictJson(DefaultJSONProvider):
    """Writes Cyrillic as it is; reads UTF-8 only, no NaN, no repeated names, no endless nesting."""

    ensure_ascii = False
    sort_keys = False

    @override
    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value of the text. Raises RequestError with a code that names the fault."""
        if not s and has_request_context() and request.endpoint in _MAY_BE_EMPTY:
            return {}
        try:
            text = s.decode() if isinstance(s, bytes) else s
            return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
        except RecursionError as error:
            message = "Слишком много вложенных друг в друга полей."
            raise RequestError(message, code="json_too_deep") from error
        except ValueError as error:
            message = "Тело запроса – не JSON в кодировке UTF-8. Проверьте его и повторите."
            raise RequestError(message, code="malformed_json") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "Имя поля в JSON повторяется: оставьте одно."
        raise RequestError(message, code="duplicate_field")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    message = "NaN и Infinity в JSON не бывает: укажите число."
    raise RequestError(message, code="malformed_json")
