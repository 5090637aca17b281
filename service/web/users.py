"""«Пользователи»: who is in, who is invited, and who may do what."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import ROLE_TITLES, Role
from service.domain.accounts import Tenant, User
from service.domain.errors import InvalidRequestError
from service.domain.ids import InvitationId, OrganisationId, UserId
from service.domain.organisations import Organisation
from service.http.exchange import principal, services
from service.operations.users import Guest
from service.web.complaints import by_box
from service.web.visitor import present

users = Blueprint("users", __name__, url_prefix="/users")

Answer = str | tuple[str, int] | BareResponse
_MUNICIPALITY = "municipality"


@users.get("")
def list_all() -> str:
    """Everybody, and whoever is still to come."""
    return render_template(
        "users.html",
        found=services().users.list_users(principal()),
        places=_places(),
        own=present().user.id,
        done=request.args.get("done", ""),
    )


@users.get("/invite")
def ask() -> str:
    """The form of an invitation."""
    services().users.list_users(principal())  # for administrators only
    return _show_form({})


@users.post("/invite")
def invite() -> Answer:
    """Send an invitation."""
    form = request.form
    guest = Guest(form.get("email", ""), form.get("name", ""), _chosen_roles(), _chosen_tenant())
    try:
        link = services().users.invite(principal(), guest)
    except InvalidRequestError as error:
        return _show_form(by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    if services().settings.smtp_host:
        return _back("invited")
    return render_template("invitation_link.html", link=link, guest=guest)


@users.post("/invitations/<id:invitation_id>/revoke")
def revoke(invitation_id: str) -> BareResponse:
    """Take an invitation back."""
    services().users.revoke(principal(), InvitationId(invitation_id))
    return _back("revoked")


@users.get("/<id:user_id>")
def show(user_id: str) -> str:
    """One person: roles and door."""
    return _show_user(services().users.get_user(principal(), UserId(user_id)), {})


@users.post("/<id:user_id>/roles")
def change_roles(user_id: str) -> Answer:
    """Make the roles these."""
    try:
        services().users.change_roles(principal(), UserId(user_id), _chosen_roles())
    except InvalidRequestError as error:
        user = services().users.get_user(principal(), UserId(user_id))
        return _show_user(user, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back("roles")


@users.post("/<id:user_id>/block")
def block(user_id: str) -> BareResponse:
    """Close the door to somebody."""
    services().users.block(principal(), UserId(user_id))
    return _back("blocked")


@users.post("/<id:user_id>/unblock")
def unblock(user_id: str) -> BareResponse:
    """Open it again."""
    services().users.unblock(principal(), UserId(user_id))
    return _back("unblocked")


@users.post("/<id:user_id>/second-factor/off")
def drop_second_factor(user_id: str) -> BareResponse:
    """Let somebody in by the password alone, who lost telephone and codes."""
    services().users.drop_second_factor(principal(), UserId(user_id))
    return _back("factor-off")


def _show_form(problems: dict[str, str]) -> str:
    tenant = present().user.tenant
    return render_template(
        "invite.html",
        form=request.form,
        chosen=_chosen_roles(),
        organisations=_organisations(),
        is_municipal=tenant.municipality_id is not None,
        titles=_titles(tenant.fitting_roles | Tenant(OrganisationId("any")).fitting_roles),
        problems=problems,
    )


def _show_user(user: User, problems: dict[str, str]) -> str:
    return render_template(
        "user.html",
        user=user,
        place=_places().get(user.tenant, ""),
        titles=_titles(user.tenant.fitting_roles),
        is_own=user.id == present().user.id,
        problems=problems,
    )


def _titles(roles: frozenset[Role]) -> list[tuple[Role, str]]:
    return [(role, ROLE_TITLES[role]) for role in Role if role in roles]


def _chosen_roles() -> frozenset[Role]:
    known = {role.value for role in Role}
    return frozenset(Role(name) for name in request.form.getlist("role") if name in known)


def _chosen_tenant() -> Tenant:
    """Where to; without a choice, to the administrator's own place."""
    chosen = request.form.get("place", "")
    if not chosen or chosen == _MUNICIPALITY:
        return present().user.tenant
    return Tenant(organisation_id=OrganisationId(chosen))


def _organisations() -> list[Organisation]:
    return services().organisations.list_organisations(principal())


def _places() -> dict[Tenant, str]:
    places = {Tenant(one.id): one.requisites.short_name for one in _organisations()}
    municipality_id = present().user.municipality_id
    return places if municipality_id is None else {**places, Tenant(None, municipality_id): ""}


def _back(done: str) -> BareResponse:
    return redirect(url_for("desk.users.list_all", done=done), HTTPStatus.SEE_OTHER)
