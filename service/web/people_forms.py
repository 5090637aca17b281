"""The declension card: six forms of a person's name and position, confirmed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.completion import DECLINED, PERSON, POSITION
from doc_templates.declension.forms import Confidence
from service.domain.access import Scope, require_scope
from service.domain.errors import InvalidRequestError
from service.domain.ids import PersonId
from service.domain.people import BankPerson
from service.http.exchange import principal, services
from service.operations.declension import NameQuestion
from service.web.name_forms import CASE_TITLES, CONFIDENCE_HINTS, CaseBox

people_forms = Blueprint("people_forms", __name__, url_prefix="/people")

Answer = str | tuple[str, int] | BareResponse
_TITLES = {PERSON: "Фамилия, имя, отчество", POSITION: "Должность"}


@dataclass(frozen=True)
class FormsPart:
    """The forms of a name or of a position; `is_stored`: somebody has confirmed them."""

    what: str
    title: str
    nominative: str
    is_stored: bool
    boxes: list[CaseBox]


@people_forms.get("/<id:person_id>/forms")
def show(person_id: str) -> str:
    """The forms as they are confirmed, or as the rules propose them."""
    return _show(_find(person_id), {})


@people_forms.post("/<id:person_id>/forms")
def confirm(person_id: str) -> Answer:
    """Remember both; what is wrong is shown at its box and nothing else is lost."""
    require_scope(principal(), Scope.WRITE)
    person, problems = _find(person_id), dict[str, str]()
    for what, question in _questions(person).items():
        forms = {case: request.form.get(f"{what}_{case}", "") for case in DECLINED}
        try:
            services().declension.confirm(principal(), person.organisation_id, question, forms)
        except InvalidRequestError as error:
            problems |= {
                f"{what}_{p.pointer.rpartition('/')[2]}": p.message for p in error.problems
            }
    if problems:
        return _show(person, problems), HTTPStatus.UNPROCESSABLE_ENTITY
    card = url_for("desk.people.show", person_id=person.id, done="forms")
    return redirect(card, HTTPStatus.SEE_OTHER)


def _find(person_id: str) -> BankPerson:
    return services().people.get_person(principal(), PersonId(person_id))


def _questions(person: BankPerson) -> Mapping[str, NameQuestion]:
    card = person.card
    return {
        PERSON: NameQuestion(
            PERSON, "", card.gender, card.surname, card.given_name, card.patronymic
        ),
        POSITION: NameQuestion(POSITION, card.position),
    }


def _show(person: BankPerson, problems: Mapping[str, str]) -> str:
    parts = [_part(person, what, one, problems) for what, one in _questions(person).items()]
    return render_template("person_forms.html", person=person, parts=parts, problems=problems)


def _part(
    person: BankPerson, what: str, question: NameQuestion, problems: Mapping[str, str]
) -> FormsPart:
    suggestion = services().declension.suggest(principal(), person.organisation_id, question)
    stored = suggestion.stored.forms if suggestion.stored else {}
    boxes = [
        CaseBox(
            name=f"{what}_{case}",
            title=title,
            text=request.form.get(f"{what}_{case}")
            or stored.get(case, suggestion.forms.of(case).text),
            hint="" if stored else _hint(suggestion.forms.of(case).confidence),
            problem=problems.get(f"{what}_{case}", ""),
        )
        for case, title in CASE_TITLES.items()
    ]
    return FormsPart(what, _TITLES[what], question.text, bool(stored), boxes)


def _hint(confidence: Confidence) -> str:
    return CONFIDENCE_HINTS.get(confidence, "")
