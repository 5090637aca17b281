"""«Люди»: the bank of those whom documents name. Names are never in an address: search is sent."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.errors import InvalidRequestError
from service.domain.ids import OrganisationId, PersonId
from service.domain.people import (
    CATEGORY_TITLES,
    GENDER_TITLES,
    PART_TITLES,
    BankPerson,
    Card,
    Part,
)
from service.http.exchange import principal, services
from service.people_ports import PeopleFilter
from service.web.complaints import by_box
from service.web.consents import say_consents
from service.web.days import read_day
from service.web.lists import name_things

people = Blueprint("people", __name__, url_prefix="/people")

Answer = str | tuple[str, int] | BareResponse
PAGE_SIZE = 100
OTHER = "other"
_MAX_TEXT = 200
_MAX_PAGE = 1000


@people.get("")
def list_all() -> str:
    """The bank by the alphabet."""
    return _show_list("")


@people.post("/search")
def search() -> str:
    """The bank narrowed by what is typed."""
    return _show_list(request.form.get("q", "")[:_MAX_TEXT])


@people.get("/new")
def ask() -> str:
    """An empty card."""
    require_scope(principal(), Scope.WRITE)
    return _show_form(None, Card("", "", "", "", ""), {})


@people.post("/new")
def add() -> Answer:
    """Take a person in."""
    card = read_card()
    try:
        person = services().people.add_person(principal(), own_organisation(), card)
    except InvalidRequestError as error:
        return _show_form(None, card, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_card(person, "added")


@people.get("/<id:person_id>")
def show(person_id: str) -> str:
    """The card of a person."""
    person = services().people.get_person(principal(), PersonId(person_id))
    return render_template(
        "person.html",
        person=person,
        card=person.card,
        papers=services().consents.list_of_person(principal(), person.id),
        is_minor=person.card.is_minor(services().clock.today()),
        done=request.args.get("done", ""),
        **_titles(),
        **say_consents(),
        **name_things([]),
    )


@people.get("/<id:person_id>/edit")
def edit(person_id: str) -> str:
    """The card as a form."""
    require_scope(principal(), Scope.WRITE)
    person = services().people.get_person(principal(), PersonId(person_id))
    return _show_form(person, person.card, {})


@people.post("/<id:person_id>/edit")
def change(person_id: str) -> Answer:
    """Replace the card."""
    card = read_card()
    try:
        person = services().people.change_person(principal(), PersonId(person_id), card)
    except InvalidRequestError as error:
        person = services().people.get_person(principal(), PersonId(person_id))
        return _show_form(person, card, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_card(person, "changed")


@people.post("/<id:person_id>/archive")
def archive(person_id: str) -> BareResponse:
    """Put the person away."""
    return _set_archived(PersonId(person_id), archived=True)


@people.post("/<id:person_id>/restore")
def restore(person_id: str) -> BareResponse:
    """Bring the person back."""
    return _set_archived(PersonId(person_id), archived=False)


def own_organisation() -> OrganisationId:
    """Whose bank is written to: the organisation one works in."""
    return principal().organisation_id or OrganisationId("")


def read_filter(text: str = "") -> PeopleFilter:
    """What the list is narrowed to; what makes no sense is not asked."""
    asked = request.values
    part, page = asked.get("part", ""), asked.get("page", "")
    number = int(page) if page in map(str, range(1, _MAX_PAGE)) else 1
    return PeopleFilter(
        organisation_ids=(),
        text="".join(c for c in text if c.isprintable()),
        part=Part(part) if part in set(Part) else None,
        is_other=part == OTHER,
        is_archived=asked.get("archived") == "1",
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )


def read_card() -> Card:
    """The card that was typed, right or wrong."""
    form = request.form
    texts = {name: form.get(name, "").strip() for name in ("surname", "given_name", "patronymic")}
    return Card(
        **texts,
        gender=form.get("gender", ""),
        position=form.get("position", "").strip(),
        workplace_gen=form.get("workplace_gen", "").strip(),
        born=_read_day(form.get("born", "")),
        email=form.get("email", "").strip(),
        experience_years=_read_years(form.get("experience_years", "").strip()),
        category=form.get("category", ""),
        parts=frozenset(Part(name) for name in form.getlist("part") if name in set(Part)),
    )


def _read_day(text: str) -> date | None:
    """A day; one that is none becomes one that no card may have, so that it is complained of."""
    return read_day(text) or date.min if text else None


def _read_years(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("1000") else -1


def _set_archived(person_id: PersonId, *, archived: bool) -> BareResponse:
    services().people.set_archived(principal(), person_id, archived=archived)
    person = services().people.get_person(principal(), person_id)
    return _to_card(person, "archived" if archived else "restored")


def _show_list(text: str) -> str:
    wanted = read_filter(text)
    organisations = services().organisations.list_organisations(principal())
    return render_template(
        "people.html",
        found=services().people.list_people(principal(), wanted),
        wanted=wanted,
        part=OTHER if wanted.is_other else wanted.part or "",
        page=wanted.offset // PAGE_SIZE + 1,
        page_size=PAGE_SIZE,
        organisations=organisations,
        **_titles(),
        **name_things(organisations),
    )


def _show_form(person: BankPerson | None, card: Card, problems: dict[str, str]) -> str:
    return render_template(
        "person_form.html", person=person, card=card, problems=problems, **_titles()
    )


def _titles() -> dict[str, object]:
    return {
        "part_titles": PART_TITLES,
        "gender_titles": GENDER_TITLES,
        "category_titles": CATEGORY_TITLES,
    }


def _to_card(person: BankPerson, done: str) -> BareResponse:
    card = url_for("desk.people.show", person_id=person.id, done=done)
    return redirect(card, HTTPStatus.SEE_OTHER)
