"""A new school year: last year's pack, and what each of its documents would say now."""

from flask import Blueprint, render_template

from service.domain.access import Scope, require_scope
from service.domain.batches import MAX_PEOPLE
from service.http.exchange import principal, services
from service.web.lists import name_things
from service.web.people import own_organisation
from service.web.repetitions import say_differences

rollover = Blueprint("rollover", __name__)


@rollover.get("/pack/repeat")
def show() -> str:
    """Document by document; what everybody has of their own is counted. Nothing is registered."""
    require_scope(principal(), Scope.WRITE)
    found = services().rollover.review(principal(), own_organisation())
    return render_template(
        "rollover.html",
        found=found,
        most=MAX_PEOPLE,
        documents=[say_differences(repeated) for repeated in found.repeated],
        **name_things([found.organisation]),
    )
