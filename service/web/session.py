"""Coming in and going out."""

import secrets
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import UnauthenticatedError
from service.http.exchange import services
from service.web.visitor import (
    admit,
    cookie_name,
    delete_cookie,
    own_path,
    require_own_form,
    require_token,
    set_cookie,
)

session = Blueprint("session", __name__)

_SESSION, _BEFORE = "sid", "before"


@session.get("/sign-in")
def sign_in() -> Response:
    """The page that asks for name and password."""
    return _show(request.args.get("next", "/"), login="", message="")


@session.post("/sign-in")
def begin() -> BareResponse:
    """Begin a session; an earlier one of this browser ends, so no session is ever carried over."""
    require_own_form()
    require_token(request.cookies.get(cookie_name(_BEFORE), ""))
    login, password = request.form.get("login", ""), request.form.get("password", "")
    target = request.form.get("next", "/")
    try:
        token = services().accounts.sign_in(login, password)
    except UnauthenticatedError as error:
        page = _show(target, login=login, message=error.message)
        is_limit = error.code == "too_many_attempts"
        page.status_code = (
            HTTPStatus.TOO_MANY_REQUESTS if is_limit else HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return page
    if earlier := request.cookies.get(cookie_name(_SESSION)):
        services().accounts.sign_out(earlier)
    response = redirect(own_path(target), HTTPStatus.SEE_OTHER)
    set_cookie(response, _SESSION, token)
    delete_cookie(response, _BEFORE)
    return response


@session.post("/sign-out")
def end() -> BareResponse:
    """End the session."""
    if (refused := admit()) is not None:
        return refused
    services().accounts.sign_out(request.cookies[cookie_name(_SESSION)])
    response = redirect(url_for("session.sign_in"), HTTPStatus.SEE_OTHER)
    delete_cookie(response, _SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _show(target: str, *, login: str, message: str) -> Response:
    # Before there is a session, the form's token is held against a cookie of its own.
    token = request.cookies.get(cookie_name(_BEFORE)) or secrets.token_urlsafe(24)
    page = render_template(
        "sign_in.html", next=own_path(target), login=login, message=message, csrf_token=token
    )
    response = make_response(page)
    set_cookie(response, _BEFORE, token)
    return response
