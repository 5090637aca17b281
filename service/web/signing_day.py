"""The signing day: everything that waits for a person's word, agreed to at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.documents import UNFINISHED, Document
from service.domain.errors import GrifError, NotFoundError, UnauthenticatedError
from service.domain.ids import DocumentId
from service.domain.signatures import Method, Step
from service.domain.tickets import Answered, TicketState
from service.http.exchange import principal, services
from service.http.protection import allow_signing_plugin
from service.web.lists import name_things
from service.web.live import renew
from service.web.visitor import present

signing_day = Blueprint("signing_day", __name__)

Answer = str | tuple[str, int] | BareResponse
Waiting = list[tuple[Document, Step]]
REFRESH_SECONDS = 2
AT_ONCE = 100
"""So many documents are signed in one action: their ids fit into one address."""


@dataclass(frozen=True)
class Result:
    """What became of a document of the signing day, and what it still waits for."""

    document: Document
    reason: str


@signing_day.get("/signing-day")
def ask() -> str:
    """Show what waits, a line each."""
    return _show(frozenset(), problem="")


@signing_day.post("/signing-day")
def agree() -> Answer:
    """Sign what is chosen, once the person has proved to be there."""
    chosen = frozenset(DocumentId(name) for name in request.form.getlist("document"))
    if not chosen or len(chosen) > AT_ONCE:
        problem = f"Отметьте документы: от одного до {AT_ONCE}."
        return _show(chosen, problem=problem), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        services().sessions.require_presence(
            present().user, request.form.get("password", ""), request.form.get("code", "")
        )
    except UnauthenticatedError as error:
        return _show(chosen, problem=error.message), HTTPStatus.UNPROCESSABLE_ENTITY
    services().signatures.confirm_documents(principal(), present().user.name, chosen)
    target = url_for("desk.signing_day.results", documents=",".join(sorted(chosen)))
    return redirect(target, HTTPStatus.SEE_OTHER)


@signing_day.get("/signing-day/results")
def results() -> str:
    """One list of what became of them; it asks again by itself until all is done."""
    require_scope(principal(), Scope.READ)
    names = request.args.get("documents", "").split(",")[:AT_ONCE]
    found = sorted((one for name in names if (one := _find(name)) is not None), key=_journal_place)
    waiting = services().signatures.list_steps(found)
    answered = services().own_signing_day.list_answered(found)
    shown = [Result(one, _say_reason(one, waiting[one.id], answered.get(one.id))) for one in found]
    is_busy = any(one.document.state in UNFINISHED and not one.reason for one in shown)
    return render_template(
        "signing_day_results.html",
        results=shown,
        renewal=renew(REFRESH_SECONDS) if is_busy else None,
    )


def _show(chosen: frozenset[DocumentId], *, problem: str) -> str:
    organisations = services().organisations.list_organisations(principal())
    waiting = _in_order(services().signatures.list_awaiting_confirmation(principal()))
    own = _in_order(services().own_signing_day.list_waiting(principal(), present().user.name))
    if own:
        allow_signing_plugin()
    return render_template(
        "signing_day.html",
        waiting=waiting,
        chosen=chosen or _first(waiting),
        own=own,
        own_chosen=_first(own),
        plugin=services().settings.cades_plugin_file is not None,
        problem=problem,
        at_once=AT_ONCE,
        organisations=organisations,
        **name_things(organisations),
    )


def _in_order(waiting: Waiting) -> Waiting:
    return sorted(waiting, key=lambda one: _journal_place(one[0]))


def _first(waiting: Waiting) -> frozenset[DocumentId]:
    """What is ticked at first: as much as may be signed in one action."""
    return frozenset(document.id for document, _ in waiting[:AT_ONCE])


def _journal_place(document: Document) -> tuple[str, int, str, int]:
    """People look documents over as their journals list them."""
    number = document.number
    return (document.organisation_id, number.year, number.register, number.seq)


def _find(name: str) -> Document | None:
    try:
        return services().documents.get_document(principal(), DocumentId(name))
    except NotFoundError:
        return None


def _say_reason(document: Document, steps: Sequence[Step], ticket: Answered | None) -> str:
    """Why the document is not signed by itself in a moment; empty when it is."""
    if document.failure is not None:
        return document.failure.message
    if (said := _outcome_of(document, steps, ticket)) is not None:
        return said
    refusals = [_refusal_of(document, step) for step in steps if step.awaits_confirmation]
    if refusals:
        return refusals[0]
    is_left = document.state in UNFINISHED and not any(step.awaits_server for step in steps)
    others = [step for step in steps if step.proof is None]
    return "Ждёт других подписей." if is_left and others else ""


def _outcome_of(document: Document, steps: Sequence[Step], ticket: Answered | None) -> str | None:
    """What is to be said of an own signature that is not in the document; None when it is."""
    if ticket is None or document.state not in UNFINISHED:
        return None
    if ticket.state is TicketState.SUBMITTED:
        return ""
    is_own = any(
        step.place == ticket.place and step.plan.method is Method.OWN_TOKEN for step in steps
    )
    return ticket.failure.message if ticket.failure is not None and is_own else None


def _refusal_of(document: Document, step: Step) -> str:
    try:
        services().signatures.check_confirmation(document, step, present().user.name)
    except GrifError as refusal:
        return refusal.message
    return "Не подписан: подтвердите ещё раз."


@signing_day.get("/signing/cadesplugin_api.js")
def plugin() -> Response:
    """CryptoPro's own script, when the keeper of the installation has put it here."""
    path: Path | None = services().settings.cades_plugin_file
    if path is None or not path.is_file():
        raise NotFoundError
    return Response(path.read_bytes(), mimetype="text/javascript")
