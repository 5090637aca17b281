"""The pages of a form before there is a document: beside the form, and on a page of their own.

Whoever has scripts sees them beside the form, anew a moment after typing; whoever has none presses
a button and comes to a page that leads back to the form, and on to registration.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, make_response, render_template, request

from doc_templates.formats import plural
from service.domain.errors import GrifError, InvalidRequestError, NotFoundError
from service.domain.ids import DraftId
from service.domain.previews import Preview, PreviewState
from service.http.exchange import principal, services
from service.http.files import PDF, Download, safe_name, send
from service.http.refusals import RequestError
from service.web.drafts import Draft
from service.web.keeping import keep, read_draft, recall
from service.web.pictures import send_page
from service.web.writing import get_writable_kind, require_writer

previews = APIBlueprint("previews", __name__, url_prefix="/documents/new", enable_openapi=False)

PER_MINUTE = 30
REFRESH_SECONDS = 2
_PATIENCE_SECONDS = 15
_IDLE = "До регистрации и без номера. Страницы видите только вы."
_WAITING = "Предпросмотр обновляется…"
_LONG = "Предпросмотр обновляется… Перед ним другие документы, страницы появятся сами."
_TOO_OFTEN = "Предпросмотр обновлялся слишком часто. Попробуйте через минуту."


@dataclass(frozen=True)
class Panel:
    """What is shown of a form's pages.

    `state` is that of the preview, `idle` without one, or why there is none: `unfit` (the form is
    not filled in yet), `refused`. `box` is the first that wants attention, with its label.
    To a script all of these are answers, and no errors.
    """

    state: str
    said: str
    preview: Preview | None = None
    box: tuple[str, str] | None = None


@previews.before_request
def require_author() -> None:
    """Turn away those who only read. Raises ForbiddenError."""
    require_writer()


@previews.post("/<code:kind>/preview")
def look(kind: str) -> Response:
    """The pages of the form as it stands, for the script of the page.

    Whoever pressed the button for it gets the form kept as well.
    """
    draft = read_draft(get_writable_kind(kind))
    if request.form.get("_action"):
        keep(draft)
    try:
        panel = panel_of(order(draft))
    except InvalidRequestError as error:
        return _answer(_unfit(replace(draft, complaints=draft.complain(error.problems))))
    except GrifError as error:
        return _answer(Panel("refused", error.message))
    return _answer(panel)


@previews.get("/drafts/<id:draft_id>/preview")
def show(draft_id: str) -> str:
    """The pages by themselves; while they are being made, the page asks again by itself."""
    preview = services().previews.get(principal(), DraftId(draft_id))
    saved = services().drafts.get_draft(principal(), preview.draft_id)
    draft = recall(get_writable_kind(saved.kind), saved)
    return render_template(
        "preview.html",
        draft=draft,
        panel=panel_of(preview),
        boxes=list(_flatten(saved.boxes)),
        is_current=services().previews.shows(preview, principal(), draft.request()),
        refresh_seconds=REFRESH_SECONDS if preview.state is PreviewState.WAITING else None,
    )


@previews.get("/drafts/<id:draft_id>/preview/panel")
def panel(draft_id: str) -> Response:
    """How far the pages are, for the script of the page."""
    return _answer(panel_of(services().previews.get(principal(), DraftId(draft_id))))


@previews.get("/drafts/<id:draft_id>/preview/pages/<int:number>.png")
def picture(draft_id: str, number: int) -> Response:
    """A page as a picture."""
    desk = services().previews
    preview = desk.get(principal(), DraftId(draft_id))
    return send_page(
        preview.pdf_sha256,
        number,
        preview.pages,
        lambda: desk.get_pdf(principal(), preview.draft_id),
    )


@previews.get("/drafts/<id:draft_id>/preview/pdf")
def pdf(draft_id: str) -> Response:
    """The marked PDF."""
    desk = services().previews
    preview = desk.get(principal(), DraftId(draft_id))
    content = desk.get_pdf(principal(), preview.draft_id)
    title = get_writable_kind(preview.kind).title
    return send(Download(content, PDF, f"{safe_name(f'Предпросмотр. {title}')}.pdf", "preview.pdf"))


def order(draft: Draft) -> Preview:
    """Have the pages of the form made.

    Raises what the desk of previews does, and RequestError `too_many_requests`.
    """
    seconds = services().limits.take("preview", principal().id, PER_MINUTE)
    if seconds:
        status = HTTPStatus.TOO_MANY_REQUESTS
        code = "too_many_requests"
        raise RequestError(_TOO_OFTEN, code=code, status=status, retry_after=seconds)
    return services().previews.order(principal(), DraftId(draft.token), draft.request())


def find_panel(draft: Draft) -> Panel:
    """What is there of the form's pages, if they are still those of the form."""
    desk = services().previews
    try:
        preview = desk.get(principal(), DraftId(draft.token))
    except NotFoundError:
        return Panel("idle", _IDLE)
    is_current = desk.shows(preview, principal(), draft.request())
    return panel_of(preview) if is_current else Panel("idle", _IDLE)


def panel_of(preview: Preview) -> Panel:
    """How far the pages are, in words."""
    return Panel(preview.state, _say(preview), preview)


def _say(preview: Preview) -> str:
    if preview.failure is not None:
        return f"Страницы не получились. {preview.failure.message}"
    if preview.state is PreviewState.WAITING:
        age = (services().clock.now() - preview.ordered_at).total_seconds()
        return _WAITING if age < _PATIENCE_SECONDS else _LONG
    is_today = preview.doc_date == services().clock.today()
    date = ", дата сегодняшняя" if is_today else ""
    return f"Готово. Номер появится при регистрации{date}."


def _unfit(draft: Draft) -> Panel:
    """How much is left to do until there can be pages, and where to begin."""
    count, first = len(draft.summary), draft.summary[0]
    places = plural(count, "место", "места", "мест")
    left = f"осталось {count} {places}, начните с этого:" if count > 1 else "осталось:"
    said = f"Чтобы увидеть страницы, заполните форму: {left}"
    return Panel("unfit", said, box=(first.name, first.label) if first.name else None)


def _flatten(boxes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for name, texts in boxes.items():
        yield from ((name, text) for text in texts)


def _answer(shown: Panel) -> Response:
    return make_response(render_template("preview_panel.html", panel=shown))
