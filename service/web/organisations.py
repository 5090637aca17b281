"""«Организации»: what letterheads say, how numbers are printed, what each has set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from doc_templates.catalogue import Kind
from service.domain.errors import InvalidRequestError
from service.domain.ids import OrganisationId
from service.domain.organisations import Organisation, Requisites
from service.domain.registers import TITLES, Register
from service.domain.templates import owners_over
from service.http.exchange import principal, services
from service.operations.requisites import Rule
from service.web.complaints import by_box
from service.web.template_desk import Desk

organisations = Blueprint("organisations", __name__, url_prefix="/admin/organisations")

Answer = str | tuple[str, int] | BareResponse
_CASES = ("short_name_gen", "short_name_prep")
_EMPTY = Requisites("", "", "", "", "", "", "", "", "")
_MAX_DIGITS = 9


@dataclass(frozen=True)
class RegisterRow:
    """A journal in the form: as it was typed, and how the next number would look."""

    code: str
    title: str
    pattern: str
    first_seq: str
    taken: int | None
    example: str


@organisations.get("")
def list_all() -> str:
    """Every organisation of the administrator."""
    found = services().organisations.list_kept(principal())
    return render_template(
        "organisations.html",
        organisations=found,
        may_add=principal().municipality_id is not None,
        own_templates={one.id: len(_own_templates(one)) for one in found},
        signers={one.id: services().signers.find_head(principal(), one.id) for one in found},
    )


@organisations.get("/new")
def ask() -> str:
    """The form of an organisation that is not there yet."""
    services().organisations.check_may_add(principal())
    return _show_form(None, _EMPTY, {})


@organisations.post("/new")
def add() -> Answer:
    """Let it in."""
    said = _read_requisites()
    organisation_id = OrganisationId(request.form.get("id", "").strip())
    try:
        organisation = services().organisations.add(principal(), organisation_id, said)
    except InvalidRequestError as error:
        return _show_form(None, said, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_card(organisation.id, "added")


@organisations.get("/<id:organisation_id>")
def show(organisation_id: str) -> str:
    """What is known of it, and what it has set up."""
    organisation = _find(organisation_id)
    return render_template(
        "organisation.html",
        organisation=organisation,
        requisites=organisation.requisites,
        registers=_rows(organisation, _rules(organisation)),
        own_templates=_own_templates(organisation),
        head=services().signers.find_head(principal(), organisation.id),
        done=request.args.get("done", ""),
    )


@organisations.get("/<id:organisation_id>/edit")
def edit(organisation_id: str) -> str:
    """The requisites as a form."""
    organisation = _find(organisation_id)
    return _show_form(organisation, organisation.requisites, {})


@organisations.post("/<id:organisation_id>/edit")
def change(organisation_id: str) -> Answer:
    """Replace the requisites."""
    organisation, said = _find(organisation_id), _read_requisites()
    try:
        services().organisations.change_requisites(principal(), organisation.id, said)
    except InvalidRequestError as error:
        return _show_form(organisation, said, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_card(organisation.id, "changed")


@organisations.get("/<id:organisation_id>/registers")
def edit_registers(organisation_id: str) -> str:
    """How numbers are printed, as a form."""
    organisation = _find(organisation_id)
    return _show_registers(organisation, _rules(organisation), {})


@organisations.post("/<id:organisation_id>/registers")
def change_registers(organisation_id: str) -> Answer:
    """Print the next numbers like this."""
    organisation = _find(organisation_id)
    typed = _read_rules()
    rules: dict[str, Rule] = {
        code: (pattern, _read_number(first)) for code, (pattern, first) in typed.items()
    }
    try:
        services().organisations.change_registers(principal(), organisation.id, rules)
    except InvalidRequestError as error:
        page = _show_registers(organisation, typed, by_box(error))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_card(organisation.id, "registers")


def _find(organisation_id: str) -> Organisation:
    return services().organisations.get_organisation(principal(), OrganisationId(organisation_id))


def _read_requisites() -> Requisites:
    """What was typed; a form of the short name that is left empty is the name itself."""
    form = {name: request.form.get(name, "").strip() for name in _EMPTY.as_context()}
    for name in _CASES:
        form[name] = form[name] or form["short_name"]
    return Requisites(**form)


def _rules(organisation: Organisation) -> dict[str, tuple[str, str]]:
    registers = {code: organisation.register(code) for code in TITLES}
    return {code: (one.pattern, str(one.first_seq)) for code, one in registers.items()}


def _read_rules() -> dict[str, tuple[str, str]]:
    form = request.form
    return {
        code: (form.get(code, "").strip(), form.get(f"{code}-first", "").strip()) for code in TITLES
    }


def _read_number(text: str) -> int:
    """A number; what is none becomes one that no register begins with."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if is_number else 0


def _rows(organisation: Organisation, typed: Mapping[str, tuple[str, str]]) -> list[RegisterRow]:
    taken = services().organisations.list_numbers(organisation)
    return [
        RegisterRow(
            code, TITLES[code], pattern, first, taken.get(code), _example(organisation, taken, code)
        )
        for code, (pattern, first) in typed.items()
    ]


def _example(organisation: Organisation, taken: Mapping[str, int], code: str) -> str:
    register: Register = organisation.register(code)
    seq = taken[code] + 1 if code in taken else register.first_seq
    return register.number(services().clock.today().year, seq).text


def _own_templates(organisation: Organisation) -> list[Kind]:
    """The kinds for which the organisation has a template of its own in force."""
    desk = Desk(owners_over(organisation), organisation, ())
    in_force = desk.in_force(desk.versions())
    kinds = services().catalogue.list_kinds()
    return [k for k in kinds if k.code in in_force and in_force[k.code].owner == desk.owner]


def _show_form(
    organisation: Organisation | None, said: Requisites, problems: dict[str, str]
) -> str:
    return render_template(
        "organisation_form.html",
        organisation=organisation,
        said=said,
        code=request.form.get("id", ""),
        problems=problems,
    )


def _show_registers(
    organisation: Organisation, typed: Mapping[str, tuple[str, str]], problems: dict[str, str]
) -> str:
    return render_template(
        "organisation_registers.html",
        organisation=organisation,
        registers=_rows(organisation, typed),
        year=services().clock.today().year,
        problems=problems,
        labels={**TITLES, **{f"{code}-first": title for code, title in TITLES.items()}},
    )


def _to_card(organisation_id: OrganisationId, done: str) -> BareResponse:
    card = url_for("desk.organisations.show", organisation_id=organisation_id, done=done)
    return redirect(card, HTTPStatus.SEE_OTHER)
