"""Another signer in place of one who cannot sign: an acting head by an order, say."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import require_writing
from service.domain.documents import Document
from service.domain.errors import ConflictError, ForbiddenError, InvalidRequestError
from service.domain.ids import DocumentId
from service.domain.signatures import Method, Step
from service.domain.signers import Signer
from service.http.exchange import principal, services
from service.operations.signature_steps import require_awaiting, require_step
from service.operations.signatures import Successor
from service.web.complaints import by_box
from service.web.plan_forms import MADE_BY

successors = Blueprint("successors", __name__, url_prefix="/documents/<id:document_id>")

Answer = str | tuple[str, int] | BareResponse


@dataclass(frozen=True)
class Asked:
    """What was typed: `chosen` names a recorded term, or nothing when somebody else is meant."""

    chosen: str
    signer: str
    ground: str
    method: str
    email: str

    def successor(self, recorded: list[Signer]) -> Successor:
        """Who is meant; the ground of a term counts unless another one is written down."""
        method = Method(self.method) if self.method in set(Method) else None
        known = next((one.term for one in recorded if one.id == self.chosen), None)
        if known is None:
            return Successor(self.signer, self.ground, method, self.email)
        return Successor(known.full_name, self.ground or known.ground, method, self.email)


@successors.get("/signatures/<int:place>/replacement")
def ask(document_id: str, place: int) -> str:
    """Ask who signs instead, and by what right."""
    return _show(document_id, place, {})


@successors.post("/signatures/<int:place>/replacement")
def replace_signer(document_id: str, place: int) -> Answer:
    """Let that person sign."""
    document, step = _get(document_id, place)
    successor = _read().successor(_list_able(document, step))
    try:
        services().signatures.replace_signer(principal(), document.id, place, successor)
    except InvalidRequestError as error:
        problems = by_box(error)
    except ForbiddenError as error:
        problems = {"signer": error.message}
    else:
        card = url_for("desk.documents.show", document_id=document_id)
        return redirect(card, HTTPStatus.SEE_OTHER)
    return _show(document_id, place, problems), HTTPStatus.UNPROCESSABLE_ENTITY


def _show(document_id: str, place: int, problems: dict[str, str]) -> str:
    document, step = _get(document_id, place)
    return render_template(
        "replacement.html",
        document=document,
        step=step,
        able=_list_able(document, step),
        is_recorded=_is_recorded(document, step),
        asked=_read(),
        problems=problems,
        methods=MADE_BY,
    )


def _read() -> Asked:
    given = request.form
    return Asked(
        given.get("chosen", ""),
        given.get("signer", "").strip(),
        given.get("ground", "").strip(),
        given.get("method", ""),
        given.get("email", "").strip(),
    )


def _get(document_id: str, place: int) -> tuple[Document, Step]:
    """The document and the signature. Raises NotFoundError, ForbiddenError, ConflictError."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    require_writing(principal(), is_municipal=services().catalogue.is_municipal(document.kind))
    require_awaiting(document)
    step = require_step(services().signatures.list_steps([document])[document.id], place)
    if not step.may_pass_on:
        message = "Эту подпись сейчас не передать: она уже стоит или её черёд не пришёл."
        raise ConflictError(message, code="step_not_ready")
    return document, step


def _list_able(document: Document, step: Step) -> list[Signer]:
    """Who has the right to this signature today, besides the one who was to make it."""
    today = services().clock.today()
    recorded = services().signers.list_signers(principal(), document.organisation_id)
    return [
        one
        for one in recorded
        if one.term.role == step.plan.role
        and one.term.covers(today)
        and one.term.full_name != step.plan.signer
    ]


def _is_recorded(document: Document, step: Step) -> bool:
    """Whether records decide who signs in this role: nobody without a term may."""
    recorded = services().signers.list_signers(principal(), document.organisation_id)
    return any(one.term.role == step.plan.role for one in recorded)
