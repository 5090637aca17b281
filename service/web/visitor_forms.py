"""Forms of people who are not signed in: each is held against a cookie of its own."""

import secrets

from flask import Response, make_response, render_template, request

from service.web.forgery import mask
from service.web.visitor import came_with, cookie_name, require_token, set_cookie

BEFORE = "before"


def show_before(page: str, **values: object) -> Response:
    """A page with a form for somebody who has no session yet."""
    token = request.cookies.get(cookie_name(BEFORE)) or secrets.token_urlsafe(24)
    response = make_response(render_template(page, csrf_token=mask(token), **values))
    set_cookie(response, BEFORE, token)
    return response


def has_before_token() -> bool:
    """Whether the form is one that `show_before` gave to this browser."""
    return came_with(request.cookies.get(cookie_name(BEFORE), ""))


def require_before_token() -> None:
    """Refuse a form that `show_before` did not give to this browser. Raises ForbiddenError."""
    require_token(request.cookies.get(cookie_name(BEFORE), ""))
