"""Coming in by an invitation."""

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import ConflictError, InvalidRequestError
from service.domain.identities import ProviderAwayError
from service.http.callers import OPENID_PER_MINUTE, limit_caller
from service.http.exchange import services
from service.web.complaints import by_box
from service.web.openid import lead_away
from service.web.session import browser_name, welcome
from service.web.visitor import require_own_form
from service.web.visitor_forms import require_before_token, show_before

invitations = Blueprint("invitations", __name__, url_prefix="/invitation")


@invitations.get("/<token>")
def show(token: str) -> Response:
    """Who is invited, where and as what; the link counts only when the form is sent."""
    return _show(token, login=None, problems={})


@invitations.post("/<token>")
def accept(token: str) -> BareResponse:
    """Come in, once."""
    require_own_form()
    require_before_token()
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        signed_in = services().users.accept(token, login, password, browser_name())
    except InvalidRequestError as error:
        return _show(token, login=login, problems=by_box(error))
    except ConflictError as error:
        return _show(token, login=login, problems={"login": error.message})
    return welcome(signed_in, "/")


@invitations.post("/<token>/openid")
def accept_known(token: str) -> BareResponse:
    """Come in by the provider's word: the browser is sent there first."""
    require_own_form()
    require_before_token()
    limit_caller("openid", OPENID_PER_MINUTE)
    login = request.form.get("login", "")
    try:
        return lead_away(services().joining.begin(token, login))
    except InvalidRequestError as error:
        return _show(token, login=login, problems=by_box(error))
    except (ConflictError, ProviderAwayError) as error:
        return _show(token, login=login, problems={"login": error.message})


def _show(token: str, *, login: str | None, problems: dict[str, str]) -> Response:
    invitation, place = services().users.find_invitation(token)
    page = show_before(
        "invitation.html",
        invitation=invitation,
        place=place,
        login=invitation.email if login is None else login,
        problems=problems,
        provider=services().identities.title,
        own=url_for("invitations.show", token=token),
    )
    if problems:
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return page
