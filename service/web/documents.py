"""Documents: the list, the card of one, its files and pictures, retry and cancel."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from doc_templates.completion import DoubtfulName
from doc_templates.errors import UnknownKindError
from service.domain.access import may_write, require_writing
from service.domain.acquaintance import MEANS_TITLES
from service.domain.companions import ROLE_TITLES
from service.domain.documents import UNFINISHED, Document, State, check_step
from service.domain.errors import InvalidRequestError
from service.domain.ids import DocumentId
from service.http.exchange import principal, services
from service.http.files import document_download, send
from service.operations.cancelling import check_cancellation
from service.operations.signing_by_link import READABLE
from service.web.complaints import by_box
from service.web.history import name_canceller, tell_history
from service.web.keeping import list_lines
from service.web.lists import PAGE_SIZE, make_page, name_things, read_question
from service.web.live import Renewal, renew, say_usual_time
from service.web.pictures import send_page
from service.web.remarks import list_warned
from service.web.signatures import list_shown
from service.web.visitor import present

documents = Blueprint("documents", __name__)

REFRESH_SECONDS = 2
_SLOW_REFRESH_SECONDS = 15
_PATIENCE_SECONDS = 120


@documents.get("/documents")
def list_all() -> str:
    """The list, newest first."""
    organisations = services().organisations.list_organisations(principal())
    question = read_question(organisations)
    found = services().documents.list_documents(principal(), question.filter())
    more = len(found) > PAGE_SIZE
    last = found[PAGE_SIZE - 1] if more else None
    place = (last.created_at.isoformat(timespec="milliseconds"), last.id) if last else None
    return render_template(
        "documents.html",
        page=make_page(question, found, place),
        question=question,
        states=list(State),
        unfinished=UNFINISHED,
        drafts=list_lines() if question.is_first_look else [],
        organisations=organisations,
        **name_things(organisations),
    )


@documents.get("/documents/<id:document_id>")
def show(document_id: str) -> str:
    """The card of a document; while it is being made, the page asks again by itself."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    organisations = services().organisations.list_organisations(principal())
    kind = _find_kind(document.kind)
    return render_template(
        "document.html",
        document=document,
        kind=kind,
        doubts=_list_doubts(document, kind),
        organisation=next(o for o in organisations if o.id == document.organisation_id),
        renewal=_renewal(document),
        usual_time=say_usual_time() if document.state in UNFINISHED else "",
        steps=_steps(document),
        warned=list_warned(document) if present().can_read_all else (),
        signatures=list_shown(document),
        files=services().companions.list_files(document) if present().can_read_all else (),
        file_titles=ROLE_TITLES,
        reading=services().acquaintance.show(document),
        means=MEANS_TITLES,
        is_readable=document.state in READABLE,
        detached_order=services().detached.find_order(document),
        may_write=_may_write(document),
        history=tell_history(document),
        cancelled_by=name_canceller(document),
        can_cancel=document.state is not State.CANCELLED,
    )


@documents.get("/documents/<id:document_id>/pdf")
def pdf(document_id: str) -> Response:
    """Download the PDF."""
    return _send_file(document_id, "pdf")


@documents.get("/documents/<id:document_id>/docx")
def docx(document_id: str) -> Response:
    """Download the filled template."""
    return _send_file(document_id, "docx")


@documents.get("/documents/<id:document_id>/pages/<int:number>.png")
def picture(document_id: str, number: int) -> Response:
    """A page as a picture."""
    desk = services().documents
    document = desk.get_document(principal(), DocumentId(document_id))
    return send_page(
        document.files.final,
        number,
        document.pages,
        lambda: desk.get_file(principal(), document.id, "pdf"),
    )


@documents.post("/documents/<id:document_id>/retry")
def retry(document_id: str) -> BareResponse:
    """Put a failed document on its way again."""
    services().documents.retry_document(principal(), DocumentId(document_id))
    return _back_to(document_id)


@documents.get("/documents/<id:document_id>/cancel")
def confirm_cancel(document_id: str) -> str:
    """Ask before a document is annulled."""
    document = services().documents.get_document(principal(), DocumentId(document_id))
    return _ask_before_cancelling(document, {})


@documents.post("/documents/<id:document_id>/cancel")
def cancel(document_id: str) -> BareResponse | tuple[str, int]:
    """Annul the document; people say why."""
    desk, reason = services().documents, request.form.get("reason", "").strip()
    document = desk.get_document(principal(), DocumentId(document_id))
    try:
        check_cancellation(reason)
        desk.cancel_document(principal(), document.id, reason)
    except InvalidRequestError as error:
        page = _ask_before_cancelling(document, by_box(error))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _back_to(document_id)


def _ask_before_cancelling(document: Document, problems: dict[str, str]) -> str:
    require_writing(principal(), is_municipal=services().catalogue.is_municipal(document.kind))
    check_step(document.state, State.CANCELLED)
    reason = request.form.get("reason", "")
    return render_template("cancel.html", document=document, reason=reason, problems=problems)


def _back_to(document_id: str) -> BareResponse:
    return redirect(url_for("desk.documents.show", document_id=document_id), HTTPStatus.SEE_OTHER)


def _send_file(document_id: str, role: str) -> Response:
    desk = services().documents
    document = desk.get_document(principal(), DocumentId(document_id))
    return send(document_download(document, role, desk.get_file(principal(), document.id, role)))


def _may_write(document: Document) -> bool:
    is_municipal = services().catalogue.is_municipal(document.kind)
    return may_write(principal(), is_municipal=is_municipal)


def _find_kind(code: str) -> Kind | None:
    """The kind, unless the library has lost it since."""
    try:
        return services().catalogue.get_kind(code)
    except UnknownKindError:
        return None


def _list_doubts(document: Document, kind: Kind | None) -> list[DoubtfulName]:
    """Names whose forms are worth a look before the document is used, for those who mend them."""
    if kind is None or document.state is State.CANCELLED or not present().can_read_all:
        return []
    desk = services().declension
    return desk.list_doubtful(principal(), document.organisation_id, kind, document.data)


def _renewal(document: Document) -> Renewal | None:
    if document.state not in UNFINISHED:
        return None
    age = (services().clock.now() - document.created_at).total_seconds()
    return renew(REFRESH_SECONDS if age < _PATIENCE_SECONDS else _SLOW_REFRESH_SECONDS)


def _steps(document: Document) -> list[tuple[str, bool]]:
    """The way of a document in words, and what of it is done."""
    files = document.files
    signed = [("Подписан", files.signed is not None)] if document.sign else []
    return [
        ("Зарегистрирован", True),
        ("Сформирован", files.pdf is not None),
        *signed,
        ("В архиве", document.state is State.ARCHIVED),
    ]
