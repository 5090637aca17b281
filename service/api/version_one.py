"""REST API v1: every noun under one roof, behind one lock."""

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import request

from service.api.archive import archive
from service.api.authentication import authenticate
from service.api.batches import batches
from service.api.companions import companions
from service.api.documents import documents
from service.api.kinds import kinds
from service.api.name_forms import name_forms
from service.api.packs import packs
from service.api.signatures import signatures
from service.api.signers import signers
from service.api.templates import templates
from service.api.verification import verification
from service.api.webhooks import webhooks
from service.http.refusals import RequestError

PREFIX = "/api/v1"
_FOR_ANYBODY = frozenset({"api.verification.verify"})
_TAKES_A_FILE = frozenset({
    "api.templates.diff_file", "api.templates.lint", "api.templates.publish",
    "api.signatures.accept_scan", *_FOR_ANYBODY,
})  # fmt: skip


def build_api() -> APIBlueprint:
    """A blueprint with all routes of v1; whatever is added here asks for a key.

    Only what is named as being for anybody does not.
    """
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    api.before_request(require_key)
    api.before_request(require_json)
    for noun in (
        documents,
        batches,
        signatures,
        signers,
        companions,
        archive,
        kinds,
        name_forms,
        packs,
        templates,
        verification,
        webhooks,
    ):
        api.register_blueprint(noun)
    return api


def require_key() -> None:
    """Identify the program that calls. Raises UnauthenticatedError."""
    if request.endpoint not in _FOR_ANYBODY:
        authenticate()


def require_json() -> None:
    """Refuse a body that does not say it is JSON. Raises RequestError."""
    if request.endpoint in _TAKES_A_FILE:
        return
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype != "application/json":
        message = "Пришлите тело запроса с заголовком Content-Type: application/json."
        raise RequestError(
            message, code="unsupported_media_type", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )
