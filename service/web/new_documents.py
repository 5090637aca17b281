"""Making a document: choose a kind, fill in its form, send it once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from service.domain.access import may_write
from service.domain.errors import (
    ConflictError,
    GrifError,
    InvalidRequestError,
    NotFoundError,
    UnavailableError,
)
from service.domain.ids import DraftId
from service.domain.organisations import Organisation
from service.http.exchange import principal, services
from service.web import name_forms, people_picker, previews
from service.web.drafts import (
    AGREED,
    AT_ONCE,
    ON_PAPER,
    OWN,
    TOKEN,
    Complaint,
    Draft,
    can_sign,
    form_of,
    insert_typical,
    new_token,
    press,
)
from service.web.forms.fields import GroupField
from service.web.forms.state import fill_in
from service.web.keeping import Saving, keep, read_draft, recall
from service.web.lists import NOBODY_YET, group_kinds
from service.web.officials import name_on_record
from service.web.plan_forms import (
    ROW_WAYS,
    SEAL_WAYS,
    is_evidence_left_out,
    say_plan,
    say_usual,
    usual_plan,
)
from service.web.prefills import read_prefill, read_year
from service.web.repetitions import find_repeated, say_repeated
from service.web.visitor import is_stale
from service.web.words import say_moment
from service.web.writing import get_writable_kind, require_writer

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
new_documents = APIBlueprint(
    "new_documents", __name__, url_prefix="/documents/new", enable_openapi=False
)

REGISTER = "register"
PREVIEW = "preview"
TYPICAL = "typical"
FORMS, CONFIRM = "forms", "confirm"
_WAYS_OF_KEYS = (
    (AGREED, "ключом организации, когда подтвердят на странице «На подпись»"),
    (TOKEN, "своей подписью: ключ остаётся у подписывающего"),
    (ON_PAPER, "на бумаге, без электронной подписи"),
)
_OWN_WAY = (OWN, "по своему порядку: кто, чем и в какую очередь")
_NOBODY = Complaint("_way", "Кто и как подпишет", "Отметьте хотя бы одного, кто подписывает.")
STALE = "Вы вошли заново, пока форма была открыта. Проверьте её и нажмите кнопку ещё раз."
_CONFIRMED = "Формы запомнены. Нажмите «Зарегистрировать» ещё раз."
_SENT = "По этой форме документ уже создан. Если нужен ещё один, нажмите кнопку ещё раз."

Answer = str | tuple[str, int] | BareResponse


new_documents.before_request(require_writer)


@new_documents.get("")
def choose() -> str:
    """Which kind of document."""
    groups = [
        (title, [one for one in kinds if may_write(principal(), is_municipal=one.is_municipal)])
        for title, kinds in group_kinds()
    ]
    return render_template("kinds.html", groups=[group for group in groups if group[1]])


@new_documents.get("/<code:kind>")
def fill(kind: str) -> str:
    """The empty form, with `?sample=1` an example; `service.web.prefills` says what else there is.

    With `?from=` it is filled in as that document of an earlier year would be now.
    """
    found = get_writable_kind(kind)
    form = form_of(found)
    is_sample = request.args.get("sample") == "1"
    repeated = find_repeated(found)
    organisations = _list_organisations()
    known = repeated.repetition.data if repeated else _known_before(found, form, organisations)
    draft = Draft(
        kind=found,
        form=form,
        state=fill_in(form, found.sample if is_sample else known),
        organisation_id=repeated.organisation_id if repeated else organisations[0].id,
        sign=can_sign(found),
        token=new_token(),
        plan=usual_plan(found),
    )
    return _show(draft)


@new_documents.post("/<code:kind>")
def submit(kind: str) -> Answer:
    """Any button of the form: one more group, one less, or the document itself."""
    draft = read_draft(get_writable_kind(kind))
    action = request.form.get("_action", "")
    verb, _, name = action.partition(":")
    if verb in {FORMS, CONFIRM}:
        return _see_to_forms(draft, verb, name)
    if action == PREVIEW:
        return _preview(draft)
    if action != REGISTER:
        return _show(press_button(draft, action))
    return _send(draft)


@new_documents.post("/<code:kind>/draft")
def save(kind: str) -> Response:
    """Keep the form while somebody types; for the script of the page."""
    saving = keep(read_draft(get_writable_kind(kind)))
    response = jsonify(said=saving.said)
    response.status_code = HTTPStatus.OK if saving.is_kept else HTTPStatus.CONFLICT
    return response


@new_documents.get("/drafts/<id:draft_id>")
def go_on(draft_id: str) -> str:
    """The form that was kept."""
    saved = services().drafts.get_draft(principal(), DraftId(draft_id))
    saving = Saving(is_kept=True, said=f"Черновик от {say_moment(saved.changed_at)}")
    return _show(recall(get_writable_kind(saved.kind), saved), saving=saving)


@new_documents.post("/drafts/<id:draft_id>/delete")
def discard(draft_id: str) -> BareResponse:
    """Forget a form that nobody will finish."""
    services().drafts.discard(principal(), DraftId(draft_id))
    return redirect(url_for("desk.documents.list_all"), HTTPStatus.SEE_OTHER)


def press_button(draft: Draft, action: str) -> Draft:
    """The form after a button that makes no document."""
    verb, _, name = action.partition(":")
    if verb == people_picker.PERSON:
        return people_picker.pick(draft, name)
    if verb == TYPICAL:
        state = insert_typical(draft.kind, draft.form, draft.state, name)
        return replace(draft, state=state)
    return replace(draft, state=press(draft.form, draft.state, action))


def _list_organisations() -> Sequence[Organisation]:
    """Whose documents the person makes. Raises NotFoundError when there is nobody yet."""
    found = services().organisations.list_organisations(principal())
    if not found:
        raise NotFoundError(NOBODY_YET)
    return found


def _known_before(
    kind: Kind, form: GroupField, organisations: Sequence[Organisation]
) -> Mapping[str, object]:
    """What nobody has to type. Among several schools nobody knows whose head is meant."""
    is_own = len(organisations) == 1 and not kind.is_municipal
    head = name_on_record(form, organisations[0].id) if is_own else {}
    return {**head, **read_year(kind), **read_prefill(kind)}


def _send(draft: Draft) -> Answer:
    """Register the document, when nothing has to be asked about before."""
    if is_stale():
        return _refuse(replace(draft, complaints=(Complaint("", "", STALE),)))
    if draft.way == OWN and request.form.get("_confirmed") != "1":
        return _ask_about_plan(people_picker.name_signers(draft))
    return _register(draft)


def _preview(draft: Draft) -> Answer:
    """Have the pages made and lead to them, with the form kept for the way back."""
    if is_stale():
        return _refuse(replace(draft, complaints=(Complaint("", "", STALE),)))
    saving = keep(draft)
    try:
        previews.order(draft)
    except GrifError as error:
        return _refuse(replace(draft, complaints=_complaints_about(draft, error)))
    if not saving.is_kept:
        return _refuse(replace(draft, complaints=(Complaint("", "", saving.said),)))
    return redirect(url_for("desk.previews.show", draft_id=draft.token), HTTPStatus.SEE_OTHER)


def _complaints_about(draft: Draft, error: GrifError) -> tuple[Complaint, ...]:
    if isinstance(error, InvalidRequestError):
        return draft.complain(error.problems)
    return (Complaint("", "", error.message),)


def _ask_about_plan(draft: Draft) -> Answer:
    """A plan of one's own in words, before it counts: once registered it does not change."""
    if not draft.plan.list_wanted():
        return _refuse(replace(draft, complaints=(_NOBODY,)))
    try:
        planned = services().documents.preview_plan(principal(), draft.request())
    except InvalidRequestError as error:
        return _refuse(replace(draft, complaints=draft.complain(error.problems)))
    boxes = [(name, text) for name, texts in request.form.lists() for text in texts]
    own = draft.plan.boxes()
    return render_template(
        "plan_confirm.html",
        draft=draft,
        boxes=[box for box in boxes if box[0] not in {"_csrf", "_action", *own}],
        plan_boxes=[(name, texts[0]) for name, texts in own.items()],
        turns=say_plan(planned),
        is_evidence_left_out=is_evidence_left_out(planned),
    )


def _register(draft: Draft) -> Answer:
    try:
        document = services().documents.register_document(principal(), draft.request())
    except InvalidRequestError as error:
        return _refuse(replace(draft, complaints=draft.complain(error.problems)))
    except ConflictError:
        complaints = (Complaint("", "", _SENT),)
        return _refuse(replace(draft, token=new_token(), complaints=complaints))
    except UnavailableError as error:
        # The same token: should it have been registered after all, the next press finds it.
        complaints = (Complaint("", "", error.message),)
        return _show(replace(draft, complaints=complaints)), HTTPStatus.SERVICE_UNAVAILABLE
    card = url_for("desk.documents.show", document_id=document.id)
    return redirect(card, HTTPStatus.SEE_OTHER)


def _see_to_forms(draft: Draft, verb: str, name: str) -> Answer:
    """Show the forms of a name, or take them as confirmed and come back to the document's form."""
    if verb == FORMS:
        return name_forms.ask(draft, name) or _show(draft)
    if is_stale():
        return _refuse(replace(draft, complaints=(Complaint("", "", STALE),)))
    answer = name_forms.confirm(draft, name)
    return _show(answer, notice=_CONFIRMED) if isinstance(answer, Draft) else answer


def _refuse(draft: Draft) -> tuple[str, int]:
    return _show(draft), HTTPStatus.UNPROCESSABLE_ENTITY


def _show(draft: Draft, *, notice: str = "", saving: Saving | None = None) -> str:
    organisations = _list_organisations()
    is_ours = any(one.id == draft.organisation_id for one in organisations)
    return render_template(
        "new_document.html",
        draft=draft,
        notice=notice,
        saving=saving or _keep(draft),
        organisations=organisations,
        doubts=name_forms.list_doubts(draft) if is_ours else frozenset(),
        bank=people_picker.list_offered(draft) if is_ours else [],
        ways=_list_ways(draft.kind),
        row_ways=ROW_WAYS,
        seal_ways=SEAL_WAYS,
        repeated=say_repeated(draft.kind),
        panel=previews.find_panel(draft),
    )


def _list_ways(kind: Kind) -> list[tuple[str, str]]:
    """How a document of the kind may be signed; a kind without signers leaves nothing to say."""
    if not kind.signers:
        return []
    usual = (AT_ONCE, f"как обычно: {say_usual(kind)}")
    return [usual, *(_WAYS_OF_KEYS if can_sign(kind) else ()), _OWN_WAY]


def _keep(draft: Draft) -> Saving | None:
    """Keep what was sent with any button, as long as anything was typed and the form is ours."""
    is_sent = request.method == "POST" and not is_stale()
    return keep(draft) if is_sent and not draft.state.is_empty else None
