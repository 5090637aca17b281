"""«Мой вход»: one's own password, second factor and sessions."""

from http import HTTPStatus

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.errors import InvalidRequestError
from service.http.exchange import services
from service.operations.second_factor import address_of
from service.web.complaints import by_box
from service.web.visitor import present

me = Blueprint("me", __name__, url_prefix="/me")

Answer = str | tuple[str, int] | BareResponse


@me.get("")
def show() -> str:
    """Everything about one's way in."""
    return show_own({}, done=request.args.get("done", ""))


@me.post("/password")
def change_password() -> Answer:
    """Replace the password."""
    person, form = present(), request.form
    current, new = form.get("current", ""), form.get("password", "")
    try:
        services().own_login.change_password(person.user, person.session, current, new)
    except InvalidRequestError as error:
        return _refuse(error)
    return _done("password")


@me.get("/second-factor")
def begin_second_factor() -> str:
    """The picture for the telephone."""
    return _show_picture({})


@me.post("/second-factor")
def confirm_second_factor() -> Answer:
    """Switch the second factor on with the password and a first code."""
    person, form = present(), request.form
    current, code = form.get("current", ""), form.get("code", "")
    desk = services().own_login
    try:
        codes = desk.confirm_second_factor(person.user, person.session, current, code)
    except InvalidRequestError as error:
        return _show_picture(by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("recovery_codes.html", codes=codes)


@me.post("/second-factor/off")
def drop_second_factor() -> Answer:
    """Switch the second factor off."""
    try:
        services().own_login.drop_second_factor(present().user, request.form.get("current", ""))
    except InvalidRequestError as error:
        return _refuse(error, prefix="factor_")
    return _done("factor-off")


@me.post("/recovery-codes")
def renew_codes() -> Answer:
    """New recovery codes in the place of the old ones."""
    try:
        codes = services().own_login.renew_codes(present().user, request.form.get("current", ""))
    except InvalidRequestError as error:
        return _refuse(error, prefix="factor_")
    return render_template("recovery_codes.html", codes=codes)


@me.post("/sessions/<id:handle>/end")
def end_session(handle: str) -> BareResponse:
    """End one of one's sessions."""
    services().sessions.end_one(present().user, handle)
    return _done("session")


@me.post("/sessions/end")
def end_others() -> BareResponse:
    """End every session but this one."""
    services().sessions.end_others(present().session)
    return _done("sessions")


def show_own(problems: dict[str, str], *, done: str = "") -> str:
    """The page of one's way in, with what is wrong on it."""
    person = present()
    return render_template(
        "me.html",
        sessions=services().sessions.list_sessions(person.user),
        provider=services().identities.title,
        linked_at=services().identities.find_link(person.user),
        codes_left=services().own_login.count_codes(person.user),
        problems=problems,
        done=done,
    )


def _show_picture(problems: dict[str, str]) -> str:
    user = present().user
    secret = services().own_login.begin_second_factor(user)
    picture = segno.make(address_of(user, secret), error="m", micro=False)
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    return render_template(
        "second_factor.html",
        picture=picture.svg_data_uri(scale=5, border=2),
        secret=" ".join(groups),
        problems=problems,
    )


def _refuse(error: InvalidRequestError, prefix: str = "") -> tuple[str, int]:
    problems = {f"{prefix}{name}": message for name, message in by_box(error).items()}
    return show_own(problems), HTTPStatus.UNPROCESSABLE_ENTITY


def _done(what: str) -> BareResponse:
    return redirect(url_for("desk.me.show", done=what), HTTPStatus.SEE_OTHER)
