"""What lies beside a document: files, detached signatures, who has read it."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.ids import DocumentId
from service.http.exchange import principal, services
from service.http.files import companion_download, send

companions = Blueprint("companions", __name__, url_prefix="/documents/<id:document_id>")


@companions.get("/files/<int:number>")
def download(document_id: str, number: int) -> Response:
    """A file beside the document."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    require_scope(principal(), Scope.READ)
    companion, content = services().companions.read_file(document, number)
    return send(companion_download(document, companion, content))


@companions.post("/detached/order")
def order(document_id: str) -> BareResponse:
    """Ask for a detached signature by the organisation's key."""
    services().detached.order(principal(), DocumentId(document_id))
    return _back(document_id)


@companions.post("/detached")
def accept(document_id: str) -> BareResponse:
    """Take a detached signature that somebody made elsewhere."""
    sent = request.files.get("signature")
    content = sent.read() if sent is not None else b""
    services().detached.accept(principal(), DocumentId(document_id), content)
    return _back(document_id)


@companions.post("/acquaintance/link")
def ask_to_read(document_id: str) -> BareResponse:
    """Send somebody on the list a link to read by."""
    person, email = request.form.get("person", ""), request.form.get("email", "")
    services().acquaintance.send_link(principal(), DocumentId(document_id), person, email)
    return _back(document_id)


@companions.post("/acquaintance/paper")
def note_paper(document_id: str) -> BareResponse:
    """Note that somebody has signed the sheet by hand."""
    person = request.form.get("person", "")
    services().acquaintance.note_paper(principal(), DocumentId(document_id), person)
    return _back(document_id)


def _back(document_id: str) -> BareResponse:
    card = url_for("desk.documents.show", document_id=document_id)
    return redirect(card, HTTPStatus.SEE_OTHER)
