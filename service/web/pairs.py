"""«Пары»: who mentors whom this school year. A year and a page are all that the address says."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template, request

from service.domain.pack.assigned import PairState
from service.domain.pack.coverage import PROPOSAL
from service.domain.pack.pairs import ORDER
from service.domain.reading import read_text
from service.http.exchange import principal, services
from service.operations.pair_rows import PairKey
from service.operations.pairs import StandingPair
from service.web.drafts import form_of
from service.web.forms.fields import ChoiceField, GroupField, RepeatedField
from service.web.lists import name_things
from service.web.registry import say_names
from service.web.years import list_years, read_year

pairs = Blueprint("pairs", __name__)

PAGE_SIZE: Final = 50
_STATES: Final = {
    PairState.PREPARING: ("приказ готовится", "busy"),
    PairState.COMING: ("ещё не началось", "off"),
    PairState.GOING: ("действует", "good"),
    PairState.ENDED: ("закончилось", "off"),
    PairState.TERMINATED: ("прекращено", "bad"),
}
_MAX_PAGE: Final = 1000


@pairs.get("/pairs")
def list_all() -> str:
    """The pairs of a school year, school by school."""
    found = services().pairs.list_pairs(principal(), read_year().first)
    organisations = services().organisations.list_organisations(principal())
    page = _read_page()
    first = (page - 1) * PAGE_SIZE
    forms = _name_forms()
    return render_template(
        "pairs.html",
        found=found,
        rows=[_say(one, forms) for one in found.pairs[first : first + PAGE_SIZE]],
        without_program=sum(one.lacks_program for one in found.pairs),
        page=page,
        page_size=PAGE_SIZE,
        years=list_years(),
        organisations=organisations,
        states=_STATES,
        order_kind=ORDER,
        proposal_kind=PROPOSAL,
        **name_things(organisations),
    )


def _read_page() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked in map(str, range(1, _MAX_PAGE)) else 1


def _say(one: StandingPair, forms: Mapping[str, str]) -> Mapping[str, object]:
    data = one.assigned.pair.data
    return {
        "pair": one,
        "key": PairKey.of(one.assigned).text,
        "mentors": say_names(data, "mentors"),
        "mentees": say_names(data, "mentees"),
        "form": forms.get(read_text(data, "mentoring_form"), ""),
    }


def _name_forms() -> Mapping[str, str]:
    """What the order calls the forms of mentoring."""
    order = form_of(services().catalogue.get_kind(ORDER))
    listed = next(one for one in order.fields if isinstance(one, RepeatedField))
    fields = listed.item.fields if isinstance(listed.item, GroupField) else ()
    asked = (one for one in fields if one.key == "mentoring_form")
    choices = (one.options for one in asked if isinstance(one, ChoiceField))
    return {option.value: option.title for options in choices for option in options}
