"""Refusing to sign, on a page of its own: for the signer, and for whoever writes it down."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.documents import Document
from service.domain.errors import InvalidRequestError
from service.domain.ids import DocumentId
from service.domain.signatures import Steps, StepState
from service.http.exchange import principal, services
from service.web.complaints import by_box
from service.web.history import name_actors

declines = Blueprint("declines", __name__, url_prefix="/documents/<id:document_id>")


def name_decliners(document: Document, steps: Steps) -> dict[int, str]:
    """Who would not sign, by place; for those who see to the signatures of others."""
    if principal().reads_own_only:
        return {}
    said = {
        step.place: step.decision.by
        for step in steps
        if step.state is StepState.DECLINED and step.decision is not None
    }
    names = name_actors(document, said.values())
    return {place: names[actor] for place, actor in said.items()}


@declines.get("/signatures/<int:place>/decline")
def ask(document_id: str, place: int) -> str:
    """Ask once more, and why: nobody refuses by accident."""
    return _show(document_id, place, {})


@declines.post("/signatures/<int:place>/decline")
def decline(document_id: str, place: int) -> tuple[str, int] | BareResponse:
    """Write down that the signer will not sign, and why."""
    reason = request.form.get("reason", "").strip()
    try:
        services().declining.decline_step(principal(), DocumentId(document_id), place, reason)
    except InvalidRequestError as error:
        return _show(document_id, place, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    card = url_for("desk.documents.show", document_id=document_id)
    return redirect(card, HTTPStatus.SEE_OTHER)


def _show(document_id: str, place: int, problems: dict[str, str]) -> str:
    document, step = services().declining.find(principal(), DocumentId(document_id), place)
    return render_template(
        "decline.html",
        document=document,
        title=step.plan.title or step.plan.role,
        signer=step.plan.signer,
        is_by_link=False,
        action=request.path,
        back=url_for("desk.documents.show", document_id=document_id),
        reason=request.form.get("reason", ""),
        problems=problems,
        said="",
    )
