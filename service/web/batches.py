"""Documents for many: choose people and a kind, fill in what all share, watch them being made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import render_template, request
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.batches import MAX_PEOPLE, BatchItem
from service.domain.documents import UNFINISHED, Document, State
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import BatchId, PersonId
from service.domain.people import BankPerson
from service.domain.reading import list_names
from service.http.exchange import principal, services
from service.operations.batch_kinds import (
    BatchKind,
    find_batch_kind,
    find_kind_of_batch,
    list_batch_kinds,
)
from service.operations.batch_people import BatchRow
from service.operations.batches import AT_ONCE_SECONDS, BatchReport, find_item
from service.web.batch_orders import Answer, Many, read_boxes, to_batch
from service.web.batch_orders import fill as fill_for
from service.web.drafts import Draft, form_of, press
from service.web.forms.reading import read_form
from service.web.forms.state import FormState, fill_in
from service.web.lists import name_things
from service.web.live import renew
from service.web.new_documents import REGISTER
from service.web.people import read_filter
from service.web.registry import say_pair

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
batches = APIBlueprint("batches", __name__, url_prefix="/batches", enable_openapi=False)

REFRESH_SECONDS = 3
_BOX = "person"
_SOURCE = "из карточек"
_FEW = 3
_LONG_AGO_SECONDS = 900


@dataclass(frozen=True)
class Line:
    """One row of a batch: the document, or what is in its way in words.

    `names` say whose it is, `cards` are those in the bank. `unconfirmed` are the cards whose forms
    have to be confirmed first.
    """

    item: BatchItem
    names: str
    cards: Sequence[BankPerson]
    document: Document | None
    messages: tuple[str, ...]
    unconfirmed: Sequence[BankPerson]


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
        page = render_template("batch_nobody.html", most=MAX_PEOPLE, box=_BOX)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    kinds = [one.kind for one in list_batch_kinds(services().catalogue)]
    return render_template("batch_kinds.html", box=_BOX, chosen=people, kinds=kinds)


@batches.post("/new/<code:kind>")
def fill(kind: str) -> Answer:
    """The form of what all documents share, and any of its buttons."""
    require_scope(principal(), Scope.WRITE)
    chosen = tuple(dict.fromkeys(request.form.getlist(_BOX)))
    rows = tuple(BatchRow(PersonId(one)) for one in chosen)
    return fill_for(Many(_get_kind(kind), "/batches/new", _BOX, chosen, rows, _SOURCE))


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
    return to_batch(batch)


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
    draft = replace(_own_draft(report), state=read_boxes())
    action = request.form.get("_action", "")
    if action and action != REGISTER:
        return _show_own(report, item, replace(draft, state=press(draft.form, draft.state, action)))
    own = draft.reading.data
    batch = services().batches.say_own(principal(), report.batch.id, place, own)
    problems = find_item(batch, place).problems
    if not problems:
        return to_batch(batch)
    page = _show_own(report, item, replace(draft, complaints=draft.complain(problems)))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _chosen_people() -> list[str]:
    """Who is ticked, or everybody of the list that was shown."""
    if request.form.get("everybody") != "1":
        return request.form.getlist(_BOX)
    wanted = replace(read_filter(request.form.get("q", "")), limit=MAX_PEOPLE + 1)
    found = services().people.list_people(principal(), wanted).people
    return [person.id for person in found]


def _get_kind(code: str) -> BatchKind:
    try:
        return find_batch_kind(services().catalogue, code)
    except InvalidRequestError as error:
        raise NotFoundError(error.problems[0].message) from error


def _kind_of(report: BatchReport) -> BatchKind:
    return find_kind_of_batch(services().catalogue, report.batch)


def _own_draft(report: BatchReport) -> Draft:
    kind = _kind_of(report)
    form = form_of(kind.kind)
    own = replace(form, fields=tuple(one for one in form.fields if one.key in kind.own))
    return Draft(kind.kind, own, FormState({}), report.batch.organisation_id, sign=False, token="")


def _known_own(report: BatchReport, item: BatchItem) -> Mapping[str, object]:
    kind, today = _kind_of(report), services().clock.today()
    data = kind.data_for(report.person(item), {}, item.own, today)
    return {name: said for name, said in data.items() if name in kind.own}


def _line(report: BatchReport, item: BatchItem) -> Line:
    places = read_form(form_of(_kind_of(report).kind), FormState({})).places
    messages = []
    for problem in item.problems:
        parts = problem.pointer.split("/")
        labels = ("/".join(parts[:size]) for size in range(len(parts), 2, -1))
        label = next((places[one].label for one in labels if one in places), "")
        messages.append(f"{label}: {problem.message}" if label else problem.message)
    doubtful = [one.pointer for one in item.problems if one.code == "declension_unconfirmed"]
    unconfirmed = (card for pointer in doubtful for card in report.cards(item, pointer))
    return Line(
        item,
        _say_whose(report, item),
        report.cards(item),
        report.documents.get(item.document_id) if item.document_id else None,
        tuple(dict.fromkeys(messages)),
        tuple(dict.fromkeys(unconfirmed)),
    )


def _say_whose(report: BatchReport, item: BatchItem) -> str:
    person = report.person(item)
    if person is not None:
        return person.card.full_name
    return say_pair(item.own) or ", ".join(list_names(item.own)) or f"Строка {item.place}"


def _left_seconds(report: BatchReport, ready: int, busy: int) -> int | None:
    """How long the rest will take at the pace so far; None while that cannot be told."""
    took = (services().clock.now() - report.batch.created_at).total_seconds()
    if not busy or ready < _FEW or took > _LONG_AGO_SECONDS:
        return None
    return max(1, round(busy * took / ready))


def _show_own(report: BatchReport, item: BatchItem, draft: Draft) -> str:
    return render_template(
        "batch_own.html",
        draft=draft,
        batch=report.batch,
        item=item,
        names=_say_whose(report, item),
        doubts=frozenset[str](),
    )
