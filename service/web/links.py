"""Pages of a link: the document, the terms, a code, a signature. Nobody needs an account."""

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    GrifError,
    InvalidRequestError,
    NotFoundError,
)
from service.domain.links import Purpose, Visit, agreement_of
from service.http.callers import LINKS_PER_MINUTE, caller_address, limit_caller
from service.http.exchange import services
from service.http.files import document_download, send
from service.operations.signing_by_link import Opened
from service.web.complaints import by_box
from service.web.pictures import send_page
from service.web.visitor import require_own_form
from service.web.visitor_forms import has_before_token, require_before_token, show_before

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
links = APIBlueprint("links", __name__, url_prefix="/sign/<token>", enable_openapi=False)

_MAX_USER_AGENT = 300
_AGAIN = "Форма была открыта слишком давно, отказ не записан. Проверьте её и отправьте ещё раз."


@links.before_request
def _limit() -> None:
    limit_caller("link", LINKS_PER_MINUTE)


@links.after_request
def _hide(response: Response) -> Response:
    """The address is the key: neither search engines nor other sites get to know it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@links.get("")
def show(token: str) -> Response:
    """The document and the terms. Looking changes nothing."""
    return _show(services().linked.open(token))


@links.get("/document.pdf")
def pdf(token: str) -> Response:
    """The very file that is signed."""
    opened = services().linked.open(token)
    content = services().linked.read_pdf(opened)
    return send(document_download(opened.document, "pdf", content))


@links.get("/pages/<int:number>.png")
def picture(token: str, number: int) -> Response:
    """A page of it as a picture."""
    opened = services().linked.open(token)
    return send_page(
        opened.link.pdf_sha256,
        number,
        opened.document.pages,
        lambda: services().linked.read_pdf(opened),
    )


@links.post("/code")
def send_code(token: str) -> BareResponse:
    """Send a code to the mailbox that the link came to."""
    _require_form()
    opened = services().linked.open(token)
    try:
        opened = services().linked.send_code(token, agreed=request.form.get("agreed") == "yes")
    except (ConflictError, ForbiddenError, InvalidRequestError) as error:
        return _refuse(opened, error)
    return _show(opened)


@links.post("/confirm")
def confirm(token: str) -> BareResponse:
    """Sign with the code."""
    _require_form()
    opened = services().linked.open(token)
    visit = Visit(caller_address(), request.user_agent.string[:_MAX_USER_AGENT])
    try:
        done = services().linked.confirm(token, request.form.get("code", "")[:20], visit)
    except (ForbiddenError, InvalidRequestError) as error:
        return _refuse(opened, error)
    return Response(render_template("link_done.html", opened=done, is_declined=False))


@links.get("/decline")
def ask_to_decline(token: str) -> Response:
    """Ask once more, and why: nobody refuses by accident."""
    return _show_decline(services().linked.open_to_decline(token))


@links.post("/decline")
def decline(token: str) -> BareResponse:
    """Refuse to sign; what was typed into the form of another cookie is handed back."""
    require_own_form()
    if not has_before_token():
        return _hand_back(token)
    opened = services().linked.open_to_decline(token)
    try:
        done = services().linked.decline(token, request.form.get("reason", "").strip())
    except InvalidRequestError as error:
        page = _show_decline(opened, by_box(error))
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page
    return Response(render_template("link_done.html", opened=done, is_declined=True))


def _require_form() -> None:
    require_own_form()
    require_before_token()


def _show(opened: Opened, problems: dict[str, str] | None = None, said: str = "") -> Response:
    code, now = opened.link.code, services().clock.now()
    kind = services().catalogue.kinds.get(opened.document.kind)
    return show_before(
        "link.html",
        opened=opened,
        document=opened.document,
        kind_title=kind.title if kind else "Документ",
        agreement=agreement_of(opened.document),
        awaits_code=code is not None and code.is_alive(now),
        own=request.path if request.method == "GET" else request.path.rpartition("/")[0],
        is_reading=opened.link.purpose is Purpose.ACQUAINT,
        problems=problems or {},
        said=said,
    )


def _hand_back(token: str) -> Response:
    """The page with the reason in it, to be sent again. Raises ForbiddenError without a page."""
    try:
        page = _show_decline(services().linked.open_to_decline(token), said=_AGAIN)
    except NotFoundError:
        require_before_token()
        raise
    page.status_code = HTTPStatus.FORBIDDEN
    return page


def _show_decline(
    opened: Opened, problems: dict[str, str] | None = None, said: str = ""
) -> Response:
    return show_before(
        "decline.html",
        document=opened.document,
        title=opened.title,
        signer=opened.link.signer,
        is_by_link=True,
        action=request.path,
        back=request.path.rpartition("/")[0],
        reason=request.form.get("reason", ""),
        problems=problems or {},
        said=said,
    )


def _refuse(opened: Opened, error: GrifError) -> Response:
    """The page again, with what is wrong."""
    if isinstance(error, InvalidRequestError):
        page = _show(opened, by_box(error))
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page
    page = _show(opened, said=error.message)
    is_forbidden = isinstance(error, ForbiddenError)
    page.status_code = HTTPStatus.FORBIDDEN if is_forbidden else HTTPStatus.CONFLICT
    return page
