"""Coming in and going out."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import UnauthenticatedError
from service.http.exchange import services
from service.operations.sessions import SignedIn
from service.web.visitor import (
    admit,
    cookie_name,
    delete_cookie,
    own_path,
    require_own_form,
    set_cookie,
)
from service.web.visitor_forms import BEFORE, require_before_token, show_before

session = Blueprint("session", __name__)

SESSION, WAITING = "sid", "waiting"
_LIMITED = {"too_many_attempts"}
_PROGRAMS = (
    ("Edg/", "Edge"),
    ("YaBrowser", "Яндекс Браузер"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@session.get("/sign-in")
def sign_in() -> Response:
    """The page that asks for name and password."""
    return show_sign_in(request.args.get("next", "/"), login="", message="")


@session.post("/sign-in")
def begin() -> BareResponse:
    """Begin a session; an earlier one of this browser ends, so no session is ever carried over."""
    require_own_form()
    require_before_token()
    login, password = request.form.get("login", ""), request.form.get("password", "")
    target = request.form.get("next", "/")
    try:
        signed_in = services().sessions.sign_in(login, password, browser_name())
    except UnauthenticatedError as error:
        page = show_sign_in(target, login=login, message=error.message)
        page.status_code = _status(error)
        return page
    return welcome(signed_in, target)


@session.get("/sign-in/code")
def ask_for_code() -> BareResponse:
    """The page that asks for the second factor."""
    if services().sessions.find_waiting(request.cookies.get(cookie_name(WAITING), "")) is None:
        return redirect(url_for("session.sign_in"))
    return _show_code(request.args.get("next", "/"), message="")


@session.post("/sign-in/code")
def confirm() -> BareResponse:
    """Go on with the second factor."""
    require_own_form()
    require_before_token()
    target = request.form.get("next", "/")
    token = request.cookies.get(cookie_name(WAITING), "")
    try:
        confirmed = services().sessions.confirm(token, request.form.get("code", ""))
    except UnauthenticatedError as error:
        if error.code == "session_ended":
            page = show_sign_in(target, login="", message=error.message)
        else:
            page = _show_code(target, message=error.message)
        page.status_code = _status(error)
        return page
    return welcome(SignedIn(confirmed, awaits_code=False), target)


@session.post("/sign-out")
def end() -> BareResponse:
    """End the session."""
    if (refused := admit()) is not None:
        return refused
    services().sessions.sign_out(request.cookies[cookie_name(SESSION)])
    response = redirect(url_for("session.sign_in"), HTTPStatus.SEE_OTHER)
    delete_cookie(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def welcome(signed_in: SignedIn, target: str) -> BareResponse:
    """Give the browser its session, or ask it for the second factor first."""
    if earlier := request.cookies.get(cookie_name(SESSION)):
        services().sessions.sign_out(earlier)
    place = own_path(target)
    if signed_in.awaits_code:
        asking = url_for("session.ask_for_code", next=None if place == "/" else place)
        response = redirect(asking, HTTPStatus.SEE_OTHER)
        set_cookie(response, WAITING, signed_in.token)
        delete_cookie(response, SESSION)
        return response
    response = redirect(place, HTTPStatus.SEE_OTHER)
    set_cookie(response, SESSION, signed_in.token)
    delete_cookie(response, WAITING)
    delete_cookie(response, BEFORE)
    return response


def browser_name() -> str:
    """Which program on which system, for the list of sessions: no more than people need."""
    said = request.headers.get("User-Agent", "")
    program = next((name for mark, name in _PROGRAMS if mark in said), "Браузер")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    return f"{program}, {system}" if system else program


def _status(error: UnauthenticatedError) -> HTTPStatus:
    is_limit = error.code in _LIMITED
    return HTTPStatus.TOO_MANY_REQUESTS if is_limit else HTTPStatus.UNPROCESSABLE_ENTITY


def show_sign_in(target: str, *, login: str, message: str) -> Response:
    """The page of the password, and of other ways in; `message` says what went wrong."""
    is_changed, is_kept = (request.args.get(name) == "1" for name in ("changed", "kept"))
    place = own_path(target)
    return show_before(
        "sign_in.html",
        next=place,
        login=login,
        message=message,
        is_changed=is_changed,
        is_kept=is_kept,
        provider=services().identities.title,
    )


def _show_code(target: str, *, message: str) -> Response:
    return show_before("sign_in_code.html", next=own_path(target), message=message)
