"""An edited template comes back: its report, what will change, and publication.

Nothing is kept between the report and the publication: the checked file travels in the form, and
is checked once more when it is published.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from doc_templates.linting.findings import Finding, Report, Severity
from service.domain.access import Scope, require_scope
from service.domain.errors import InvalidRequestError
from service.domain.templates import MAX_NOTE_LENGTH, TemplateRejectedError, require_own
from service.http.exchange import principal, services
from service.http.files import DOCX, Download, safe_name, send
from service.http.refusals import Refusal, RequestError
from service.http.uploads import FIELD
from service.operations.templates import Publication
from service.web import errors
from service.web.differences import ShownChange, show_changes
from service.web.template_desk import LEVELS, Desk, get_kind, name_publishers, open_desk
from service.web.words import say_size

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
template_uploads = APIBlueprint("uploads", __name__, enable_openapi=False)

MAX_UPLOAD_BYTES = 1_400_000
"""So that the file, written as text in a form, is still within the limit of a body."""
_MAX_NAME = 120
_HEADINGS = {Severity.ERROR: "Ошибки", Severity.WARNING: "Предупреждения"}
_SHRINK = "Уменьшите рисунки в нём (Формат рисунка – Сжать рисунки) и загрузите снова."

Answer = str | tuple[str, int] | BareResponse


@dataclass(frozen=True)
class Spot:
    """A paragraph (or the whole file) and what is wrong there: pairs of text around and message."""

    anchor: str
    place: str
    findings: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Upload:
    """A file that came back, and what there is to say about it; empty before there is one."""

    name: str = ""
    content: bytes = b""
    report: Report | None = None
    changes: Sequence[ShownChange] = ()
    note: str = ""
    problem: str = ""
    note_problem: str = ""

    @property
    def sealed(self) -> str:
        """The file as the text of a hidden box."""
        return base64.urlsafe_b64encode(self.content).decode()

    @property
    def is_ready(self) -> bool:
        """Whether it may be published."""
        return self.report is not None and self.report.is_publishable

    @property
    def is_refused(self) -> bool:
        """Whether there is something to mend before going on."""
        return bool(self.problem or self.note_problem) or (
            self.report is not None and not self.report.is_publishable
        )

    @property
    def groups(self) -> list[tuple[str, str, int, list[Spot]]]:
        """The report: severity, heading, how many, and the paragraphs, in the order found."""
        findings = self.report.findings if self.report else ()
        groups = []
        for severity, title in _HEADINGS.items():
            found = [one for one in findings if one.severity is severity]
            if found:
                groups.append((str(severity), title, len(found), _spots(severity, found)))
        return groups


def show_card(kind: Kind, desk: Desk, upload: Upload) -> str:
    """The page of a kind's template, with what is wrong with an upload that is no file."""
    versions = desk.versions(kind.code)
    in_force = desk.in_force(versions).get(kind.code)
    return render_template(
        "template.html",
        desk=desk,
        kind=kind,
        upload=upload,
        versions=versions,
        in_force=in_force,
        is_outdated=in_force is not None and services().templates.is_outdated(in_force),
        who=name_publishers(versions),
        levels=LEVELS,
        max_size=say_size(MAX_UPLOAD_BYTES),
        done=request.args.get("done", ""),
    )


@template_uploads.before_request
def require_publisher() -> None:
    """Turn away those who may not publish for this owner. Raises ForbiddenError, NotFoundError."""
    desk = open_desk()
    require_scope(principal(), Scope.TEMPLATES)
    require_own(principal(), desk.owner)


@template_uploads.errorhandler(RequestEntityTooLarge)
def refuse_large(_error: RequestEntityTooLarge) -> Response:
    """A file beyond what any request may hold was not read: say so, and what to do."""
    detail = f"Шаблон – не больше {say_size(MAX_UPLOAD_BYTES)}. {_SHRINK}"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return errors.answer(Refusal(status, "body_too_large", "Файл слишком большой", detail))


@template_uploads.post("/<code:kind>/check")
def check(kind: str) -> Answer:
    """Say what is wrong with the sent file, or show what it changes and offer to publish it."""
    desk, found = open_desk(), get_kind(kind)
    upload = _read_upload()
    return _answer(found, desk, upload if upload.problem else _checked(found, desk, upload))


@template_uploads.post("/<code:kind>/publish")
def publish(kind: str) -> Answer:
    """Publish the file that was checked."""
    desk, found = open_desk(), get_kind(kind)
    upload = _unseal()
    publication = Publication(desk.owner, kind, upload.content, upload.note)
    try:
        services().templates.publish(principal(), publication)
    except TemplateRejectedError:
        return _answer(found, desk, _checked(found, desk, upload))
    except InvalidRequestError as error:
        checked = _checked(found, desk, upload)
        return _answer(found, desk, replace(checked, note_problem=error.problems[0].message))
    card = url_for("desk.templates.show", kind=kind, done="published")
    return redirect(card, HTTPStatus.SEE_OTHER)


@template_uploads.post("/<code:kind>/sample")
def sample(kind: str) -> Response:
    """The checked file filled with the sample of the kind, to be looked at in Word."""
    found = get_kind(kind)
    filled = services().templates.fill_sample(principal(), kind, _unseal().content)
    name = safe_name(f"Образец – {found.title}")
    return send(Download(filled, DOCX, f"{name}.docx", f"{kind}-sample.docx"))


def _answer(kind: Kind, desk: Desk, upload: Upload) -> Answer:
    page = show_card(kind, desk, upload) if upload.problem else _show_report(kind, desk, upload)
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if upload.is_refused else page


def _show_report(kind: Kind, desk: Desk, upload: Upload) -> str:
    return render_template(
        "template_report.html",
        desk=desk,
        kind=kind,
        upload=upload,
        max_size=say_size(MAX_UPLOAD_BYTES),
        max_note=MAX_NOTE_LENGTH,
    )


def _checked(kind: Kind, desk: Desk, upload: Upload) -> Upload:
    templates = services().templates
    report = templates.lint(principal(), kind.code, upload.content)
    if not report.is_publishable:
        return replace(upload, report=report)
    before = _filled_now(kind, desk)
    after = templates.fill_sample(principal(), kind.code, upload.content)
    changes = show_changes(templates.compare(principal(), before, after))
    return replace(upload, report=report, changes=changes)


def _filled_now(kind: Kind, desk: Desk) -> bytes:
    """The template in force, filled; the library's when that one suits its kind no longer."""
    templates = services().templates
    now = templates.get_version(principal(), desk.owner, kind.code).docx
    try:
        return templates.fill_sample(principal(), kind.code, now)
    except InvalidRequestError:
        return templates.fill_sample(principal(), kind.code, kind.template)


def _read_upload() -> Upload:
    """The sent file, or why it is none."""
    sent = request.files.get(FIELD)
    name = _plain_name(sent.filename or "") if sent else ""
    content = sent.read() if sent else b""
    if not name and not content:
        return Upload(problem="Выберите файл шаблона.")
    if len(content) > MAX_UPLOAD_BYTES:
        size = f"{say_size(len(content))}, а шаблон – не больше {say_size(MAX_UPLOAD_BYTES)}"
        return Upload(name, problem=f"Файл слишком большой: {size}. {_SHRINK}")
    return Upload(name, content)


def _unseal() -> Upload:
    """The file in the hidden box. Raises RequestError (it is not what we wrote there)."""
    given = request.form
    try:
        content = base64.b64decode(given.get("content", ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        message = "Файл в форме повреждён. Загрузите шаблон ещё раз."
        raise RequestError(message, code="bad_request") from error
    return Upload(_plain_name(given.get("name", "")), content, note=given.get("note", "").strip())


def _plain_name(name: str) -> str:
    """The name as a person knows it, without folders."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_MAX_NAME:]


def _spots(severity: Severity, findings: Sequence[Finding]) -> list[Spot]:
    """Findings by paragraph; a text around that was just quoted is not quoted again."""
    by_place: dict[str, list[tuple[str, str]]] = {}
    for found in findings:
        told = by_place.setdefault(found.place.describe(), [])
        quoted = {near for near, _ in told}
        told.append(("" if found.place.near in quoted else found.place.near, found.message))
    return [
        Spot(f"{severity}-{number}", place[0].upper() + place[1:], told)
        for number, (place, told) in enumerate(by_place.items(), 1)
    ]
