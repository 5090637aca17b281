"""«Ключи программ»: which programs may ask, for what, and until when. A key is shown once."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import KEY_SCOPES, SCOPE_TITLES, Scope
from service.domain.errors import InvalidRequestError
from service.domain.ids import ApiKeyId
from service.http.exchange import principal, services
from service.operations.api_keys import LIFETIMES, NewKey
from service.web.complaints import by_box
from service.web.tenants import chosen_tenant, name_places

api_keys = Blueprint("api_keys", __name__, url_prefix="/admin/keys")

Answer = str | tuple[str, int] | BareResponse
_FOREVER = "0"


@api_keys.get("")
def list_all() -> str:
    """Every key, those that open nothing any more last."""
    found, now = services().keys.list_keys(principal()), services().clock.now()
    return render_template(
        "keys.html",
        alive=[one for one in found if one.is_alive(now)],
        dead=[one for one in found if not one.is_alive(now)],
        places=name_places(),
        scopes=SCOPE_TITLES,
        now=now,
        done=request.args.get("done", ""),
    )


@api_keys.get("/new")
def ask() -> str:
    """The form of a new key."""
    services().keys.list_keys(principal())  # for administrators only
    return _show_form({})


@api_keys.post("/new")
def issue() -> Answer:
    """Make a key and show it, this once."""
    form = request.form
    new = NewKey(form.get("label", ""), _chosen_scopes(), chosen_tenant(), _chosen_days())
    try:
        secret = services().keys.issue(principal(), new)
    except InvalidRequestError as error:
        return _show_form(by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("key_made.html", secret=secret, label=new.label)


@api_keys.post("/<id:key_id>/revoke")
def revoke(key_id: str) -> BareResponse:
    """Let a key open nothing any more."""
    services().keys.revoke(principal(), ApiKeyId(key_id))
    return redirect(url_for("desk.api_keys.list_all", done="revoked"), HTTPStatus.SEE_OTHER)


def _show_form(problems: dict[str, str]) -> str:
    return render_template(
        "key_form.html",
        form=request.form,
        places=name_places(),
        scopes=[(scope, SCOPE_TITLES[scope]) for scope in KEY_SCOPES],
        chosen=_chosen_scopes() if request.form else frozenset(KEY_SCOPES[:2]),
        lifetimes=LIFETIMES,
        days=request.form.get("days", str(LIFETIMES[-1])),
        problems=problems,
    )


def _chosen_scopes() -> frozenset[Scope]:
    known = {scope.value for scope in KEY_SCOPES}
    return frozenset(Scope(name) for name in request.form.getlist("scope") if name in known)


def _chosen_days() -> int | None:
    """For how many days; what is no choice of ours becomes one that is refused."""
    typed = request.form.get("days", "")
    if typed == _FOREVER:
        return None
    return int(typed) if typed in map(str, LIFETIMES) else -1
