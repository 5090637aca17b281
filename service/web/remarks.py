"""Warnings about a document: answer for one, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import require_writing
from service.domain.documents import Document
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import DocumentId
from service.domain.remarks import Acceptance
from service.domain.texts import MAX_REASON
from service.http.exchange import principal, services
from service.operations.remarks import AcceptedWarning

remarks = Blueprint("remarks", __name__, url_prefix="/documents/<id:document_id>/warnings/<code>")

Answer = str | tuple[str, int] | BareResponse


@dataclass(frozen=True)
class Warned:
    """What one rule says about a document, and who answers for it."""

    code: str
    messages: tuple[str, ...]
    acceptance: Acceptance | None


def list_warned(document: Document) -> Sequence[Warned]:
    """The warnings of a document, one entry per rule."""
    found: dict[str, Warned] = {}
    for remark in services().remarks.list_remarks([document]).get(document.id, ()):
        before = found[remark.code].messages if remark.code in found else ()
        messages = (*before, remark.message) if remark.message not in before else before
        found[remark.code] = Warned(remark.code, messages, remark.acceptance)
    return tuple(found.values())


@remarks.get("/acceptance")
def ask(document_id: str, code: str) -> str:
    """Ask why the warning is accepted."""
    return _show(document_id, code, reason="", problem="")


@remarks.post("/acceptance")
def accept(document_id: str, code: str) -> Answer:
    """Write down who answers for the warning."""
    reason = request.form.get("reason", "").strip()
    said = AcceptedWarning(code, reason)
    try:
        services().remarks.accept_warning(principal(), DocumentId(document_id), said)
    except InvalidRequestError as error:
        problem = error.problems[0].message
        page = _show(document_id, code, reason=reason, problem=problem)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    card = url_for("desk.documents.show", document_id=document_id)
    return redirect(card, HTTPStatus.SEE_OTHER)


def _show(document_id: str, code: str, *, reason: str, problem: str) -> str:
    document = services().documents.get_document(principal(), DocumentId(document_id))
    require_writing(principal(), is_municipal=services().catalogue.is_municipal(document.kind))
    warned = next((item for item in list_warned(document) if item.code == code), None)
    if warned is None:
        raise NotFoundError
    return render_template(
        "accept_warning.html",
        document=document,
        warned=warned,
        reason=reason,
        problem=problem,
        max_reason=MAX_REASON,
    )
