"""The OpenAPI 3.1 description: what the decorators cannot say."""

from typing import Any

from apiflask import APIFlask

from service.api.problems import MEDIA_TYPE
from service.api.schemas import FieldProblemOut, ProblemOut

SPEC_PATH = "/api/v1/openapi.json"
_SCHEME = "ApiKey"
_REF = "#/components/schemas/{model}"
_RESPONSES = {
    "400": "Запрос не понят: JSON, cursor или Idempotency-Key",
    "401": "Нужен ключ доступа",
    "403": "У ключа нет нужного права",
    "404": "Не найдено или принадлежит другой организации",
    "409": "Состояние документа этого не позволяет",
    "413": "Запрос больше 2 МБ",
    "415": "Тело запроса – не JSON",
    "422": "Ошибки в данных, по полям",
}
_ALWAYS = ("401", "403")
_WITH_INPUT = ("400", "422")
_WITH_BODY = ("413", "415")
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
        for operation in operations.values():
            _complete_operation(path, operation)
    return spec


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    wanted = [*_ALWAYS]
    if operation.get("requestBody"):
        wanted += _WITH_BODY
        operation["requestBody"]["required"] = True
    if operation.get("requestBody") or any(p["in"] == "query" for p in operation["parameters"]):
        wanted += _WITH_INPUT
    if "{" in path or operation.get("requestBody"):
        wanted += ["404"]
    if path.endswith(("/pdf", "/docx", "/retry", "/cancel")):
        wanted += ["409"]
    for status in sorted(wanted):
        operation["responses"][status] = _problem(status)


def _problem(status: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=ProblemOut.__name__)}
    return {"description": _RESPONSES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
