"""Documents for many pairs: choose a kind about a pair, fill in what all share."""

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import render_template, request

from service.domain.access import Scope, require_scope
from service.domain.batches import MAX_PEOPLE
from service.http.exchange import principal, services
from service.operations.batch_kinds import find_kind_of_rows
from service.operations.pair_rows import PairKey
from service.web.batch_orders import Answer, Many
from service.web.batch_orders import fill as fill_for
from service.web.people import own_organisation
from service.web.registry import say_pair
from service.web.years import read_year

# Not a plain Blueprint: the API's description asks each one with a lock whether it belongs.
batch_pairs = APIBlueprint(
    "batch_pairs", __name__, url_prefix="/batches/pairs", enable_openapi=False
)

_BOX = "pair"
_SOURCE = "из приказа о закреплении и карточек"


@batch_pairs.before_request
def require_writer() -> None:
    """Turn away those who only read. Raises ForbiddenError."""
    require_scope(principal(), Scope.WRITE)


@batch_pairs.post("")
def choose() -> Answer:
    """Which kind, for the chosen pairs."""
    chosen = _chosen_pairs()
    if not 0 < len(chosen) <= MAX_PEOPLE:
        page = render_template("batch_nobody.html", most=MAX_PEOPLE, box=_BOX)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    kinds = services().pair_rows.list_kinds()
    return render_template("batch_kinds.html", box=_BOX, chosen=chosen, kinds=kinds)


@batch_pairs.post("/<code:kind>")
def fill(kind: str) -> Answer:
    """The form of what all documents share, and any of its buttons."""
    chosen = tuple(dict.fromkeys(request.form.getlist(_BOX)))
    keys = [PairKey.read(text) for text in chosen]
    told = services().pair_rows.tell(principal(), own_organisation(), kind, keys)
    found = find_kind_of_rows(services().catalogue, kind, (row.own for row in told.rows))
    names = tuple(say_pair(pair.data) for pair in told.pairs)
    return fill_for(
        Many(found, "/batches/pairs", _BOX, chosen, told.rows, _SOURCE, names, told.common)
    )


def _chosen_pairs() -> list[str]:
    """Which are ticked, or all of the year that have no programme yet and are not over."""
    if request.form.get("without_program") != "1":
        return request.form.getlist(_BOX)
    found = services().pairs.list_pairs(principal(), read_year().first)
    return [PairKey.of(one.assigned).text for one in found.pairs if one.lacks_program]
