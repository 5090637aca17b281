"""Sign a document with a signature of one's own: in the browser, or by files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import require_writing
from service.domain.documents import Document
from service.domain.errors import ConflictError, GrifError, InvalidRequestError, NotFoundError
from service.domain.ids import DocumentId, TicketId
from service.domain.signatures import Method, Step, StepState, find_step
from service.http.exchange import principal, services
from service.http.files import PDF, Download, safe_name, send
from service.http.protection import allow_signing_plugin
from service.http.uploads import read_scan
from service.operations.links import Addressee
from service.operations.signature_tickets import Offered, Wish
from service.web.complaints import by_box
from service.web.declines import name_decliners
from service.web.visitor import present
from signing.tickets import Mode

signatures = Blueprint("signatures", __name__, url_prefix="/documents/<id:document_id>")

Answer = str | tuple[str, int] | BareResponse
_JSON, _OCTETS = "application/json", "application/octet-stream"
_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class ShownStep:
    """A signature of a document, and whether somebody may make it right here.

    `awaits_link`: it is made by a link; `sent_to` is where the newest one went, masked. `reminded`
    are the days on which the signer was written to once more. `declined_by` is who would not sign,
    for those who see to the signatures of others; `reason` is why, for that very person too.
    """

    step: Step
    is_mine_to_offer: bool
    awaits_link: bool = False
    sent_to: str = ""
    awaits_paper: bool = False
    reminded: Sequence[date] = ()
    may_remind: bool = False
    declined_by: str = ""
    reason: str = ""


def list_shown(document: Document) -> list[ShownStep]:
    """The signatures of a document as its card shows them."""
    steps = services().signatures.list_steps([document])[document.id]
    sent = services().links.list_addresses(document)
    reminders = services().reminders
    days = reminders.list_days(document)
    mine = services().tickets.list_signable(principal(), document.id)
    decliners = name_decliners(document, steps)
    return [
        ShownStep(
            step,
            step in mine,
            _is_ready(step, Method.SIMPLE),
            sent.get(step.place, ""),
            _is_ready(step, Method.PAPER),
            days.get(step.place, ()),
            reminders.may_remind(step, days.get(step.place, ())),
            decliners.get(step.place, ""),
            _reason_of(step),
        )
        for step in steps
    ]


def _reason_of(step: Step) -> str:
    """Why somebody decided so: for that person, and for those who see what others do."""
    said = step.decision
    if said is None or not (present().can_read_all or said.by == principal().id):
        return ""
    return said.reason


@signatures.get("/sign")
def choose(document_id: str) -> str:
    """Ask with which certificate; the browser's plug-in lists them when it is there."""
    return _show_choice(document_id, problem="")


@signatures.post("/sign")
def begin(document_id: str) -> Answer:
    """Offer the document to the certificate."""
    wish = Wish(_read_octets("certificate"), mode=_read_mode())
    try:
        offered = services().tickets.create_ticket(principal(), DocumentId(document_id), wish)
    except NotFoundError:
        raise
    except GrifError as error:
        return _show_choice(document_id, problem=_explain(error)), _REFUSED
    return redirect(_page_of(offered), HTTPStatus.SEE_OTHER)


@signatures.get("/sign/<id:ticket_id>")
def show(document_id: str, ticket_id: str) -> str:
    """What is to be signed, for the plug-in and for programs."""
    return _show_ticket(document_id, ticket_id, problem="")


@signatures.post("/sign/<id:ticket_id>")
def submit(document_id: str, ticket_id: str) -> Answer:
    """Take the signature."""
    reply = _read_octets("signature")
    try:
        services().tickets.submit_reply(principal(), TicketId(ticket_id), reply)
    except NotFoundError:
        raise
    except GrifError as error:
        return _show_ticket(document_id, ticket_id, problem=_explain(error)), _REFUSED
    card = url_for("desk.documents.show", document_id=document_id)
    return redirect(card, HTTPStatus.SEE_OTHER)


@signatures.get("/sign/<id:ticket_id>/request.json")
def payload(document_id: str, ticket_id: str) -> Response:
    """The request as `./grif sign-client` and other programs read it."""
    offered = _find(document_id, ticket_id)
    content = services().tickets.write_payload(offered)
    return send(Download(content, _JSON, "Запрос на подпись.json", "request.json"))


@signatures.get("/sign/<id:ticket_id>/data.bin")
def data(document_id: str, ticket_id: str) -> Response:
    """The octets to sign as they are."""
    content = services().tickets.read_data(_find(document_id, ticket_id))
    return send(Download(content, _OCTETS, "Данные для подписи.bin", "data.bin"))


@signatures.get("/sign/<id:ticket_id>/document.pdf")
def prepared(document_id: str, ticket_id: str) -> Response:
    """The very file that will be signed, mark included."""
    offered = _find(document_id, ticket_id)
    document = services().documents.get_document(principal(), DocumentId(document_id))
    name = f"{safe_name(f'{document.number.text} {document.title}')} (на подпись).pdf"
    content = services().tickets.read_prepared(offered)
    return send(Download(content, PDF, name, f"{document.id}.pdf"))


@signatures.get("/signatures/<int:place>/link")
def ask_address(document_id: str, place: int) -> str:
    """Ask where to send the link to a signature."""
    return _show_link_form(document_id, place, {})


@signatures.post("/signatures/<int:place>/link")
def send_link(document_id: str, place: int) -> Answer:
    """Send it."""
    to = Addressee(request.form.get("email", ""), request.form.get("signer", ""))
    try:
        services().links.send_link(principal(), DocumentId(document_id), place, to)
    except InvalidRequestError as error:
        return _show_link_form(document_id, place, by_box(error)), _REFUSED
    card = url_for("desk.documents.show", document_id=document_id)
    return redirect(card, HTTPStatus.SEE_OTHER)


@signatures.post("/signatures/<int:place>/remind")
def remind(document_id: str, place: int) -> Answer:
    """Write to the signer once more."""
    services().reminders.remind(principal(), DocumentId(document_id), place)
    return redirect(url_for("desk.documents.show", document_id=document_id), HTTPStatus.SEE_OTHER)


@signatures.post("/signatures/<int:place>/scan")
def accept_scan(document_id: str, place: int) -> Answer:
    """Take the scan of a signature by hand."""
    document = _get_seen_to(document_id)
    content = read_scan() if request.files else b""
    services().paper.accept_scan(principal(), document.id, place, content)
    return redirect(url_for("desk.documents.show", document_id=document_id), HTTPStatus.SEE_OTHER)


def _show_choice(document_id: str, *, problem: str) -> str:
    document = _get_signable(document_id)
    offered = services().tickets.list_signable(principal(), document.id)
    allow_signing_plugin()
    return render_template(
        "sign.html",
        document=document,
        steps=offered,
        problem=problem,
        plugin=services().settings.cades_plugin_file is not None,
    )


def _show_link_form(document_id: str, place: int, problems: dict[str, str]) -> str:
    document = _get_seen_to(document_id)
    steps = [one.step for one in list_shown(document) if one.awaits_link]
    step = find_step(tuple(steps), place)
    if step is None:
        message = "По ссылке эту подпись сейчас не ставят."
        raise ConflictError(message, code="step_not_ready")
    return render_template(
        "link_send.html",
        document=document,
        step=step,
        problems=problems,
        email=request.form.get("email", step.plan.email),
        signer=request.form.get("signer", ""),
    )


def _show_ticket(document_id: str, ticket_id: str, *, problem: str) -> str:
    offered = _find(document_id, ticket_id)
    allow_signing_plugin()
    return render_template(
        "sign_ticket.html",
        document=_get_signable(document_id),
        ticket=offered.ticket,
        payload=offered.payload,
        own=_page_of(offered),
        problem=problem,
        plugin=services().settings.cades_plugin_file is not None,
    )


def _get_signable(document_id: str) -> Document:
    """The document, for those who may sign it. Raises NotFoundError, ForbiddenError."""
    if principal().reads_own_only:
        return services().documents.get_document(principal(), DocumentId(document_id))
    return _get_seen_to(document_id)


def _get_seen_to(document_id: str) -> Document:
    """The document, for those who see to its signatures. Raises NotFoundError, ForbiddenError."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    require_writing(principal(), is_municipal=services().catalogue.is_municipal(document.kind))
    return document


def _find(document_id: str, ticket_id: str) -> Offered:
    offered = services().tickets.get_ticket(principal(), TicketId(ticket_id))
    if offered.ticket.document_id != document_id:
        raise NotFoundError
    return offered


def _page_of(offered: Offered) -> str:
    ticket = offered.ticket
    return url_for("desk.signatures.show", document_id=ticket.document_id, ticket_id=ticket.id)


def _is_ready(step: Step, method: Method) -> bool:
    return step.state is StepState.READY and step.plan.method is method


def _read_octets(name: str) -> bytes:
    """What was typed, pasted or put there by the plug-in, else the file."""
    text = request.form.get(name, "").strip()
    sent = request.files.get(f"{name}_file")
    return text.encode() if text or sent is None else sent.read()


def _read_mode() -> Mode:
    return "cms" if request.form.get("mode") == "cms" else "attrs"


def _explain(error: GrifError) -> str:
    """What is wrong in one sentence: of the field, when it is about one."""
    if isinstance(error, InvalidRequestError):
        return error.problems[0].message
    return error.message
