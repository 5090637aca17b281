"""Templates as an office sees them: which are in force, one's history, what changed, give up."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from service.domain.access import Scope, require_scope
from service.domain.errors import NotFoundError
from service.domain.templates import TemplateVersion, require_own
from service.http.exchange import principal, services
from service.http.files import DOCX, Download, safe_name, send
from service.operations.templates import ChosenTemplate
from service.web.differences import show_changes
from service.web.lists import group_kinds
from service.web.template_desk import LEVELS, Desk, get_kind, name_publishers, open_desk
from service.web.template_uploads import Upload, show_card, template_uploads

templates = Blueprint("templates", __name__, url_prefix="/templates")
templates.register_blueprint(template_uploads)

_VERSION = "/<code:kind>/versions/<any(organization,municipality):level>/<int:number>"
_BUILTIN = "builtin"


@templates.get("")
def list_all() -> str:
    """Every kind with the template that its documents are made by."""
    desk = open_desk()
    newest = desk.versions()
    return render_template(
        "templates.html",
        desk=desk,
        groups=group_kinds(),
        in_force=desk.in_force(newest),
        who=name_publishers(newest),
        levels=LEVELS,
        is_outdated=services().templates.is_outdated,
    )


@templates.get("/<code:kind>")
def show(kind: str) -> str:
    """The template of a kind: in force, its versions, and the box for an edited one."""
    return show_card(get_kind(kind), open_desk(), Upload())


@templates.get("/<code:kind>/docx")
def docx(kind: str) -> Response:
    """The template in force, to be edited in Word."""
    desk = open_desk()
    found = services().templates.get_version(principal(), desk.owner, kind)
    return send(_download(get_kind(kind), found))


@templates.get("/<code:kind>/builtin/docx")
def builtin(kind: str) -> Response:
    """The template of the library."""
    found = services().templates.get_builtin(principal(), kind)
    return send(_download(get_kind(kind), found))


@templates.get(f"{_VERSION}/docx")
def version_docx(kind: str, level: str, number: int) -> Response:
    """A version as it was published."""
    return send(_download(get_kind(kind), _get_version(open_desk(), kind, level, number)))


@templates.get(f"{_VERSION}/changes")
def changes(kind: str, level: str, number: int) -> str:
    """What changed from the version before, or from the template of the library."""
    desk, found = open_desk(), get_kind(kind)
    shown = _get_version(desk, kind, level, number)
    assert shown.version is not None  # noqa: S101 -- a version was asked for
    earlier = _version_before(desk, shown.version)
    before = None if request.args.get("from") == _BUILTIN else earlier
    base = before or services().templates.get_builtin(principal(), kind)
    return render_template(
        "template_changes.html",
        desk=desk,
        kind=found,
        version=shown.version,
        before=before.version if before else None,
        has_earlier=earlier is not None,
        changes=show_changes(services().templates.compare(principal(), base.docx, shown.docx)),
        levels=LEVELS,
    )


@templates.get("/<code:kind>/withdraw")
def confirm_withdrawal(kind: str) -> str:
    """Ask before an own template is given up."""
    desk, found = open_desk(), get_kind(kind)
    own = _own_in_force(desk, kind)
    above = desk.in_force(v for v in desk.versions(kind) if v.owner != desk.owner).get(kind)
    return render_template(
        "withdraw_template.html", desk=desk, kind=found, version=own, above=above, levels=LEVELS
    )


@templates.post("/<code:kind>/withdraw")
def withdraw(kind: str) -> BareResponse:
    """Go back to the template of the level above."""
    services().templates.withdraw(principal(), open_desk().owner, kind)
    card = url_for("desk.templates.show", kind=kind, done="withdrawn")
    return redirect(card, HTTPStatus.SEE_OTHER)


def _get_version(desk: Desk, kind: str, level: str, number: int) -> ChosenTemplate:
    return services().templates.get_version(principal(), desk.at(level), kind, number)


def _version_before(desk: Desk, version: TemplateVersion) -> ChosenTemplate | None:
    """The last version of the same owner before this one that has a file."""
    earlier = [
        one.number
        for one in desk.versions(version.kind)
        if one.owner == version.owner and one.number < version.number and one.sha256
    ]
    if not earlier:
        return None
    return _get_version(desk, version.kind, version.owner.level, max(earlier))


def _own_in_force(desk: Desk, kind: str) -> TemplateVersion:
    """The own template. Raises NotFoundError (none), ForbiddenError (somebody else's)."""
    require_scope(principal(), Scope.TEMPLATES)
    require_own(principal(), desk.owner)
    found = desk.in_force(desk.versions(kind)).get(kind)
    if found is None or found.owner != desk.owner:
        raise NotFoundError
    return found


def _download(kind: Kind, found: ChosenTemplate) -> Download:
    version = found.version
    source = "встроенный" if version is None else f"версия {version.number}"
    name = safe_name(f"Шаблон – {kind.title}")
    return Download(found.docx, DOCX, f"{name} – {source}.docx", f"{kind.code}.docx")
