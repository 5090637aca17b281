"""Coming in by somebody else's word: to the provider and back.

Forms lead to a page of our own that leads on: Chromium holds the redirects of a form to the
`form-action` of its page, and nobody here knows where the provider sends people on to.
"""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from service.domain.identities import Answer, Attempt, IdentityError, Joining, ProviderAwayError
from service.http.access_log import note_identity
from service.http.callers import OPENID_PER_MINUTE, limit_caller
from service.http.exchange import request_id, services
from service.operations.identities import Departure
from service.web.complaints import by_box
from service.web.me import show_own
from service.web.session import browser_name, show_sign_in, welcome
from service.web.visitor import (
    admit,
    cookie_name,
    delete_cookie,
    own_path,
    present,
    require_own_form,
    set_cookie,
)
from service.web.visitor_forms import require_before_token

openid = Blueprint("openid", __name__, url_prefix="/sign-in/openid")
own_openid = Blueprint("own_openid", __name__, url_prefix="/me/openid")
"""Behind the sign-in page."""

_COOKIE = "openid"


@openid.post("")
def begin() -> Response:
    """Send the browser to the provider."""
    require_own_form()
    require_before_token()
    limit_caller("openid", OPENID_PER_MINUTE)
    target = own_path(request.form.get("next", "/"))
    try:
        return lead_away(services().identities.begin(target))
    except UnauthenticatedError as error:
        return _refuse(error, target)


@openid.get("/callback")
def come_back() -> BareResponse:
    """Whatever the provider says; the browser's token is used up by it."""
    limit_caller("openid", OPENID_PER_MINUTE)
    token = request.cookies.get(cookie_name(_COOKIE), "")
    target = "/"
    try:
        attempt = services().identities.take(token, request.args.get("state", ""))
        target = attempt.target
        done = _come_in(token, attempt)
    except UnauthenticatedError as error:
        done = _refuse(error, target)
    delete_cookie(done, _COOKIE)
    return done


@own_openid.post("")
def begin_link() -> BareResponse:
    """Send somebody signed in to the provider, to have an identity linked."""
    person, password = present(), request.form.get("current", "")
    try:
        return lead_away(services().identities.begin_link(person.user, password))
    except InvalidRequestError as error:
        return _show_own(by_box(error)["current"], HTTPStatus.UNPROCESSABLE_ENTITY)
    except ProviderAwayError as error:
        return _show_own(_say(error), _status(error))


@own_openid.post("/off")
def unlink() -> BareResponse:
    """Let the identity open nothing any more."""
    try:
        services().identities.unlink(present().user, request.form.get("current", ""))
    except InvalidRequestError as error:
        return _show_own(by_box(error)["current"], HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("desk.me.show", done="openid-off"), HTTPStatus.SEE_OTHER)


def lead_away(departure: Departure) -> Response:
    """A page that leads to the provider, by itself and by a link."""
    page = make_response(
        render_template(
            "openid_leaving.html", address=departure.address, title=services().identities.title
        )
    )
    set_cookie(page, _COOKIE, departure.token)
    return page


def _come_in(token: str, attempt: Attempt) -> BareResponse:
    if attempt.joining is not None:
        return _join(token, attempt, attempt.joining)
    return _link(token, attempt) if attempt.user_id else _sign_in(token, attempt)


def _join(token: str, attempt: Attempt, joining: Joining) -> BareResponse:
    try:
        signed_in = services().joining.finish(token, attempt, joining, _answer(), browser_name())
    except (ConflictError, NotFoundError) as error:
        return _refuse(error, "/")
    return welcome(signed_in, "/")


def _sign_in(token: str, attempt: Attempt) -> BareResponse:
    signed_in = services().identities.sign_in(token, attempt, _answer(), browser_name())
    return welcome(signed_in, attempt.target)


def _link(token: str, attempt: Attempt) -> BareResponse:
    if admit() is not None:
        return redirect(url_for("session.sign_in", next="/me"), HTTPStatus.SEE_OTHER)
    try:
        services().identities.link(token, attempt, _answer(), present().user, present().session)
    except (UnauthenticatedError, ConflictError) as error:
        return _show_own(_say(error), _status(error))
    return redirect(url_for("desk.me.show", done="openid"), HTTPStatus.SEE_OTHER)


def _show_own(message: str, status: HTTPStatus) -> Response:
    return make_response(show_own({"openid_current": message}), status)


def _answer() -> Answer:
    said = request.args
    return Answer(said.get("code", ""), said.get("error", ""), said.get("iss"))


def _refuse(error: UnauthenticatedError | ConflictError | NotFoundError, target: str) -> Response:
    page = show_sign_in(target, login="", message=_say(error))
    page.status_code = _status(error)
    return page


def _status(error: Exception) -> HTTPStatus:
    is_away = isinstance(error, ProviderAwayError)
    return HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.UNPROCESSABLE_ENTITY


def _say(error: UnauthenticatedError | ConflictError | NotFoundError) -> str:
    """What people are told; the number leads whoever helps them to the cause in the log."""
    if isinstance(error, IdentityError):
        note_identity(error.code, error.cause)
    return f"{error.message} Номер запроса: {request_id()}"
