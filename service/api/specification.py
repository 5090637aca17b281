"""The OpenAPI 3.1 description: what the decorators cannot say."""

from typing import Any

from apiflask import APIFlask

from service.api.problems import MEDIA_TYPE
from service.api.schemas import FieldProblemOut, ProblemOut
from service.http.exchange import services
from service.http.files import MEDIA_TYPES
from service.http.uploads import FIELD, FORM, SIGNATURE_FIELD

SPEC_PATH = "/api/v1/openapi.json"
_SCHEME = "ApiKey"
_FILE_BODIES = {
    ("post", "/api/v1/templates/{kind}"),
    ("post", "/api/v1/templates/{kind}/lint"),
    ("post", "/api/v1/templates/{kind}/diff"),
}
_FOR_ANYBODY = "/api/v1/verify"
_MAY_LACK_A_BODY = "/cancel"
_REF = "#/components/schemas/{model}"
_RESPONSES = {
    "400": "Запрос не понят: JSON, cursor или Idempotency-Key",
    "401": "Нужен ключ доступа",
    "403": "У ключа нет нужного права",
    "404": "Не найдено или принадлежит другой организации",
    "409": "Состояние документа этого не позволяет",
    "413": "Запрос больше 2 МБ, проверяемый файл – больше 10 МБ",
    "415": "Тело запроса не того типа",
    "422": "Ошибки в данных, по полям",
    "429": "Слишком много запросов с этого адреса",
    "503": "Сейчас проверить нельзя: повторить через минуту",
}
_DESCRIPTION = """\
Принимает вид документа и данные, возвращает зарегистрированный, подписанный и сохранённый
в архиве PDF/A.

Ошибки приходят как `application/problem+json` (RFC 9457) с постоянным `code`; присланные
значения в них не повторяются. Номер запроса есть в каждом ответе: заголовок `X-Request-Id`.
"""


def describe_api(app: APIFlask) -> None:
    """Set up the description of the API."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_OPERATION_ID=True,
        AUTO_SERVERS=False,  # the Host header is the caller's word
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        DESCRIPTION=_DESCRIPTION,
        SERVERS=[{"url": "/", "description": "Эта установка"}],
        SECURITY_SCHEMES={
            _SCHEME: {"type": "http", "scheme": "bearer", "description": "Ключ доступа grif_…"}
        },
    )
    app.spec_processor(_complete)


def _complete(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    if isinstance(spec, str):  # only when asked for YAML, which this application does not serve
        return spec
    spec["security"] = [{_SCHEME: []}]
    for model in (FieldProblemOut, ProblemOut):
        schema = model.model_json_schema(ref_template=_REF)
        schema.pop("$defs", None)
        spec["components"]["schemas"][model.__name__] = schema
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if (method, path) in _FILE_BODIES:
                operation["requestBody"] = _docx_body()
            if path == _FOR_ANYBODY:
                _describe_verification(operation)
            _complete_operation(path, operation)
    return spec


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()
    if body := operation.get("requestBody"):
        body["required"] = not path.endswith(_MAY_LACK_A_BODY)
        if path.endswith("/documents") and "application/json" in body["content"]:
            body["content"]["application/json"]["example"] = _example_request()
    role = path.rpartition("/")[2]
    if role in MEDIA_TYPES:
        operation["responses"] = _file_responses(MEDIA_TYPES[role])
    if "202" in operation["responses"]:
        operation["responses"]["202"]["headers"] = _headers("Location", "Retry-After")
    for status in sorted(_refusals(path, operation)):
        operation["responses"][status] = _problem(status)


def _describe_verification(operation: dict[str, Any]) -> None:
    operation["security"] = []
    operation["requestBody"] = _signed_body()
    operation["parameters"].append(
        {
            "in": "query",
            "name": "municipality_id",
            "required": False,
            "schema": {"type": "string"},
            "description": "Доверять и сертификатам этого муниципалитета",
        }
    )


def _refusals(path: str, operation: dict[str, Any]) -> set[str]:
    """The ways in which an operation may be refused."""
    if path == _FOR_ANYBODY:
        return {"400", "413", "415", "429", "503"}
    wanted = {"401", "403"}
    has_body = "requestBody" in operation
    if has_body:
        wanted |= {"404", "413", "415"}
    if has_body or any(parameter["in"] == "query" for parameter in operation["parameters"]):
        wanted |= {"400", "404", "422"}
    if "{" in path:
        wanted |= {"404"}
    if path.endswith(("/pdf", "/docx", "/retry", "/cancel")) or "/signature" in path:
        wanted |= {"409"}
    return wanted


def _example_request() -> dict[str, Any]:
    kind = services().catalogue.list_kinds()[0]
    return {
        "organization_id": "school-1",
        "kind": kind.code,
        "data": dict(kind.sample),
        "sign": False,
    }


def _docx_body() -> dict[str, Any]:
    binary = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {FIELD: binary}, "required": [FIELD]}
    return {"content": {MEDIA_TYPES["docx"]: {"schema": binary}, FORM: {"schema": form}}}


def _signed_body() -> dict[str, Any]:
    binary = {"type": "string", "format": "binary"}
    boxes = {FIELD: binary, SIGNATURE_FIELD: {**binary, "description": "Отсоединённая подпись"}}
    form = {"type": "object", "properties": boxes, "required": [FIELD]}
    return {"content": {MEDIA_TYPES["pdf"]: {"schema": binary}, FORM: {"schema": form}}}


def _file_responses(media_type: str) -> dict[str, Any]:
    names = ("Content-Disposition", "ETag", "Repr-Digest")
    return {
        "200": {
            "description": "Файл",
            "content": {media_type: {}},
            "headers": _headers(*names),
        },
        "304": {"description": "Файл не изменился (If-None-Match)"},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}} for name in names}


def _problem(status: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=ProblemOut.__name__)}
    return {"description": _RESPONSES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
