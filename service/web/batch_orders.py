"""An order of documents for many: the form of what all share, and any of its buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.batches import Batch
from service.domain.errors import InvalidRequestError, UnavailableError
from service.http.exchange import principal, services
from service.operations.batch_kinds import BatchKind
from service.operations.batch_people import BatchRow
from service.operations.batches import AT_ONCE_SECONDS, BatchOrder
from service.web import people_picker
from service.web.drafts import Complaint, Draft, checked_token, form_of, new_token
from service.web.forms.fields import GroupField
from service.web.forms.full_names import complete_full_names
from service.web.forms.state import FormState, fill_in
from service.web.new_documents import REGISTER, STALE, press_button
from service.web.officials import name_on_record
from service.web.people import own_organisation
from service.web.plan_forms import say_usual
from service.web.visitor import is_stale

Answer = str | tuple[str, int] | BareResponse


@dataclass(frozen=True)
class Many:
    """For whom documents are made: every one of `chosen` travels in the box `box` of the form.

    `place` is where the form's address begins, `source` says where the rest comes from, `names`
    who that is, `known` what needs no typing.
    """

    kind: BatchKind
    place: str
    box: str
    chosen: tuple[str, ...]
    rows: tuple[BatchRow, ...]
    source: str
    names: tuple[str, ...] = ()
    known: Mapping[str, object] = field(default_factory=dict)

    @property
    def form(self) -> GroupField:
        """The questions of the kind without those that each document answers alone."""
        form = form_of(self.kind.kind)
        asked = self.kind.own | {self.kind.subject}
        return replace(form, fields=tuple(one for one in form.fields if one.key not in asked))


def fill(many: Many) -> Answer:
    """The form of what all documents share, and any of its buttons."""
    action = request.form.get("_action", "")
    if not action:
        return _show(many, _new_draft(many))
    draft = _read_draft(many)
    if action != REGISTER:
        return _show(many, press_button(draft, action))
    if is_stale():
        return _refuse(many, replace(draft, complaints=(Complaint("", "", STALE),)))
    return _order(many, draft)


def read_boxes(*ours: str) -> FormState:
    """What was typed: everything but our own boxes."""
    given = request.form
    boxes = {name: given.getlist(name) for name in given if name[:1] != "_" and name not in ours}
    return complete_full_names(FormState(boxes))


def to_batch(batch: Batch) -> BareResponse:
    """On to the page of a batch."""
    return redirect(url_for("desk.batches.show", batch_id=batch.id), HTTPStatus.SEE_OTHER)


def _order(many: Many, draft: Draft) -> Answer:
    order = BatchOrder(
        own_organisation(), draft.kind.code, draft.reading.data, many.rows, draft.token
    )
    try:
        batch = services().batches.order(principal(), order)
        batch = services().batches.go_on(principal(), batch.id, seconds=AT_ONCE_SECONDS)
    except InvalidRequestError as error:
        return _refuse(many, replace(draft, complaints=draft.complain(error.problems)))
    except UnavailableError as error:
        # The same token: what was ordered is found again by the next press.
        page = _show(many, replace(draft, complaints=(Complaint("", "", error.message),)))
        return page, HTTPStatus.SERVICE_UNAVAILABLE
    return to_batch(batch)


def _new_draft(many: Many) -> Draft:
    form = many.form
    state = fill_in(form, {**many.known, **_known_today(form)})
    return Draft(many.kind.kind, form, state, own_organisation(), sign=False, token=new_token())


def _read_draft(many: Many) -> Draft:
    token = checked_token(request.form.get("_token", ""))
    state = read_boxes(many.box)
    return Draft(many.kind.kind, many.form, state, own_organisation(), sign=False, token=token)


def _known_today(form: GroupField) -> Mapping[str, object]:
    """What the organisation knows: today, and who is addressed."""
    asked = {field.key for field in form.fields}
    today = {"doc_date": services().clock.today().isoformat()} if "doc_date" in asked else {}
    return {**today, **name_on_record(form, own_organisation())}


def _refuse(many: Many, draft: Draft) -> tuple[str, int]:
    return _show(many, draft), HTTPStatus.UNPROCESSABLE_ENTITY


def _show(many: Many, draft: Draft) -> str:
    return render_template(
        "batch_form.html",
        draft=draft,
        many=many,
        doubts=frozenset[str](),
        bank=people_picker.list_offered(draft),
        usual=say_usual(many.kind.kind) if many.kind.is_signed else "",
    )
