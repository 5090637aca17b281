"""Pages for anybody: check the signatures of a file, check a document by its QR code."""

from flask import Blueprint, Response, make_response, render_template, request

from service.domain.ids import MunicipalityId
from service.http.bodies import MAX_SIGNED_BYTES
from service.http.callers import CHECKS_PER_MINUTE, VERIFICATIONS_PER_MINUTE, limit_caller
from service.http.exchange import services
from service.http.uploads import read_file, read_signed
from service.operations.verification import Match
from service.web.visitor import require_own_form

verification = Blueprint("verification", __name__)


@verification.get("/verify")
def ask() -> str:
    """The page that asks for a file."""
    limit_caller("page", CHECKS_PER_MINUTE)
    return _show_verification()


@verification.post("/verify")
def verify() -> str:
    """The verdict on a file, and room for another."""
    require_own_form()
    limit_caller("verify", VERIFICATIONS_PER_MINUTE)
    municipality = request.form.get("municipality_id")
    sent = read_signed()
    report = services().verification.verify(
        sent, MunicipalityId(municipality) if municipality else None
    )
    return _show_verification(report=report, chosen=municipality)


@verification.get("/check/<id:token>")
def show(token: str) -> Response:
    """What anybody may know about a document."""
    limit_caller("page", CHECKS_PER_MINUTE)
    return _show_document(token)


@verification.post("/check/<id:token>")
def compare(token: str) -> Response:
    """The same, with the answer whether a file is this document."""
    require_own_form()
    limit_caller("page", CHECKS_PER_MINUTE)
    match = services().verification.compare(token, read_file())
    return _show_document(token, match)


def _show_verification(**found: object) -> str:
    return render_template(
        "verify.html",
        municipalities=services().verification.list_municipalities(),
        max_megabytes=MAX_SIGNED_BYTES // 1024 // 1024,
        **found,
    )


def _show_document(token: str, match: Match | None = None) -> Response:
    document = services().verification.show_document(token)
    page = render_template("check.html", document=document, token=token, match=match)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
