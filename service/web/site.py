"""The pages, put together: which of them ask who you are, and what all of them know."""

import hashlib
from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask

from service.http.protection import script_nonce
from service.web.api_keys import api_keys
from service.web.archive import archive
from service.web.batch_packs import batch_packs
from service.web.batches import batches
from service.web.companions import companions
from service.web.consents import consents
from service.web.coverage import coverage
from service.web.declines import declines
from service.web.documents import documents
from service.web.forgery import CSRF_FIELD, mask
from service.web.forms.conditions import tell
from service.web.health import health
from service.web.home import home
from service.web.invitations import invitations
from service.web.late_forms import keep_late_form, return_stale_form
from service.web.links import links
from service.web.live import live
from service.web.me import me
from service.web.new_documents import new_documents
from service.web.openid import openid, own_openid
from service.web.organisations import organisations
from service.web.packs import packs
from service.web.pairs import pairs
from service.web.passwords import passwords
from service.web.people import people
from service.web.people_forms import people_forms
from service.web.people_imports import people_imports
from service.web.remarks import remarks
from service.web.rollover import rollover
from service.web.session import session
from service.web.signatures import signatures
from service.web.signers import signers
from service.web.signing_day import signing_day
from service.web.standings import teach_standings
from service.web.successors import successors
from service.web.templates import templates
from service.web.users import users
from service.web.verdicts import teach_verdicts
from service.web.verification import verification
from service.web.view import view, view_classes
from service.web.visitor import admit, visitor
from service.web.webhooks import webhooks
from service.web.words import teach

_DESK = (
    home,
    coverage,
    live,
    documents,
    signatures,
    successors,
    declines,
    companions,
    signing_day,
    new_documents,
    archive,
    packs,
    rollover,
    remarks,
    people,
    people_forms,
    people_imports,
    consents,
    pairs,
    batches,
    batch_packs,
    templates,
    me,
    own_openid,
    users,
    organisations,
    signers,
    api_keys,
    webhooks,
    health,
)
"""Behind the sign-in page."""

_STATIC = Path(__file__).with_name("static")
_VERSIONED = ("grif.css", "forms.js", "live.js", "renew.js", "signing.js")
_YEAR_SECONDS = 31_536_000


def add_site(app: Flask) -> None:
    """Add every page to `app`; whatever is added to the desk asks people to sign in."""
    # Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
    desk = APIBlueprint("desk", __name__, enable_openapi=False)
    desk.before_request(keep_late_form)
    desk.before_request(admit)
    desk.before_request(return_stale_form)
    for noun in _DESK:
        desk.register_blueprint(noun)
    app.register_blueprint(desk)
    for noun in (session, openid, passwords, invitations, verification, links, view):
        app.register_blueprint(noun)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        csrf_field=CSRF_FIELD, versions={name: _version_of(name) for name in _VERSIONED}
    )
    app.jinja_env.filters["tell"] = tell
    teach(app)
    teach_verdicts(app)
    teach_standings(app)
    app.context_processor(_known_everywhere)


def _known_everywhere() -> dict[str, object]:
    person = visitor()
    token = mask(person.session.csrf_token) if person else ""
    return {
        "visitor": person,
        "csrf_token": token,
        "script_nonce": script_nonce(),
        "view_classes": view_classes(),
    }


def _version_of(name: str) -> str:
    """Names the content of a file, so that browsers may keep it for a year."""
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
