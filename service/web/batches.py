"""Documents for many people: choose a kind, fill in what all share, watch them being made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.batches import MAX_PEOPLE, Batch, BatchItem
from service.domain.documents import UNFINISHED, Document, State
from service.domain.errors import InvalidRequestError, NotFoundError, UnavailableError
from service.domain.ids import BatchId, PersonId
from service.domain.people import BankPerson
from service.http.exchange import principal, services
from service.operations.batch_kinds import BatchKind, find_batch_kind, list_batch_kinds
from service.operations.batch_people import BatchRow
from service.operations.batches import AT_ONCE_SECONDS, BatchOrder, BatchReport, find_item
from service.web import people_picker
from service.web.drafts import Complaint, Draft, checked_token, form_of, new_token, press
from service.web.forms.fields import GroupField
from service.web.forms.full_names import complete_full_names
from service.web.forms.reading import read_form
from service.web.forms.state import FormState, fill_in
from service.web.lists import name_things
from service.web.live import renew
from service.web.new_documents import REGISTER, STALE, press_button
from service.web.officials import name_on_record
from service.web.people import own_organisation, read_filter
from service.web.visitor import is_stale

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
batches = APIBlueprint("batches", __name__, url_prefix="/batches", enable_openapi=False)

Answer = str | tuple[str, int] | BareResponse
REFRESH_SECONDS = 3
_FEW = 3
_LONG_AGO_SECONDS = 900


@dataclass(frozen=True)
class Line:
    """One person of a batch: the document, or what is in its way in words."""

    item: BatchItem
    person: BankPerson
    document: Document | None
    messages: tuple[str, ...]
    is_forms: bool
    """Whether forms of the name have to be confirmed first."""


@batches.get("")
def list_all() -> str:
    """What was ordered lately."""
    organisations = services().organisations.list_organisations(principal())
    return render_template(
        "batches.html",
        batches=services().batches.list_batches(principal()),
        **name_things(organisations),
    )


@batches.post("/new")
def choose() -> Answer:
    """Which kind, for the chosen people."""
    require_scope(principal(), Scope.WRITE)
    people = _chosen_people()
    if not 0 < len(people) <= MAX_PEOPLE:
        page = render_template("batch_nobody.html", most=MAX_PEOPLE)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    kinds = [one.kind for one in list_batch_kinds(services().catalogue)]
    return render_template("batch_kinds.html", people=people, kinds=kinds)


@batches.post("/new/<code:kind>")
def fill(kind: str) -> Answer:
    """The form of what all documents share, and any of its buttons."""
    require_scope(principal(), Scope.WRITE)
    found = _get_kind(kind)
    action = request.form.get("_action", "")
    if not action:
        return _show_form(_new_draft(found))
    draft = _read_draft(found)
    if action != REGISTER:
        return _show_form(press_button(draft, action))
    if is_stale():
        return _refuse(replace(draft, complaints=(Complaint("", "", STALE),)))
    return _order(draft)


@batches.get("/<id:batch_id>")
def show(batch_id: str) -> str:
    """How far it is; while something is being made, the page asks again by itself."""
    report = services().batches.get_batch(principal(), BatchId(batch_id))
    lines = [_line(report, item) for item in report.batch.items]
    ready = [one for one in report.documents.values() if one.files.final is not None]
    busy = [one for one in report.documents.values() if one.state in UNFINISHED]
    return render_template(
        "batch.html",
        batch=report.batch,
        lines=lines,
        kind_title=name_things(())["kind_titles"].get(report.batch.kind, report.batch.kind),
        ready=len(ready),
        left_seconds=_left_seconds(report, len(ready), len(busy)),
        renewal=renew(REFRESH_SECONDS) if busy and not report.batch.waiting else None,
        failed=[one for one in report.documents.values() if one.state is State.FAILED],
    )


@batches.post("/<id:batch_id>/run")
def run(batch_id: str) -> BareResponse:
    """Go on; with `again`, also with what could not be made."""
    again = request.form.get("again") == "1"
    batch = services().batches.go_on(
        principal(), BatchId(batch_id), seconds=AT_ONCE_SECONDS, again=again
    )
    return _to_batch(batch)


@batches.get("/<id:batch_id>/people/<int:place>")
def ask_own(batch_id: str, place: int) -> str:
    """What one person's document says alone."""
    report = services().batches.get_batch(principal(), BatchId(batch_id))
    require_scope(principal(), Scope.WRITE)
    item = find_item(report.batch, place)
    draft = _own_draft(report)
    return _show_own(
        report, item, replace(draft, state=fill_in(draft.form, _known_own(report, item)))
    )


@batches.post("/<id:batch_id>/people/<int:place>")
def say_own(batch_id: str, place: int) -> Answer:
    """Keep it and make the document."""
    report = services().batches.get_batch(principal(), BatchId(batch_id))
    require_scope(principal(), Scope.WRITE)
    item = find_item(report.batch, place)
    draft = replace(_own_draft(report), state=_typed())
    action = request.form.get("_action", "")
    if action and action != REGISTER:
        return _show_own(report, item, replace(draft, state=press(draft.form, draft.state, action)))
    own = draft.reading.data
    batch = services().batches.say_own(principal(), report.batch.id, place, own)
    problems = find_item(batch, place).problems
    if not problems:
        return _to_batch(batch)
    page = _show_own(report, item, replace(draft, complaints=draft.complain(problems)))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _chosen_people() -> list[str]:
    """Who is ticked, or everybody of the list that was shown."""
    if request.form.get("everybody") != "1":
        return request.form.getlist("person")
    wanted = replace(read_filter(request.form.get("q", "")), limit=MAX_PEOPLE + 1)
    found = services().people.list_people(principal(), wanted).people
    return [person.id for person in found]


def _get_kind(code: str) -> BatchKind:
    try:
        return find_batch_kind(services().catalogue, code)
    except InvalidRequestError as error:
        raise NotFoundError(error.problems[0].message) from error


def _order(draft: Draft) -> Answer:
    chosen = dict.fromkeys(request.form.getlist("person"))
    rows = tuple(BatchRow(PersonId(one)) for one in chosen)
    order = BatchOrder(own_organisation(), draft.kind.code, draft.reading.data, rows, draft.token)
    try:
        batch = services().batches.order(principal(), order)
        batch = services().batches.go_on(principal(), batch.id, seconds=AT_ONCE_SECONDS)
    except InvalidRequestError as error:
        return _refuse(replace(draft, complaints=draft.complain(error.problems)))
    except UnavailableError as error:
        # The same token: what was ordered is found again by the next press.
        page = _show_form(replace(draft, complaints=(Complaint("", "", error.message),)))
        return page, HTTPStatus.SERVICE_UNAVAILABLE
    return _to_batch(batch)


def _common_form(kind: BatchKind) -> GroupField:
    """The questions of the kind without those that each document answers alone."""
    form = form_of(kind.kind)
    asked = kind.own | {kind.subject}
    return replace(form, fields=tuple(one for one in form.fields if one.key not in asked))


def _new_draft(kind: BatchKind) -> Draft:
    form = _common_form(kind)
    state = fill_in(form, _prefilled(form))
    return Draft(kind.kind, form, state, own_organisation(), sign=False, token=new_token())


def _read_draft(kind: BatchKind) -> Draft:
    token = checked_token(request.form.get("_token", ""))
    form = _common_form(kind)
    return Draft(kind.kind, form, _typed(), own_organisation(), sign=False, token=token)


def _typed() -> FormState:
    given = request.form
    boxes = {name: given.getlist(name) for name in given if name[:1] != "_" and name != "person"}
    return complete_full_names(FormState(boxes))


def _prefilled(form: GroupField) -> Mapping[str, object]:
    """What the organisation knows: today, and who is addressed."""
    asked = {field.key for field in form.fields}
    today = {"doc_date": services().clock.today().isoformat()} if "doc_date" in asked else {}
    return {**today, **name_on_record(form, own_organisation())}


def _own_draft(report: BatchReport) -> Draft:
    kind = _get_kind(report.batch.kind)
    form = form_of(kind.kind)
    own = replace(form, fields=tuple(one for one in form.fields if one.key in kind.own))
    return Draft(kind.kind, own, FormState({}), report.batch.organisation_id, sign=False, token="")


def _known_own(report: BatchReport, item: BatchItem) -> Mapping[str, object]:
    kind, today = _get_kind(report.batch.kind), services().clock.today()
    data = kind.data_for(report.people[item.person_id], {}, item.own, today)
    return {name: said for name, said in data.items() if name in kind.own}


def _line(report: BatchReport, item: BatchItem) -> Line:
    places = read_form(form_of(_get_kind(report.batch.kind).kind), FormState({})).places
    messages = []
    for problem in item.problems:
        parts = problem.pointer.split("/")
        labels = ("/".join(parts[:size]) for size in range(len(parts), 2, -1))
        label = next((places[one].label for one in labels if one in places), "")
        messages.append(f"{label}: {problem.message}" if label else problem.message)
    return Line(
        item,
        report.people[item.person_id],
        report.documents.get(item.document_id) if item.document_id else None,
        tuple(dict.fromkeys(messages)),
        any(problem.code == "declension_unconfirmed" for problem in item.problems),
    )


def _left_seconds(report: BatchReport, ready: int, busy: int) -> int | None:
    """How long the rest will take at the pace so far; None while that cannot be told."""
    took = (services().clock.now() - report.batch.created_at).total_seconds()
    if not busy or ready < _FEW or took > _LONG_AGO_SECONDS:
        return None
    return max(1, round(busy * took / ready))


def _refuse(draft: Draft) -> tuple[str, int]:
    return _show_form(draft), HTTPStatus.UNPROCESSABLE_ENTITY


def _show_form(draft: Draft) -> str:
    return render_template(
        "batch_form.html",
        draft=draft,
        people=request.form.getlist("person"),
        doubts=frozenset[str](),
        bank=people_picker.list_offered(draft),
    )


def _show_own(report: BatchReport, item: BatchItem, draft: Draft) -> str:
    return render_template(
        "batch_own.html",
        draft=draft,
        batch=report.batch,
        item=item,
        person=report.people[item.person_id],
        doubts=frozenset[str](),
    )


def _to_batch(batch: Batch) -> BareResponse:
    return redirect(url_for("desk.batches.show", batch_id=batch.id), HTTPStatus.SEE_OTHER)
