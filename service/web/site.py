"""The pages, put together: which of them ask who you are, and what all of them know."""

import hashlib
from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask

from service.web.archive import archive
from service.web.documents import documents
from service.web.new_documents import new_documents
from service.web.packs import packs
from service.web.remarks import remarks
from service.web.session import session
from service.web.verdicts import teach_verdicts
from service.web.verification import verification
from service.web.visitor import CSRF_FIELD, admit, visitor
from service.web.words import teach

_STATIC = Path(__file__).with_name("static")
_YEAR_SECONDS = 31_536_000


def add_site(app: Flask) -> None:
    """Add every page to `app`; whatever is added to the desk asks people to sign in."""
    # Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
    desk = APIBlueprint("desk", __name__, enable_openapi=False)
    desk.before_request(admit)
    for noun in (documents, new_documents, archive, packs, remarks):
        desk.register_blueprint(noun)
    app.register_blueprint(desk)
    app.register_blueprint(session)
    app.register_blueprint(verification)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(style_version=_style_version(), csrf_field=CSRF_FIELD)
    teach(app)
    teach_verdicts(app)
    app.context_processor(_known_everywhere)


def _known_everywhere() -> dict[str, object]:
    person = visitor()
    token = person.session.csrf_token if person else ""
    return {"visitor": person, "csrf_token": token}


def _style_version() -> str:
    """Names the style sheet's content, so that browsers may keep it for a year."""
    return hashlib.sha256((_STATIC / "grif.css").read_bytes()).hexdigest()[:12]
