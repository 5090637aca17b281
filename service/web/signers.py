"""«Подписывающие»: who may sign, by which paper and until when, and with which keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BareResponse

from service.domain.access import Scope, require_scope
from service.domain.errors import InvalidRequestError, NotFoundError
from service.domain.ids import OrganisationId, SignerId
from service.domain.keys import KeyReport
from service.domain.organisations import Organisation
from service.domain.signers import HEAD, Signer, Term
from service.http.exchange import principal, services
from service.web.complaints import by_box
from service.web.days import read_day
from service.web.term_form import TermForm, empty_term, role_titles, typed_term

signers = Blueprint("signers", __name__, url_prefix="/signers")

Answer = str | tuple[str, int] | BareResponse


@dataclass(frozen=True)
class Standing:
    """Whether a term gives the right today, in a word and a colour."""

    word: str
    tone: str


@signers.get("")
def list_all() -> str:
    """Who may sign for an organisation, and its keys."""
    organisations = services().organisations.list_organisations(principal())
    chosen = _choose(organisations)
    found = services().signers.list_signers(principal(), chosen.id) if chosen else []
    today = services().clock.today()
    return render_template(
        "signers.html",
        organisation=chosen,
        organisations=organisations,
        current=[one for one in found if _is_open(one.term, today)],
        past=[one for one in found if not _is_open(one.term, today)],
        keys=services().signers.list_keys(principal(), chosen.id) if chosen else [],
        may_keep=Scope.SIGNERS in principal().scopes,
        stand=lambda one: stand(one.term, today),
        key_standing=key_standing,
        now=services().clock.now(),
        roles=role_titles(),
        done=request.args.get("done", ""),
    )


@signers.get("/new")
def ask() -> str:
    """The form of a new term."""
    require_scope(principal(), Scope.SIGNERS)
    return _show_form(empty_term(), {}, None)


@signers.post("/new")
def add() -> Answer:
    """Begin a term."""
    require_scope(principal(), Scope.SIGNERS)
    organisation_id = OrganisationId(request.form.get("organisation", ""))
    return _take(lambda term: services().signers.appoint(principal(), organisation_id, term), None)


@signers.get("/<id:signer_id>/replace")
def ask_successor(signer_id: str) -> str:
    """The form of whoever signs from now on."""
    earlier = _find(signer_id)
    return _show_form(empty_term(earlier.term.role), {}, earlier)


@signers.post("/<id:signer_id>/replace")
def succeed(signer_id: str) -> Answer:
    """End a term and begin the next one."""
    earlier = _find(signer_id)
    return _take(lambda term: services().signers.replace(principal(), earlier.id, term), earlier)


@signers.get("/<id:signer_id>/end")
def ask_end(signer_id: str) -> str:
    """Ask which day is the last one."""
    signer = _find(signer_id)
    return _show_end(signer, services().clock.today().isoformat(), {})


@signers.post("/<id:signer_id>/end")
def end(signer_id: str) -> Answer:
    """Let the right end."""
    signer, typed = _find(signer_id), request.form.get("until", "").strip()
    until = read_day(typed)
    if until is None:
        problem = {"until": "Укажите день: число, месяц и год."}
        return _show_end(signer, typed, problem), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        services().signers.end_term(principal(), signer.id, until)
    except InvalidRequestError as error:
        return _show_end(signer, typed, by_box(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(signer.organisation_id, "ended")


def stand(term: Term, today: date) -> Standing:
    """Whether the term gives the right on this day."""
    if today < term.since:
        return Standing("ещё не начался", "off")
    if not term.covers(today):
        return Standing("кончился", "off")
    if term.attorney is not None and term.attorney.until < today:
        return Standing("доверенность вышла", "bad")
    return Standing("действует", "good")


def key_standing(report: KeyReport, now: datetime) -> Standing:
    """Whether a key will sign, in a word and a colour."""
    found = report.certificate
    if found is None:
        return Standing("не открывается", "bad")
    if now > found.not_after:
        return Standing("срок вышел", "bad")
    if now < found.not_before:
        return Standing("срок ещё не начался", "busy")
    return Standing("скоро кончится", "busy") if found.is_ending(now) else Standing("годен", "good")


def _is_open(term: Term, today: date) -> bool:
    return term.until is None or today <= term.until


def _choose(organisations: list[Organisation]) -> Organisation | None:
    """The organisation that is asked for, else the first. Raises NotFoundError."""
    asked = request.values.get("organisation", "")
    if not asked:
        return organisations[0] if organisations else None
    found = next((one for one in organisations if one.id == asked), None)
    if found is None:
        raise NotFoundError
    return found


def _find(signer_id: str) -> Signer:
    return services().signers.get_signer(principal(), SignerId(signer_id))


def _take(use: Callable[[Term], Signer], earlier: Signer | None) -> Answer:
    form = typed_term()
    try:
        signer = use(form.read())
    except InvalidRequestError as error:
        problems = by_box(error)
        if "gender" in problems:  # the API names its values
            problems["gender"] = "Укажите пол: от него зависят падежи."
        return _show_form(form, problems, earlier), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(signer.organisation_id, "replaced" if earlier else "appointed")


def _show_form(form: TermForm, problems: dict[str, str], earlier: Signer | None) -> str:
    organisations = services().organisations.list_organisations(principal())
    asked = earlier.organisation_id if earlier else request.values.get("organisation", "")
    return render_template(
        "signer_form.html",
        said=form.boxes,
        problems=problems,
        earlier=earlier,
        organisations=organisations,
        chosen=asked or (organisations[0].id if organisations else ""),
        roles=role_titles(),
        head=HEAD,
    )


def _show_end(signer: Signer, until: str, problems: dict[str, str]) -> str:
    return render_template("signer_end.html", signer=signer, until=until, problems=problems)


def _back(organisation_id: OrganisationId, done: str) -> BareResponse:
    page = url_for("desk.signers.list_all", organisation=organisation_id, done=done)
    return redirect(page, HTTPStatus.SEE_OTHER)
