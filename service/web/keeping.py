"""What was typed into a form, kept as a draft, and put into the form again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request

from doc_templates.catalogue import Kind
from service.domain.drafts import SavedDraft
from service.domain.errors import GrifError
from service.domain.ids import DraftId, OrganisationId
from service.http.exchange import principal, services
from service.operations.drafts import TypedForm
from service.web.drafts import AT_ONCE, ON_PAPER, Draft, can_sign, checked_token, form_of
from service.web.forms.full_names import complete_full_names
from service.web.forms.state import FormState
from service.web.officials import OFFICIALS
from service.web.plan_forms import read_plan

_SURNAME, _GIVEN_NAME = "surname", "given_name"


@dataclass(frozen=True)
class Saving:
    """Whether the form is kept, in words for people."""

    is_kept: bool
    said: str


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list: which form it is, about whom, and when it was changed."""

    draft: SavedDraft
    title: str
    hint: str


def read_draft(kind: Kind) -> Draft:
    """The form that came with this request."""
    given = request.form
    way = given.get("_way", AT_ONCE)
    boxes = {name: given.getlist(name) for name in given if name[:1] != "_"}
    return Draft(
        kind=kind,
        form=form_of(kind),
        state=complete_full_names(FormState(boxes)),
        organisation_id=given.get("_organisation", ""),
        sign=can_sign(kind) and way != ON_PAPER,
        token=checked_token(given.get("_token", "")),
        way=way,
        plan=read_plan(kind, dict(given.lists())),
    )


def recall(kind: Kind, saved: SavedDraft) -> Draft:
    """The form as it was kept."""
    boxes = saved.boxes
    way = next(iter(boxes.get("_way", ())), AT_ONCE)
    return Draft(
        kind=kind,
        form=form_of(kind),
        state=FormState({name: texts for name, texts in boxes.items() if name[:1] != "_"}),
        organisation_id=saved.organisation_id,
        sign=can_sign(kind) and way != ON_PAPER,
        token=saved.id,
        way=way,
        plan=read_plan(kind, boxes),
    )


def typed(draft: Draft) -> TypedForm:
    """What is kept of a form: every box, and how the document is to be signed."""
    return TypedForm(
        DraftId(draft.token),
        OrganisationId(draft.organisation_id),
        draft.kind.code,
        {**draft.state.boxes, "_way": [draft.way], **draft.plan.boxes()},
    )


def keep(draft: Draft) -> Saving:
    """Keep the form; what hinders it is said, and nothing on the page is lost by that."""
    try:
        moment = services().drafts.save(principal(), typed(draft))
    except GrifError as error:
        return Saving(is_kept=False, said=f"Черновик не сохранён. {error.message}".strip())
    return Saving(is_kept=True, said=f"Сохранено в {_say_time(moment)}")


def list_lines() -> list[DraftLine]:
    """The person's drafts, the one that was changed last first; lost kinds cannot go on."""
    titles = {kind.code: kind.title for kind in services().catalogue.list_kinds()}
    return [
        DraftLine(draft, titles[draft.kind], _hint(draft.boxes))
        for draft in services().drafts.list_drafts(principal())
        if draft.kind in titles
    ]


def _hint(boxes: Mapping[str, Sequence[str]]) -> str:
    """About whom the form is, as far as that was typed: the first who is not there by office."""
    for box, texts in boxes.items():
        group, _, last = box.rpartition(".")
        if last == _SURNAME and group not in OFFICIALS and "".join(texts).strip():
            return " ".join([*texts, *boxes.get(f"{group}.{_GIVEN_NAME}", ())]).strip()
    return ""


def _say_time(moment: datetime) -> str:
    """«14:05» where the offices are."""
    return f"{moment.astimezone(ZoneInfo(services().settings.timezone)):%H:%M}"
