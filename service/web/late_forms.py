"""Forms that were sent after the session had ended: nothing that was typed is lost.

Whose session it was is known for a day, so the form is kept for that person, and signing in leads
to it. Of a session that is forgotten nobody knows whose it was: then the answer holds the form.
"""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.errors import UnknownKindError
from service.domain.errors import GrifError
from service.domain.reach import reach_of, reaching
from service.http.exchange import services
from service.web.forgery import CSRF_FIELD
from service.web.keeping import read_draft, typed
from service.web.visitor import (
    KEEP_INPUT,
    NEVER_HAND_BACK,
    came_with,
    cookie_name,
    is_stale,
    require_own_form,
)

_NEW_DOCUMENT = "desk.new_documents.submit"


def keep_late_form() -> BareResponse | None:
    """Keep the form of somebody whose session is over; everything else goes on.

    Raises ForbiddenError `csrf` when another site sent it.
    """
    if request.method != "POST" or request.endpoint in NEVER_HAND_BACK:
        return None
    token = request.cookies.get(cookie_name("sid"), "")
    if services().sessions.find_session(token) is not None:
        return None
    require_own_form()
    draft_id = _keep_for_owner(token) if request.endpoint == _NEW_DOCUMENT else ""
    if draft_id:
        place = url_for("desk.new_documents.go_on", draft_id=draft_id)
        asking = url_for("session.sign_in", next=place, kept=1)
        return redirect(asking, HTTPStatus.SEE_OTHER)
    return _hand_back()


def return_stale_form() -> BareResponse | None:
    """Hand a form of an earlier session back with the token of this one; behind `admit`.

    Nothing is done with it: whoever typed it sends it again.
    """
    return _hand_back() if is_stale() and request.endpoint not in KEEP_INPUT else None


def _keep_for_owner(token: str) -> str:
    """Keep the form for whose session it was; empty when that is not certain, or cannot be."""
    found = services().sessions.find_ended(token)
    if found is None or not came_with(found[0].csrf_token):
        return ""
    try:
        kind = services().catalogue.get_kind(str((request.view_args or {})["kind"]))
        form = typed(read_draft(kind))
        with reaching(reach_of(found[1])):
            services().drafts.save(found[1].principal(), form)
    except (GrifError, UnknownKindError):
        return ""
    return form.id


def _hand_back() -> BareResponse:
    """A page with the form in it, to be sent again after signing in elsewhere."""
    boxes = [
        (name, text)
        for name, texts in request.form.lists()
        if name not in {CSRF_FIELD, "_action"}
        for text in texts
    ]
    place = request.full_path.rstrip("?")
    page = render_template("session_ended.html", boxes=boxes, own=place)
    return make_response(page, HTTPStatus.OK if is_stale() else HTTPStatus.UNAUTHORIZED)
