"""A forgotten password: ask for a way back, and come in by it."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import InvalidRequestError
from service.http.exchange import services
from service.web.complaints import by_box
from service.web.visitor import require_own_form
from service.web.visitor_forms import require_before_token, show_before

passwords = Blueprint("passwords", __name__, url_prefix="/password")


@passwords.get("/forgotten")
def ask() -> Response:
    """The page that asks whose password it is."""
    return show_before("password_forgotten.html", is_sent=False)


@passwords.post("/forgotten")
def send() -> Response:
    """Send a letter, if there is anybody to send it to; the page says the same either way."""
    require_own_form()
    require_before_token()
    services().own_login.ask_for_reset(request.form.get("login", "")[:300])
    return show_before("password_forgotten.html", is_sent=True)


@passwords.get("/new/<token>")
def choose(token: str) -> Response:
    """The page of a link from a letter."""
    user = services().own_login.find_reset(token)
    return show_before("password_new.html", user=user, problems={})


@passwords.post("/new/<token>")
def change(token: str) -> BareResponse:
    """Set the new password, once."""
    require_own_form()
    require_before_token()
    user = services().own_login.find_reset(token)
    try:
        services().own_login.reset_password(token, request.form.get("password", ""))
    except InvalidRequestError as error:
        page = show_before("password_new.html", user=user, problems=by_box(error))
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page
    return redirect(url_for("session.sign_in", changed=1), HTTPStatus.SEE_OTHER)
