"""Six forms of a name, shown once to be corrected and confirmed; the document's form waits behind.

The page carries everything that was typed along, so that nothing is lost on the way back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import render_template, request

from doc_templates.completion import DECLINED
from doc_templates.declension.forms import Case, Confidence
from service.domain.errors import InvalidRequestError
from service.domain.ids import OrganisationId
from service.http.exchange import principal, services
from service.operations.declension import NameQuestion, find_question
from service.web.drafts import Draft
from service.web.forms.state import child_name

CASE_TITLES = {
    Case.GEN: "Родительный – нет кого?",
    Case.DAT: "Дательный – поручить кому?",
    Case.ACC: "Винительный – назначить кого?",
    Case.INS: "Творительный – закрепить за кем?",
    Case.PREP: "Предложный – сведения о ком?",
}
CONFIDENCE_HINTS = {Confidence.LOW: "нужно проверить", Confidence.MED: "проверьте"}


@dataclass(frozen=True)
class CaseBox:
    """One form to be looked at: its box, its question, the text, why look at it, what is wrong."""

    name: str
    title: str
    text: str
    hint: str
    problem: str


def ask(draft: Draft, name: str) -> str | None:
    """The page that asks about the group `name`; None when there is no name to ask about."""
    question = _question(draft, name)
    if question is None:
        return None
    suggestion = services().declension.suggest(
        principal(), OrganisationId(draft.organisation_id), question
    )
    stored = suggestion.stored.forms if suggestion.stored else {}
    boxes = [
        CaseBox(
            name=_box(case),
            title=CASE_TITLES[case],
            text=draft.state.text(child_name(name, case))
            or stored.get(case, suggestion.forms.of(case).text),
            hint="" if stored else CONFIDENCE_HINTS.get(suggestion.forms.of(case).confidence, ""),
            problem="",
        )
        for case in CASE_TITLES
    ]
    return _show(draft, name, question, boxes)


def list_doubts(draft: Draft) -> frozenset[str]:
    """The groups whose forms the program will fill in and somebody should look at."""
    names = services().declension.list_doubtful(
        principal(), OrganisationId(draft.organisation_id), draft.kind, draft.reading.data
    )
    places = draft.reading.places
    pointers = (one.pointer.replace("#", "#/data", 1) for one in names if not one.is_given)
    return frozenset(places[pointer].name for pointer in pointers if pointer in places)


def confirm(draft: Draft, name: str) -> tuple[str, int] | Draft:
    """Remember the forms that were sent. Returns the draft to go on with, or the page again."""
    question = _question(draft, name)
    if question is None:
        return draft
    forms = {case: request.form.get(_box(Case(case)), "") for case in DECLINED}
    school = OrganisationId(draft.organisation_id)
    try:
        services().declension.confirm(principal(), school, question, forms)
    except InvalidRequestError as error:
        problems = {p.pointer.rpartition("/")[2]: p.message for p in error.problems}
        page = _show(draft, name, question, _sent_boxes(forms, problems))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    typed = [child_name(name, case) for case in DECLINED]
    return replace(draft, state=draft.state.without(typed), complaints=())


def _sent_boxes(forms: Mapping[str, str], problems: Mapping[str, str]) -> list[CaseBox]:
    return [
        CaseBox(_box(case), title, forms[case], "", problems.get(case, ""))
        for case, title in CASE_TITLES.items()
    ]


def _question(draft: Draft, name: str) -> NameQuestion | None:
    places = draft.reading.places.items()
    pointer = next((pointer for pointer, place in places if place.name == name), None)
    if pointer is None:
        return None
    return find_question(draft.kind, draft.reading.data, pointer.replace("#/data", "#", 1))


def _box(case: Case) -> str:
    return f"_form_{case}"


def _show(draft: Draft, name: str, question: NameQuestion, boxes: list[CaseBox]) -> str:
    return render_template(
        "name_forms.html", draft=draft, name=name, question=question, boxes=boxes
    )
